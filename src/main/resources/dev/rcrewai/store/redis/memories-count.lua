-- How many memories of a caller there are, by crew and kind; no zeros.
local caller = ARGV[3]
local rows = {}
for _, crew in ipairs(call('SMEMBERS', memory_crews(caller))) do
  for _, kind in ipairs(MEMORY_KINDS) do
    local count = call('ZCARD', memory_scope(caller, crew, kind))
    if count > 0 then table.insert(rows, {crew, kind, count}) end
  end
end
return rows
