-- RFC 6749 §6 with rotation: each answer carries the refresh token of the next request in its chain. There are more chains than
-- connections, and a chain waits in the queue until all others had their turn. Without "openid" no ID token is signed.
dofile("common.lua")

local tokens = queue()

function begin()
  for _, token in ipairs(settings.refresh_tokens) do
    tokens.push(token)
  end
end

function request()
  return form(settings.token, "grant_type=refresh_token&scope=load&refresh_token=" .. (tokens.pop() or "the-queue-is-empty"))
end

function response(status, _, body)
  local token = status == 200 and body:find('"access_token"', 1, true) and body:match('"refresh_token"%s*:%s*"([^"]+)"')
  if token and token ~= "" then
    finished = finished + 1
    sample = body
    tokens.push(token)
  else
    not_expected(status, body)
  end
end
