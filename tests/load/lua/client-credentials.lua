-- RFC 6749 §4.4: one request, one access token.
dofile("common.lua")

local request_text

function begin()
  request_text = form(settings.token, "grant_type=client_credentials&scope=load")
end

function request()
  return request_text
end

function response(status, _, body)
  if status == 200 and body:find('"access_token"', 1, true) then
    finished = finished + 1
    sample = body
  else
    not_expected(status, body)
  end
end
