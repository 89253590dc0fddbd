-- The signals of an execution, oldest first.
return call('LRANGE', signals_key(ARGV[3]), 0, -1)
