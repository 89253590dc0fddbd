-- The batches after a seq, until there are so many events or bytes of them.
local id, after, limit, bytes_max = unpack(ARGV, 3)
local journal = journal_key(id)
local STEP = 32
local batches, bytes, seq = {}, 0, after
repeat
  local entries = call('XRANGE', journal, '(' .. seq .. '-0', '+', 'COUNT', STEP)
  for _, entry in ipairs(entries) do
    batches[#batches + 1] = entry[2][2]
    bytes = bytes + #entry[2][2]
    seq = string.match(entry[1], '%d+')
    if seq - after >= tonumber(limit) or bytes >= tonumber(bytes_max) then return batches end
  end
until #entries < STEP
return batches
