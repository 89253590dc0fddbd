-- How many wait, how many suspects, and when the one that waits longest was accepted.
local suspects = call('ZCARD', SUSPECTS)
local oldest = ''
for _, member in ipairs(call('ZRANGE', status_list('queued'), 0, suspects)) do
  if not call('ZSCORE', SUSPECTS, string.sub(member, TIME_DIGITS + 1)) then
    oldest = string.sub(member, 1, TIME_DIGITS)
    break
  end
end
return {call('ZCARD', QUEUE), suspects, oldest}
