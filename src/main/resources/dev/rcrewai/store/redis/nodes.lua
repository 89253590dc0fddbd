-- How many nodes live.
return call('ZCOUNT', NODES, now(), '+inf')
