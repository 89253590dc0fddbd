-- Begins the life of a node.
local node, ttl = unpack(ARGV, 3)
local time = now()
call('ZADD', NODES, time + ttl, node)
call('HSET', SINCE, node, time)
return 'joined'
