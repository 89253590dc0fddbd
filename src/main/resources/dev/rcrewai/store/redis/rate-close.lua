-- The provider answers nothing of this model for so many milliseconds.
local provider, model, pause = ARGV[3], ARGV[4], tonumber(ARGV[5])
local key = closed_key(provider, model)
if call('PTTL', key) < pause then call('SET', key, 1, 'PX', pause) end
return 0
