-- What every script ends with: it runs for each of a group of calls, whose arguments follow each
-- other, their number first. Each has an answer of its own, and what fails one does nothing to the
-- others.
local answers, at, last = {}, 3, #ARGV
while at <= last do
  local count = tonumber(ARGV[at])
  local arguments = {channel, origin}
  for i = 1, count do arguments[2 + i] = ARGV[at + i] end
  local done, answer = pcall(run, arguments)
  if not done and type(answer) ~= 'table' then answer = {err = answer} end -- of a Redis before 7
  answers[#answers + 1] = answer
  at = at + count + 1
end
write_lists()
tell()
return answers
