-- Takes leases of those whose deadline was at that time or before; those that wait for people, whose
-- time is over, are put into the queue first. '~' is after every id.
local node, time, max = unpack(ARGV, 3)

local function until_now(list)
  return call('ZRANGEBYLEX', list, '-', '[' .. time .. '~', 'LIMIT', 0, max)
end

for _, member in ipairs(until_now(EXPIRIES)) do
  local e = load(string.sub(member, TIME_DIGITS + 1))
  if e and e.status == 'waiting' then wake(e) end
  call('ZREM', EXPIRIES, member)
end
return lease_all(ids_of(until_now(DEADLINES)), node)
