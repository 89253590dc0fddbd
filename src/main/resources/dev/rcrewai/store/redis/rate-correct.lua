-- The provider counted so many tokens more than were taken, or fewer.
local provider, tokens = ARGV[3], ARGV[4]
if call('EXISTS', rate_key(provider)) == 1 then
  call('HINCRBYFLOAT', rate_key(provider), 'tokens', tokens)
end
return 0
