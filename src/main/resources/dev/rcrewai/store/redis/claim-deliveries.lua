-- Claims up to max deliveries that are due at that time. '~' is after every id.
local at, up_to, max = unpack(ARGV, 3)
local claims = {}
for i, id in ipairs(ids_of(call('ZRANGEBYLEX', DUE, '-', '[' .. at .. '~', 'LIMIT', 0, max))) do
  local d = load_delivery(id)
  unlist_delivery(d)
  d.due, d.claim = up_to, d.claim + 1
  store_delivery(d)
  claims[i] = {id, d.claim, d.told, d.tries}
end
return claims
