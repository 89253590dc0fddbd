-- Summary and status of an execution, or nothing.
local row = call('HMGET', execution_key(ARGV[3]), 'summary', 'status')
return row[1] and row or {}
