-- Lengthens the life of a node, which then gives up those whose time is over, once it has lived
-- for that time without a break: before that, it may be the store that was away. Of what they hold,
-- up to max is put back; where that may not be all, the answer is 'more'. What is left is held by
-- nobody who lives, and follows with whatever heartbeat comes next.
local node, ttl, max = unpack(ARGV, 3)
local mine = call('ZSCORE', NODES, node)
if not mine then return 'given-up' end
local time = now()
call('ZADD', NODES, time + ttl, node)
if tonumber(mine) < time then call('HSET', SINCE, node, time) end
if time - call('HGET', SINCE, node) < tonumber(ttl) then return 'renewed' end
for _, gone in ipairs(call('ZRANGEBYSCORE', NODES, '-inf', '(' .. string.format('%.0f', time))) do
  forget(gone)
end
local left = tonumber(max)
for _, holder in ipairs(call('SMEMBERS', HOLDERS)) do
  if left > 0 and not call('ZSCORE', NODES, holder) then
    left = left - put_back(holder, 1, left)
  end
end
return left == 0 and 'more' or 'renewed'
