-- Lengthens the life of a node, which then gives up those whose time is over. Only so many
-- executions are put back at once; those left are held by nobody who lives, and follow.
local node, ttl, max = unpack(ARGV, 3)
local mine = call('ZSCORE', NODES, node)
if not mine then return 'given-up' end
local time = now()
call('ZADD', NODES, time + ttl, node)
if tonumber(mine) < time then return 'renewed' end -- it was the store that was away
call('ZREMRANGEBYSCORE', NODES, '-inf', '(' .. string.format('%.0f', time))
local left = tonumber(max)
for _, holder in ipairs(call('SMEMBERS', HOLDERS)) do
  if left > 0 and not call('ZSCORE', NODES, holder) then
    left = left - put_back(holder, 1, left)
  end
end
return 'renewed'
