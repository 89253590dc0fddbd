-- Puts back up to max of what the node holds; its life ends with the last. Says how many.
local node, max = unpack(ARGV, 3)
local count = put_back(node, 0, tonumber(max))
if call('EXISTS', held_key(node)) == 0 then
  forget(node)
  if call('GET', LANE) == node then call('DEL', LANE) end
end
return count
