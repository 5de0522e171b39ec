-- The metadata document. No response(): reading 50,000 answers a second in Lua would measure wrk, which counts the status by itself.
dofile("common.lua")

function begin()
  wrk.path = settings.discovery
end
