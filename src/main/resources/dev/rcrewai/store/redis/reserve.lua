-- Holds an amount in all accounts and gives nothing back, or holds nothing and gives back how they
-- stand. Each account comes with its limits and its time to live.
local id, id_kept, tokens, nano = unpack(ARGV, 3)
if call('EXISTS', reservation_key(id)) == 1 then return {} end -- its answer was lost

local fits, balances = true, {}
for i = 7, #ARGV, 4 do
  local now_there = balance(ARGV[i])
  if now_there[1] + now_there[2] + tokens > tonumber(ARGV[i + 1])
    or now_there[3] + now_there[4] + nano > tonumber(ARGV[i + 2]) then fits = false end
  table.insert(balances, now_there)
end
if not fits then return balances end

for i = 7, #ARGV, 4 do
  local key = account_key(ARGV[i])
  call('HINCRBY', key, 'held-tokens', tokens)
  call('HINCRBY', key, 'held-nano', nano)
  call('PEXPIRE', key, ARGV[i + 3])
end
call('SET', reservation_key(id), '', 'PX', id_kept)
return {}
