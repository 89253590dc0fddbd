-- Leaves a signal; a waiting execution goes back into the queue with it.
local id, key, signal = unpack(ARGV, 3)
local e = load(id)
if not e then return 'not-found' end
if has_ended(e.status) then return 'ended' end
if call('HSETNX', execution_key(id), 'signal:' .. key, 1) == 0 then return 'duplicate' end
call('RPUSH', signals_key(id), signal)
if e.status == 'running' then
  call('ZADD', held_key(e.node), 'XX', 1, id)
elseif e.status == 'waiting' then
  wake(e)
  publish('queued')
end
publish('signalled', id)
return 'stored'
