-- How many are to be told, how many were given up, and when the oldest of the first happened.
local oldest = call('ZRANGE', UNTOLD, 0, 0)[1] or ''
return {call('ZCARD', DUE), call('SCARD', DEAD), string.sub(oldest, 1, TIME_DIGITS)}
