-- The last seqs of these journals, '' for one that is not there.
local seqs = {}
for i = 3, #ARGV do seqs[i - 2] = call('HGET', execution_key(ARGV[i]), 'seq') or '' end
return seqs
