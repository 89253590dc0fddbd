-- Which of those that the node holds were signalled since they were claimed.
local node = ARGV[3]
return call('ZRANGEBYSCORE', held_key(node), 1, 1)
