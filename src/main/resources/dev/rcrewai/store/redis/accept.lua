-- Accepts executions of one caller and crew, all or none; only the first may have a key.
local caller, crew, node, hash, pinned, key, body, kept, at, queued_max, open_max = unpack(ARGV, 3, 13)
local FIRST, FIELDS = 14, 10
local count = (#ARGV - FIRST + 1) / FIELDS

local function fields(i) return unpack(ARGV, FIRST + i * FIELDS, FIRST + (i + 1) * FIELDS - 1) end

if key ~= '' then
  local earlier = call('HMGET', idempotency_key(key), 'body', 'execution', 'kept')
  if earlier[1] then
    local found = call('HGET', execution_key(earlier[2]), 'status')
    local over = not found or has_ended(found) and tonumber(earlier[3]) <= tonumber(at)
    if not over then return {earlier[1] == body and 'replayed' or 'reused', earlier[2]} end
  end
end
for i = 0, count - 1 do
  if call('EXISTS', execution_key((fields(i)))) == 1 then
    return redis.error_reply('ERR an execution with this id is there already')
  end
end
local open = tonumber(call('HGET', OPEN, caller) or 0)
if open + count > tonumber(open_max) then return {'caller-full', open} end
if node == '' then
  local queued = call('ZCARD', QUEUE)
  if queued + count > tonumber(queued_max) then return {'queue-full', queued} end
end
if call('HEXISTS', CREWS, hash) == 0 then
  if pinned == '' then return {'crew-missing'} end
  call('HSET', CREWS, hash, pinned)
end

local function accept(key, id, summary, events, seq, status, request, created, deadline, wanted,
    wanted_at)
  local e = {id = id, status = status, caller = caller, created = created, deadline = deadline,
    deaths = 0}
  call('XADD', journal_key(id), seq .. '-0', 'events', events)
  local fields = {'summary', summary, 'status', status, 'caller', caller, 'crew', crew,
    'request', request, 'created', created, 'deadline', deadline, 'seq', seq, 'deaths', 0,
    'key', key, 'epoch', 0}
  if node ~= '' then fields[#fields], fields[#fields + 1], fields[#fields + 2] = 1, 'node', node end
  call('HSET', execution_key(id), unpack(fields))
  local member = created .. id
  enlist('rcrewai:list', member)
  enlist('rcrewai:list:caller:' .. caller, member)
  enlist('rcrewai:list:crew:' .. crew, member)
  if request ~= '' then enlist('rcrewai:list:request:' .. request, member) end
  list_by_status(e)
  call('HINCRBY', OPEN, caller, 1)
  if key ~= '' then
    call('DEL', idempotency_key(key))
    call('HSET', idempotency_key(key), 'body', body, 'execution', id, 'kept', kept)
  end
  want(id, 0, wanted, wanted_at)
  publish('appended', id, seq)
  if node == '' then
    enqueue(e, next_turn(caller))
  else
    hold(e, node)
  end
end

for i = 0, count - 1 do accept(i == 0 and key or '', fields(i)) end
if node == '' then publish('queued') end
return {'stored'}
