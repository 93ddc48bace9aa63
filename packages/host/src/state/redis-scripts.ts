/** KEYS slot; ARGV the version to replace (empty: none yet), the new version, the text. Gives 1, or 0 when it was another. */
export const replaceScript = `
local version = redis.call('HGET', KEYS[1], 'version') or ''
if version ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'text', ARGV[3])
return 1
`;

/**
 * KEYS running, arrival; ARGV call, now, lease, most at once (empty: any), interval and window of the rate (0: any). Gives
 * 0 when the call may run, -1 when too many do, else the milliseconds until it may. Times are bounded from above as well,
 * since a clock may have been set back.
 */
export const beginScript = `
local now, lease = tonumber(ARGV[2]), tonumber(ARGV[3])
local interval, window = tonumber(ARGV[5]), tonumber(ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. (now + lease), '+inf')
if ARGV[4] ~= '' and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
if interval > 0 then
  local stored = tonumber(redis.call('GET', KEYS[2]) or '0')
  local arrival = math.max(now, math.min(stored, now + window))
  local early = arrival + interval - window - now
  local next_arrival = early > 0 and arrival or arrival + interval
  redis.call('SET', KEYS[2], string.format('%.3f', next_arrival), 'PX', math.ceil(window + interval))
  if early > 0 then return math.ceil(early) end
end
redis.call('ZADD', KEYS[1], now + lease, ARGV[1])
redis.call('PEXPIRE', KEYS[1], lease)
return 0
`;

/** KEYS the tenant's day; ARGV billable (1 or 0), most calls, most billable calls (empty: any). Gives 0, 1: calls, 2: billable. */
export const countScript = `
local calls = tonumber(redis.call('HGET', KEYS[1], 'calls') or '0')
local billable = tonumber(redis.call('HGET', KEYS[1], 'billable') or '0')
if ARGV[2] ~= '' and calls >= tonumber(ARGV[2]) then return 1 end
if ARGV[1] == '1' and ARGV[3] ~= '' and billable >= tonumber(ARGV[3]) then return 2 end
redis.call('HINCRBY', KEYS[1], 'calls', 1)
redis.call('HINCRBY', KEYS[1], 'billable', ARGV[1])
redis.call('EXPIRE', KEYS[1], 172800)
return 0
`;
