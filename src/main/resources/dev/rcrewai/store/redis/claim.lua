-- Takes leases in the queue's order.
local node, max = unpack(ARGV, 3)
return lease_all(call('ZRANGE', QUEUE, 0, max - 1), node)
