-- The number of the schema that is there; in an empty Redis, this server's.
call('SET', 'rcrewai:schema', ARGV[3], 'NX')
return call('GET', 'rcrewai:schema')
