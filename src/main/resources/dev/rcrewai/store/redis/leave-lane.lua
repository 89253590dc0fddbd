-- Leaves the lane, where the node has it.
local node = ARGV[3]
return call('GET', LANE) == node and call('DEL', LANE) or 0
