-- Keeps what a task taught: the scope, its execution and time; how many memories, each with id,
-- kind, text, embedder and vector; how many are replaced, by id; then kinds and how many each keeps.
local caller, crew, execution, at = unpack(ARGV, 3)
local next_argument = 7
local function take()
  next_argument = next_argument + 1
  return ARGV[next_argument - 1]
end

for _ = 1, tonumber(take()) do
  local id, kind, text, embedder, vector = take(), take(), take(), take(), take()
  local there = call('HGET', memory_key(id), 'at')
  if not there or at >= there then
    if there then forget_memory(id) end
    call('HSET', memory_key(id), 'caller', caller, 'crew', crew, 'kind', kind,
      'execution', execution, 'text', text, 'at', at, 'embedder', embedder, 'vector', vector)
    call('ZADD', MEMORIES, 0, at .. id)
    call('ZADD', memories_of(caller), 0, at .. id)
    call('ZADD', memory_scope(caller, crew, kind), 0, at .. id)
    call('SADD', memory_crews(caller), crew)
  end
end
for _ = 1, tonumber(take()) do
  local id = take()
  local row = call('HMGET', memory_key(id), 'caller', 'crew')
  if row[1] == caller and row[2] == crew then forget_memory(id) end
end
while next_argument <= #ARGV do
  local kind, most = take(), tonumber(take())
  local old = call('ZRANGE', memory_scope(caller, crew, kind), 0, -most - 1)
  for _, id in ipairs(ids_of(old)) do forget_memory(id) end
end
return 1
