-- Takes the lease of the oldest suspect.
local node = ARGV[3]
return lease_all(call('ZRANGE', SUSPECTS, 0, 0), node)
