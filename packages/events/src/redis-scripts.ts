import { createHash } from "node:crypto";

/** A script, and the name by which a Redis that has run it once knows it. */
export type Script = { readonly text: string; readonly sha: string };

const script = (text: string): Script => ({ text, sha: createHash("sha1").update(text).digest("hex") });

/** The state of a tenant's log: a hash with `epoch`, `last`, `gone` and `bytes`. */
export type LogState = { readonly epoch: string; readonly last: number; readonly gone: number };

/**
 * Begins every script: KEYS log, state; ARGV new epoch, now, ttl, most events, most bytes. Starts the log when it is new
 * and removes what is over the limits. An entry's id is `<position>-1`; its fields are name, data, time and size.
 */
const begin = `
local log, state = KEYS[1], KEYS[2]
local now, ttl, most, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call('EXISTS', state) == 0 then
  redis.call('HSET', state, 'epoch', ARGV[1], 'last', 0, 'gone', 0, 'bytes', 0)
end
local known = redis.call('HMGET', state, 'epoch', 'last', 'gone', 'bytes')
local epoch, last, gone, bytes = known[1], tonumber(known[2]), tonumber(known[3]), tonumber(known[4])
local function trim()
  local before = gone
  while true do
    local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    if not first then break end
    local entry = {}
    for i = 1, #first[2], 2 do entry[first[2][i]] = first[2][i + 1] end
    local full = bytes > most_bytes or redis.call('XLEN', log) > most
    if not full and tonumber(entry.time) > now - ttl then break end
    redis.call('XDEL', log, first[1])
    bytes = bytes - tonumber(entry.size)
    gone = tonumber(string.match(first[1], '^%d+'))
  end
  if gone ~= before then redis.call('HSET', state, 'gone', gone, 'bytes', bytes) end
end
trim()
local function text(number) return string.format('%.0f', number) end
`;

/** Gives epoch, last position and the position of the last event that is gone. */
export const logScript: Script = script(`${begin}
return { epoch, text(last), text(gone) }
`);

/**
 * Appends events in their order. KEYS also the key of each delivery; ARGV also channel and tenant, then name, data, size
 * and key (empty: none) of each event. Gives epoch, then position and 1 for a duplicate of each.
 */
export const appendScript: Script = script(`${begin}
local reply, before = { epoch }, last
for i = 1, #KEYS - 2 do
  local name, data, size, key = ARGV[4 + i * 4], ARGV[5 + i * 4], tonumber(ARGV[6 + i * 4]), ARGV[7 + i * 4]
  local stored = key ~= '' and tonumber(redis.call('GET', KEYS[2 + i]) or 0) or 0
  local duplicate = stored > gone
  if not duplicate then
    last = last + 1
    stored = last
    bytes = bytes + size
    redis.call('XADD', log, text(last) .. '-1', 'name', name, 'data', data, 'time', now, 'size', size)
    if key ~= '' then redis.call('SET', KEYS[2 + i], last, 'PX', ttl) end
  end
  reply[#reply + 1] = text(stored)
  reply[#reply + 1] = duplicate and '1' or '0'
end
if last > before then
  redis.call('HSET', state, 'last', last, 'bytes', bytes)
  trim()
  redis.call('PUBLISH', ARGV[6], ARGV[7])
end
return reply
`);
