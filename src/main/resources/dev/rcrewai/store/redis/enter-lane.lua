-- Takes the lane, unless another node that lives has it.
local node = ARGV[3]
local owner = call('GET', LANE)
if owner and owner ~= node and tonumber(call('ZSCORE', NODES, owner) or 0) >= now() then return 0 end
call('SET', LANE, node)
return 1
