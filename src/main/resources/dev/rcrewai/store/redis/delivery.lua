-- Whether something is left to tell, how often it was tried, when it is tried next, and why the
-- last try was in vain.
local d = load_delivery(ARGV[3])
if not d then return {} end
return {d.wanted > d.told and 1 or 0, d.tries, d.due, d.error}
