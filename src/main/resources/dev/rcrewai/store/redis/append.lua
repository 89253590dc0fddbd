-- Appends a batch, where its lease holds and it fits.
local id, node, epoch, expected, seq, events, summary, status, progress, ended, at, due, wanted,
  wanted_at = unpack(ARGV, 3)

local function finish(e)
  if call('HINCRBY', OPEN, e.caller, -1) <= 0 then call('HDEL', OPEN, e.caller) end
  local due = call('HGET', delivery_key(id), 'due')
  if not due or due == '' then enlist(ENDED, ended .. id) end
  if e.key ~= '' then
    local kept = call('HGET', idempotency_key(e.key), 'kept')
    -- A minute more, because the nodes' clocks differ; who reads it looks at the time anyway.
    if kept then call('PEXPIRE', idempotency_key(e.key), math.max(0, kept - at) + 60000) end
  end
end

local e = load(id)
if not e or e.status ~= 'running' or e.node ~= node or e.epoch ~= epoch or e.seq ~= expected then
  return 'fenced'
end
call('XADD', journal_key(id), seq .. '-0', 'events', events)
-- A signal that the owner had not seen when it parked would otherwise wake nobody.
local woken = status == 'waiting' and is_signalled(e)
if woken then status = 'queued' end
local fields = {'seq', seq, 'summary', summary, 'deadline', due, 'status', status}
if progress == '1' and e.deaths > 0 then
  e.deaths = 0
  fields[#fields + 1], fields[#fields + 2] = 'deaths', 0
end
if has_ended(status) then fields[#fields + 1], fields[#fields + 2] = 'ended', ended end
call('HSET', execution_key(id), unpack(fields))
e.deadline = due
want(id, expected, wanted, wanted_at)
publish('appended', id, seq)
if status == 'running' then return 'stored' end

let_go(e)
list_as(e, status)
if status == 'queued' then
  enqueue(e, 0)
  publish('queued')
elseif status == 'waiting' then
  call('ZADD', EXPIRIES, 0, due .. id)
elseif has_ended(status) then
  finish(e)
end
return woken and 'woken' or 'stored'
