-- One sign-in is two requests: authorize with a live session, then the exchange of its code. A code that came back goes out
-- with the next request of any connection, so there are never more codes waiting than connections.
dofile("common.lua")

local codes = queue()
local authorizations = {}
local sent = 0

function begin()
  for i, cookie in ipairs(settings.cookies) do
    authorizations[i] = { path = settings.authorize .. "&state=", headers = { ["Cookie"] = cookie, ["Accept"] = "text/html" } }
  end
end

function request()
  local code = codes.pop()
  if code then
    return form(settings.token, settings.exchange .. code)
  end
  sent = sent + 1
  local next_session = authorizations[sent % #authorizations + 1]
  return wrk.format("GET", next_session.path .. sent .. "&nonce=n" .. sent, next_session.headers)
end

function response(status, headers, body)
  if status == 302 or status == 303 then
    local location = headers["Location"] or headers["location"] or ""
    local code = location:sub(1, #settings.redirect_uri) == settings.redirect_uri and location:match("[?&]code=([^&]+)")
    if code then
      codes.push(code)
    else
      not_expected(status, location)
    end
  elseif status == 200 and body:find('"id_token"', 1, true) and body:find('"access_token"', 1, true) then
    finished = finished + 1
    sample = body
  else
    not_expected(status, body)
  end
end
