-- How many in the queue are taken before a new execution of this caller.
return call('ZCOUNT', QUEUE, '-inf', next_turn(ARGV[3]))
