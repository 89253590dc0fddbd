-- Takes leases of those whose deadline was at that time or before. '~' is after every id.
local node, time, max = unpack(ARGV, 3)
local overdue = call('ZRANGEBYLEX', DEADLINES, '-', '[' .. time .. '~', 'LIMIT', 0, max)
return lease_all(ids_of(overdue), node)
