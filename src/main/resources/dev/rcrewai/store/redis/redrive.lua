-- Begins anew with what has not been told.
local id, at = unpack(ARGV, 3)
local d = load_delivery(id)
if not d or d.wanted <= d.told then return 0 end
unlist_delivery(d)
d.due, d.claim, d.tries = at, d.claim + 1, 0
store_delivery(d)
return 1
