-- Takes the lease of this one, where it is queued.
local node, id = unpack(ARGV, 3)
local e = load(id)
return e and e.status == 'queued' and {lease(e, node)} or {}
