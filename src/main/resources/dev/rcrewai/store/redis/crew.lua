-- The pinned crew of a hash, or nothing.
return {call('HGET', CREWS, ARGV[3]) or nil}
