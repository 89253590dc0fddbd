-- Replaces what is held by what was used; nothing where it is settled already. An account that is
-- gone does not come back.
local id, held_tokens, held_nano, used_tokens, used_nano = unpack(ARGV, 3)
if call('DEL', reservation_key(id)) == 0 then return 0 end
for i = 8, #ARGV do
  local key = account_key(ARGV[i])
  if call('EXISTS', key) == 1 then
    call('HINCRBY', key, 'held-tokens', 0 - held_tokens)
    call('HINCRBY', key, 'held-nano', 0 - held_nano)
    call('HINCRBY', key, 'tokens', used_tokens)
    call('HINCRBY', key, 'nano', used_nano)
  end
end
return 1
