-- Memories of a caller, of one crew where one is named, of one kind where one is named too; the
-- newest first, from those before a place on.
local caller, crew, kind, before, max = unpack(ARGV, 3)

local function some(key)
  return call('ZREVRANGEBYLEX', key, before == '' and '+' or '(' .. before, '-', 'LIMIT', 0, max)
end

local members
if crew == '' then
  members = some(memories_of(caller))
else
  members = {}
  for _, each in ipairs(kind == '' and MEMORY_KINDS or {kind}) do
    for _, member in ipairs(some(memory_scope(caller, crew, each))) do
      table.insert(members, member)
    end
  end
  table.sort(members, function(a, b) return a > b end)
end
local rows = {}
for i = 1, math.min(#members, tonumber(max)) do
  local id = string.sub(members[i], TIME_DIGITS + 1)
  local row = call('HMGET', memory_key(id), 'caller', 'crew', 'kind', 'execution', 'text', 'at',
    'embedder', 'vector')
  table.insert(row, 1, id)
  rows[i] = row
end
return rows
