-- What the node holds.
local node = ARGV[3]
local leases = {}
for i, id in ipairs(call('ZRANGE', held_key(node), 0, -1)) do
  local e = load(id)
  leases[i] = {id, tonumber(e.epoch), e.deaths}
end
return leases
