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
local function trim()
  while true do
    local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    if not first then return end
    local entry = {}
    for i = 1, #first[2], 2 do entry[first[2][i]] = first[2][i + 1] end
    local bytes = tonumber(redis.call('HGET', state, 'bytes'))
    local full = redis.call('XLEN', log) > most or bytes > most_bytes
    if not full and tonumber(entry.time) > now - ttl then return end
    redis.call('XDEL', log, first[1])
    redis.call('HINCRBY', state, 'bytes', -tonumber(entry.size))
    redis.call('HSET', state, 'gone', string.match(first[1], '^%d+'))
  end
end
trim()
`;

/** Gives epoch, last position and the position of the last event that is gone. */
export const logScript = `${begin}
return redis.call('HMGET', state, 'epoch', 'last', 'gone')
`;

/**
 * KEYS also the key of the delivery; ARGV also name, data, size, key (empty: none), channel and tenant. Gives epoch,
 * position and 1 for a duplicate.
 */
export const appendScript = `${begin}
local name, data, size, key = ARGV[6], ARGV[7], tonumber(ARGV[8]), ARGV[9]
local epoch = redis.call('HGET', state, 'epoch')
if key ~= '' then
  local known = redis.call('GET', KEYS[3])
  if known and tonumber(known) > tonumber(redis.call('HGET', state, 'gone')) then return { epoch, known, '1' } end
end
local position = redis.call('HINCRBY', state, 'last', 1)
redis.call('XADD', log, position .. '-1', 'name', name, 'data', data, 'time', now, 'size', size)
redis.call('HINCRBY', state, 'bytes', size)
if key ~= '' then redis.call('SET', KEYS[3], position, 'PX', ttl) end
trim()
redis.call('PUBLISH', ARGV[10], ARGV[11])
return { epoch, tostring(position), '0' }
`;
