-- Forgets up to max memories that are older than that. Says how many.
local before, max = unpack(ARGV, 3)
local members = call('ZRANGEBYLEX', MEMORIES, '-', '(' .. before, 'LIMIT', 0, max)
for _, id in ipairs(ids_of(members)) do forget_memory(id) end
return #members
