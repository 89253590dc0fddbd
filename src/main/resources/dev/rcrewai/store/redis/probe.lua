-- Writes and reads.
call('SET', 'rcrewai:probe', ARGV[3])
return call('GET', 'rcrewai:probe')
