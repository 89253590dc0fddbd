-- A claim was of no use; with an error it was a try in vain, the last one where there is no time.
local id, claim, due, tries, error = unpack(ARGV, 3)
local d = claimed(id, claim)
if not d then return 'lost' end
unlist_delivery(d)
d.due, d.claim = due, d.claim + 1
if error ~= '' then d.tries, d.error = tries, error end
store_delivery(d)
return 'done'
