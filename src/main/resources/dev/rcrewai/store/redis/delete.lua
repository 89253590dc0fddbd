-- Deletes up to max executions that ended before a time, or all ended ones of a caller. Says how
-- many.
local before, caller, max = unpack(ARGV, 3)

local function delete(id)
  local e = load(id)
  local row = call('HMGET', execution_key(id), 'crew', 'request', 'ended', 'key')
  local crew, request, ended, key = unpack(row)
  local member = e.created .. id
  unlist_by_status(e)
  unlist('rcrewai:list', member)
  unlist('rcrewai:list:caller:' .. e.caller, member)
  unlist('rcrewai:list:crew:' .. crew, member)
  unlist('rcrewai:list:request:' .. request, member)
  unlist(ENDED, ended .. id)
  if key ~= '' and call('HGET', idempotency_key(key), 'execution') == id then
    call('DEL', idempotency_key(key))
  end
  local delivery = load_delivery(id)
  if delivery then unlist_delivery(delivery) end
  call('UNLINK', execution_key(id), journal_key(id), signals_key(id), delivery_key(id),
    account_key('execution:' .. id))
end

local function some(left)
  if before ~= '' then return call('ZRANGEBYLEX', ENDED, '-', '(' .. before, 'LIMIT', 0, left) end
  for _, status in ipairs({'completed', 'failed', 'cancelled'}) do
    local members = call('ZRANGE', caller_status_list(caller, status), 0, left - 1)
    if #members > 0 then return members end
  end
  return {}
end

local left = tonumber(max)
repeat
  local ids = ids_of(some(left))
  for _, id in ipairs(ids) do delete(id) end
  write_lists() -- which the next round reads
  left = left - #ids
until left == 0 or #ids == 0
return max - left
