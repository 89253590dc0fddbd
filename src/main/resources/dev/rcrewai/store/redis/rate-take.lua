-- Takes one request and so many tokens from a provider's rate, or takes nothing and says how many
-- milliseconds to wait, and for what. Kept is what was used and is not forgotten yet: a minute
-- forgets a minute's worth. More than that is granted once nothing is used.
local provider, model = ARGV[3], ARGV[4]
local requests_max, tokens_max, tokens = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local MINUTE = 60000
local closed = call('PTTL', closed_key(provider, model))
if closed > 0 then return {closed, 'model'} end
local key, time = rate_key(provider), now()
local row = call('HMGET', key, 'requests', 'tokens', 'at')
local passed = time - (tonumber(row[3]) or time)

local function used(before, max)
  return math.max(0, (tonumber(before) or 0) - passed / MINUTE * max)
end
local function wait(busy, max, count)
  if max == 0 then return 0 end
  return math.max(0, math.ceil((busy + math.min(count, max) - max) / max * MINUTE))
end

local requests_used, tokens_used = used(row[1], requests_max), used(row[2], tokens_max)
local pause = math.max(wait(requests_used, requests_max, 1), wait(tokens_used, tokens_max, tokens))
if pause > 0 then return {pause, 'key'} end
call('HSET', key, 'requests', string.format('%.6f', requests_used + 1),
  'tokens', string.format('%.6f', tokens_used + tokens), 'at', string.format('%.0f', time))
call('PEXPIRE', key, math.max(2 * MINUTE, wait(tokens_used + tokens, tokens_max, tokens_max)))
return {0, ''}
