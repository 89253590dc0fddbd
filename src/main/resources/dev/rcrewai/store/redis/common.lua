-- What every script begins with, as far as it uses it: the words in which the others are written,
-- each after those that it uses itself. A script checks before it writes, so that it does everything
-- or nothing. Ids sort by acceptance; members of lists are <time as 16 hex digits><id>, all with
-- score 0, and sort by time.
local channel, origin = ARGV[1], ARGV[2]
local call = redis.call

local SUSPECT = 2 -- so many deaths make an execution one
local TIME_DIGITS = 16

local QUEUE = 'rcrewai:queue' -- by turn, then by id
local SUSPECTS = 'rcrewai:suspects'
local DEADLINES = 'rcrewai:deadlines' -- of all that are queued
local EXPIRIES = 'rcrewai:expiries' -- of all that wait for people, by the first question's
local NODES = 'rcrewai:nodes' -- by the time at which they are over
local SINCE = 'rcrewai:since' -- when they began to live without a break
local HOLDERS = 'rcrewai:holders' -- nodes that hold something
local LANE = 'rcrewai:lane'
local CREWS = 'rcrewai:crews'
local OPEN = 'rcrewai:open' -- executions that have not ended, by caller
local ENDED = 'rcrewai:ended' -- those whose webhook has nothing to be told any more
local DUE = 'rcrewai:deliveries:due' -- of all that are to be told, by when to try
local UNTOLD = 'rcrewai:deliveries:untold' -- the same by when it happened, or a little earlier
local DEAD = 'rcrewai:deliveries:dead'
local MEMORIES = 'rcrewai:memories'
local MEMORY_KINDS = {'short_term', 'long_term', 'entity', 'tool'}

-- What the rate of a provider has used up, and until when it closed a model.
local function rate_key(provider) return 'rcrewai:rate:' .. provider end
local function closed_key(provider, model) return 'rcrewai:closed:' .. provider .. ':' .. model end
local function execution_key(id) return 'rcrewai:execution:' .. id end
local function journal_key(id) return 'rcrewai:journal:' .. id end
local function signals_key(id) return 'rcrewai:signals:' .. id end
local function delivery_key(id) return 'rcrewai:delivery:' .. id end
local function reservation_key(id) return 'rcrewai:reservation:' .. id end
local function account_key(name) return 'rcrewai:account:' .. name end
local function memory_key(id) return 'rcrewai:memory:' .. id end
local function memories_of(caller) return 'rcrewai:memories:caller:' .. caller end
local function memory_crews(caller) return 'rcrewai:memories:crews:' .. caller end
-- No crew's name has a colon.
local function memory_scope(caller, crew, kind)
  return 'rcrewai:memories:scope:' .. kind .. ':' .. crew .. ':' .. caller
end
local function idempotency_key(name) return 'rcrewai:key:' .. name end
-- Score 1: signalled since it was claimed.
local function held_key(node) return 'rcrewai:held:' .. node end
local function turns_key(caller) return 'rcrewai:turns:' .. caller end
local function status_list(status) return 'rcrewai:list:status:' .. status end
local function caller_status_list(caller, status)
  return 'rcrewai:list:caller-status:' .. status .. ':' .. caller
end

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- What the calls of a group write once for all of them, when the last one is through: their news,
-- and who is in which list. A script that reads such a list after it changed it writes them before.
local news, places, nodes_touched = {}, {}, {}
local WORDS_MAX = 1000 -- of one command; even

