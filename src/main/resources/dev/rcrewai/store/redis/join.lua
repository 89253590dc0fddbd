-- Begins the life of a node.
local node, ttl = unpack(ARGV, 3)
call('ZADD', NODES, now() + ttl, node)
return 'joined'
