-- Appends a batch, where its lease holds and it fits.
local id, node, epoch, expected, seq, events, summary, status, progress, ended, at, due, wanted,
  wanted_at = unpack(ARGV, 3)

local function finish(e)
  if call('HINCRBY', OPEN, e.caller, -1) <= 0 then call('HDEL', OPEN, e.caller) end
  call('HSET', execution_key(id), 'ended', ended)
  local delivery = load_delivery(id)
  if not delivery or delivery.due == '' then call('ZADD', ENDED, 0, ended .. id) end
  local key = call('HGET', execution_key(id), 'key')
  if key ~= '' then
    local kept = call('HGET', idempotency_key(key), 'kept')
    -- A minute more, because the nodes' clocks differ; who reads it looks at the time anyway.
    if kept then call('PEXPIRE', idempotency_key(key), math.max(0, kept - at) + 60000) end
  end
end

local e = load(id)
if not e or e.status ~= 'running' or e.node ~= node or e.epoch ~= epoch or e.seq ~= expected then
  return 'fenced'
end
call('XADD', journal_key(id), seq .. '-0', 'events', events)
call('HSET', execution_key(id), 'seq', seq, 'summary', summary, 'deadline', due)
e.deadline = due
if progress == '1' and e.deaths > 0 then
  e.deaths = 0
  call('HSET', execution_key(id), 'deaths', 0)
end
want(id, expected, wanted, wanted_at)
publish('appended', id, seq)
if status == 'running' then return 'stored' end

local signalled = let_go(e)
-- A signal that the owner had not seen when it parked would otherwise wake nobody.
local woken = status == 'waiting' and signalled
if woken then status = 'queued' end
become(e, status)
if status == 'queued' then
  enqueue(e, 0)
  publish('queued')
elseif status == 'waiting' then
  call('ZADD', EXPIRIES, 0, due .. id)
elseif has_ended(status) then
  finish(e)
end
return woken and 'woken' or 'stored'
