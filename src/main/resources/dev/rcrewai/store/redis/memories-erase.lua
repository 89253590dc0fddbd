-- Forgets up to max memories of a caller, of one crew where one is named. Says how many.
local caller, crew, max = unpack(ARGV, 3)
local left = tonumber(max)

local function erase(key)
  if left == 0 then return end
  local ids = ids_of(call('ZRANGE', key, 0, left - 1))
  for _, id in ipairs(ids) do forget_memory(id) end
  left = left - #ids
end

if crew == '' then
  erase(memories_of(caller))
else
  for _, kind in ipairs(MEMORY_KINDS) do erase(memory_scope(caller, crew, kind)) end
end
return max - left
