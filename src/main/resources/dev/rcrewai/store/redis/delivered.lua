-- All up to an event has been told.
local id, claim, seq, at, up_to = unpack(ARGV, 3)
local d = claimed(id, claim)
if not d then return 'lost' end
unlist_delivery(d)
d.told, d.since, d.tries, d.error = tonumber(seq), at, 0, ''
d.due = d.wanted > d.told and up_to or ''
store_delivery(d)
return d.due == '' and 'done' or 'more'
