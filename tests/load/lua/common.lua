-- What every workload shares. wrk gives each thread one Lua state and tells neither request() nor response() which connection
-- it acts for, so a workload keeps what it got (codes, refresh tokens) in a queue and takes from it whichever connection is next.

settings = nil    -- written by the program that starts wrk
finished = 0      -- sign-ins, refreshes, requests: what the workload counts
unexpected = 0    -- answers that are not what a correct provider gives
complaint = ""    -- the first of those
sample = ""       -- the last good answer with tokens, to be verified afterwards

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  settings = dofile(arguments[1])
  begin()
end

function begin()
end

function not_expected(status, body)
  unexpected = unexpected + 1
  if complaint == "" then
    complaint = status .. " " .. string.sub(body, 1, 300)
  end
end

function form(path, fields)
  return wrk.format("POST", path, { ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = settings.authorization }, fields)
end

-- A queue that never shifts its elements.
function queue()
  local first, last, elements = 1, 0, {}
  return {
    push = function(element)
      last = last + 1
      elements[last] = element
    end,
    pop = function()
      if first > last then
        return nil
      end
      local element = elements[first]
      elements[first] = nil
      first = first + 1
      return element
    end,
  }
end

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(char) return string.format("\\u%04x", char:byte()) end) .. '"'
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  print(string.format(
    '{"seconds":%f,"requests":%d,"finished":%d,"unexpected":%d,"status":%d,"socket":%d,"p50":%f,"p99":%f,"complaint":%s,"sample":%s}',
    summary.duration / 1e6, summary.requests, thread:get("finished"), thread:get("unexpected"), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    quote(thread:get("complaint")), quote(thread:get("sample"))))
end
