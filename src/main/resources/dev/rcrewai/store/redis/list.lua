-- Summaries of what is in all of these lists, newest first, between two bounds. The shortest list
-- leads; of it, only so many are looked at in one call. Answers where to go on ('' at the end),
-- then summary and status of each.
local wanted, max, min, step = unpack(ARGV, 3, 6)
local lists = {unpack(ARGV, 7)}

local function shortest_first(a, b) return call('ZCARD', a) < call('ZCARD', b) end

local function in_others(member)
  for i = 2, #lists do
    if not call('ZSCORE', lists[i], member) then return false end
  end
  return true
end

table.sort(lists, shortest_first)
wanted, step = tonumber(wanted), tonumber(step)
if #lists == 1 then step = wanted end
local page = {''}
local members = call('ZREVRANGEBYLEX', lists[1], max, min, 'LIMIT', 0, step)
for _, member in ipairs(members) do
  if in_others(member) then
    local row = call('HMGET', execution_key(string.sub(member, TIME_DIGITS + 1)), 'summary', 'status')
    page[#page + 1] = row[1]
    page[#page + 1] = row[2]
    wanted = wanted - 1
    if wanted == 0 then return page end
  end
end
if #members == step then page[1] = members[step] end
return page