local function publish(kind, ...)
  local words = news[kind] or {origin, kind}
  for _, word in ipairs({...}) do words[#words + 1] = word end
  news[kind] = words
end

local function place(list, member, is_in)
  local members = places[list] or {}
  members[member] = is_in
  places[list] = members
end

local function enlist(list, member) place(list, member, true) end
local function unlist(list, member) place(list, member, false) end

local function in_parts(command, list, words)
  for first = 1, #words, WORDS_MAX do
    call(command, list, unpack(words, first, math.min(first + WORDS_MAX - 1, #words)))
  end
end

local function write_lists()
  for list, members in pairs(places) do
    local coming, leaving = {}, {}
    for member, is_in in pairs(members) do
      if is_in then
        coming[#coming + 1], coming[#coming + 2] = 0, member
      else
        leaving[#leaving + 1] = member
      end
    end
    in_parts('ZADD', list, coming)
    in_parts('ZREM', list, leaving)
  end
  for node in pairs(nodes_touched) do
    call(call('EXISTS', held_key(node)) == 1 and 'SADD' or 'SREM', HOLDERS, node)
  end
  places, nodes_touched = {}, {}
end

local function tell()
  for _, words in pairs(news) do
    redis.pcall('PUBLISH', channel, table.concat(words, ' ')) -- without promise
  end
end

local function forget(node)
  call('ZREM', NODES, node)
  call('HDEL', SINCE, node)
end

-- How an account stands: spent and held tokens, spent and held billionths of a dollar.
local function balance(name)
  local row = call('HMGET', account_key(name), 'tokens', 'held-tokens', 'nano', 'held-nano')
  for i = 1, 4 do row[i] = tonumber(row[i] or 0) end
  return row
end

local function has_ended(status)
  return status == 'completed' or status == 'failed' or status == 'cancelled'
end

local function load(id)
  local row = call('HMGET', execution_key(id), 'status', 'caller', 'created', 'deadline', 'node',
    'epoch', 'seq', 'deaths', 'key')
  if not row[1] then return nil end
  return {id = id, status = row[1], caller = row[2], created = row[3], deadline = row[4],
    node = row[5], epoch = row[6], seq = row[7], deaths = tonumber(row[8]), key = row[9]}
end

-- The ids of such members.
local function ids_of(members)
  local ids = {}
  for i, member in ipairs(members) do ids[i] = string.sub(member, TIME_DIGITS + 1) end
  return ids
end

local function list_by_status(e)
  local member = e.created .. e.id
  enlist(status_list(e.status), member)
  enlist(caller_status_list(e.caller, e.status), member)
end

local function unlist_by_status(e)
  local member = e.created .. e.id
  unlist(status_list(e.status), member)
  unlist(caller_status_list(e.caller, e.status), member)
end

-- Changes its place in the lists; the status itself is the caller's to write.
local function list_as(e, status)
  unlist_by_status(e)
  e.status = status
  list_by_status(e)
end

local function become(e, status)
  list_as(e, status)
  call('HSET', execution_key(e.id), 'status', status)
end

-- Puts it into the queue, or among the suspects. Turn 0 comes before all that are new.
local function enqueue(e, turn)
  if e.deaths == SUSPECT then
    call('ZADD', SUSPECTS, 0, e.id)
  else
    call('ZADD', QUEUE, turn, e.id)
    if tonumber(turn) > 0 then call('ZADD', turns_key(e.caller), turn, e.id) end
  end
  call('ZADD', DEADLINES, 0, e.deadline .. e.id)
end

-- Puts back into the queue what waits for people.
local function wake(e)
  call('ZREM', EXPIRIES, e.deadline .. e.id)
  become(e, 'queued')
  enqueue(e, 0)
end

-- Notes what the node holds; in the execution, the caller notes the node.
local function hold(e, node)
  enlist(held_key(node), e.id)
  nodes_touched[node] = true
end

-- The turn that a caller's next execution gets: after its own last one; level with the next turn of
-- all where it has none.
local function next_turn(caller)
  local own = call('ZRANGE', turns_key(caller), -1, -1, 'WITHSCORES')
  if own[2] then return own[2] + 1 end
  local first = call('ZRANGEBYSCORE', QUEUE, '(0', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return first[2] or 1
end

-- Takes the lease of one that is queued.
local function lease(e, node)
  call('ZREM', QUEUE, e.id)
  call('ZREM', SUSPECTS, e.id)
  call('ZREM', turns_key(e.caller), e.id)
  call('ZREM', DEADLINES, e.deadline .. e.id)
  list_as(e, 'running')
  call('HSET', execution_key(e.id), 'status', 'running', 'node', node)
  hold(e, node)
  return {e.id, call('HINCRBY', execution_key(e.id), 'epoch', 1), e.deaths}
end

-- Takes the leases of these ids, which are queued.
local function lease_all(ids, node)
  local leases = {}
  for i, id in ipairs(ids) do leases[i] = lease(load(id), node) end
  return leases
end

-- Whether a signal came since the lease was taken.
local function is_signalled(e) return call('ZSCORE', held_key(e.node), e.id) == '1' end

-- Ends the lease.
local function let_go(e)
  unlist(held_key(e.node), e.id)
  nodes_touched[e.node] = true
  call('HDEL', execution_key(e.id), 'node')
end

-- Puts back up to max of what the node holds, and says how many those were.
local function put_back(node, deaths, max)
  local ids = call('ZRANGE', held_key(node), 0, max - 1)
  for _, id in ipairs(ids) do
    local e = load(id)
    let_go(e)
    if deaths > 0 then e.deaths = call('HINCRBY', execution_key(id), 'deaths', deaths) end
    become(e, 'queued')
    enqueue(e, 0)
  end
  write_lists() -- whoever calls asks what is left
  if #ids > 0 then publish('queued') end
  return #ids
end

-- How far a webhook has been told. Without due there is nothing to do, or it was given up.
local function load_delivery(id)
  local row = call('HMGET', delivery_key(id), 'told', 'wanted', 'since', 'due', 'claim', 'tries',
    'error')
  if not row[1] then return nil end
  return {id = id, told = tonumber(row[1]), wanted = tonumber(row[2]), since = row[3],
    due = row[4], claim = tonumber(row[5]), tries = row[6], error = row[7]}
end

-- The delivery, where it is claimed under that number.
local function claimed(id, claim)
  local d = load_delivery(id)
  return d and d.due ~= '' and d.claim == tonumber(claim) and d or nil
end

local function unlist_delivery(d)
  call('ZREM', DUE, d.due .. d.id)
  call('ZREM', UNTOLD, d.since .. d.id)
  call('SREM', DEAD, d.id)
end

local function store_delivery(d)
  call('HSET', delivery_key(d.id), 'told', d.told, 'wanted', d.wanted, 'since', d.since,
    'due', d.due, 'claim', d.claim, 'tries', d.tries, 'error', d.error)
  local ended = call('HGET', execution_key(d.id), 'ended')
  if d.due ~= '' then
    call('ZADD', DUE, 0, d.due .. d.id)
    call('ZADD', UNTOLD, 0, d.since .. d.id)
    if ended then call('ZREM', ENDED, ended .. d.id) end
  else
    if d.wanted > d.told then call('SADD', DEAD, d.id) end
    if ended then call('ZADD', ENDED, 0, ended .. d.id) end
  end
end

-- A webhook is to be told of an event, at once where nothing before it waits.
local function want(id, told, wanted, at)
  if wanted == '' then return end
  local d = load_delivery(id)
    or {id = id, told = tonumber(told), wanted = 0, since = '', due = '', claim = 0, tries = 0,
      error = ''}
  unlist_delivery(d)
  if d.wanted <= d.told then d.since, d.due = at, at end
  d.wanted = tonumber(wanted)
  store_delivery(d)
end

-- Forgets one memory, and its crew where the caller has nothing more of that.
local function forget_memory(id)
  local row = call('HMGET', memory_key(id), 'caller', 'crew', 'kind', 'at')
  if not row[1] then return end
  local caller, crew, kind, at = unpack(row)
  call('ZREM', MEMORIES, at .. id)
  call('ZREM', memories_of(caller), at .. id)
  call('ZREM', memory_scope(caller, crew, kind), at .. id)
  call('UNLINK', memory_key(id))
  for _, each in ipairs(MEMORY_KINDS) do
    if call('EXISTS', memory_scope(caller, crew, each)) == 1 then return end
  end
  call('SREM', memory_crews(caller), crew)
end
