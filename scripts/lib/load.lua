-- One request over and over, for wrk; what came of it, in the end, in words that load-test.sh reads.
-- The token comes by the environment, where no list of processes shows it.
function init(arguments)
  wrk.method = "POST"
  wrk.path = "/execute"
  wrk.body = os.getenv("LOAD_BODY")
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("LOAD_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
end

local threads = {}
function setup(thread) table.insert(threads, thread) end

statuses = ""
local counts = {}
function response(status)
  counts[status] = (counts[status] or 0) + 1
  local words = {}
  for code, count in pairs(counts) do words[#words + 1] = code .. "=" .. count end
  statuses = table.concat(words, " ")
end

function done(summary, latency)
  local seconds = summary.duration / 1e6
  local by_status = {}
  for _, thread in ipairs(threads) do
    for code, count in string.gmatch(thread:get("statuses"), "(%d+)=(%d+)") do
      by_status[code] = (by_status[code] or 0) + tonumber(count)
    end
  end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write +
    summary.errors.timeout
  print(string.format("requests     %d in %.1f s", summary.requests, seconds))
  print(string.format("per second   %.1f", summary.requests / seconds))
  for _, percent in ipairs({50, 95, 99}) do
    print(string.format("p%d          %.2f ms", percent, latency:percentile(percent) / 1000))
  end
  print(string.format("max          %.1f ms", latency.max / 1000))
  for code, count in pairs(by_status) do print(string.format("status %s   %d", code, count)) end
  print(string.format("no answer    %d", failed))
end
