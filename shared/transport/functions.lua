#!lua name=claimwire

-- Hand a slice over: for each entry that is still pending, add its outputs, then acknowledge it.
-- Scripts do not roll back, so the order matters: an acknowledgement before a refused XADD would lose the message.
-- KEYS: source   ARGV: group, field, then for each entry: id, number of outputs, (destination, body)...
-- Returns 1 for each entry handed over and 0 for each that somebody else had finished.
local function hop(keys, argv)
  local source, group, field = keys[1], argv[1], argv[2]
  local answer, at = {}, 3
  while at <= #argv do
    local id, outputs = argv[at], tonumber(argv[at + 1])
    at = at + 2
    if #redis.call('XPENDING', source, group, id, id, 1) == 0 then
      answer[#answer + 1] = 0
    else
      for i = 0, outputs - 1 do
        redis.call('XADD', argv[at + 2 * i], '*', field, argv[at + 2 * i + 1])
      end
      redis.call('XACK', source, group, id)
      answer[#answer + 1] = 1
    end
    at = at + 2 * outputs
  end
  return answer
end

-- Commit a poll: under the lease, add what was discovered, then save the feed's state.
-- KEYS: state, lease   ARGV: token, state, destination, field, body...
-- Returns 1, or 0 when the lease is somebody else's by now.
local function commit_poll(keys, argv)
  if redis.call('GET', keys[2]) ~= argv[1] then
    return 0
  end
  for i = 5, #argv do
    redis.call('XADD', argv[3], '*', argv[4], argv[i])
  end
  redis.call('SET', keys[1], argv[2])
  return 1
end

-- Add what was put off until now to its stream.   KEYS: later   ARGV: now in ms, most at once, destination, field
-- Returns how many.
local function bring_back(keys, argv)
  local due = redis.call('ZRANGE', keys[1], '-inf', argv[1], 'BYSCORE', 'LIMIT', 0, argv[2])
  for _, body in ipairs(due) do
    redis.call('XADD', argv[3], '*', argv[4], body)
    redis.call('ZREM', keys[1], body)
  end
  return #due
end

-- Release a lease if it is still ours.   KEYS: lease   ARGV: token
local function release(keys, argv)
  if redis.call('GET', keys[1]) == argv[1] then
    return redis.call('DEL', keys[1])
  end
  return 0
end

-- Stream ids as text that sorts: numbers lose precision above 2^53.
local function padded(id)
  local ms, seq = id:match('^(%d+)-(%d+)$')
  return ('0'):rep(20 - #ms) .. ms .. '-' .. ('0'):rep(20 - #seq) .. seq
end

local MAX_SEQUENCE = '18446744073709551615'

local function plus_one(digits)
  local head, last, nines = digits:match('^(.-)(%d?)(9*)$')
  if last == '' then
    head, last = '', '0'
  end
  return head .. tostring(tonumber(last) + 1) .. ('0'):rep(#nines)
end

local function successor(id)
  local ms, seq = id:match('^(%d+)-(%d+)$')
  if seq == MAX_SEQUENCE then
    return plus_one(ms) .. '-0'
  end
  return ms .. '-' .. plus_one(seq)
end

local function as_map(flat)
  local map = {}
  for i = 1, #flat, 2 do
    map[flat[i]] = flat[i + 1]
  end
  return map
end

-- Trim what every group has finished.   KEYS: stream   ARGV: required groups
-- Returns the number of entries removed, or an error naming the group that is missing.
local function trim(keys, argv)
  local stream, seen, bound = keys[1], {}, nil
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = as_map(flat)
    seen[group['name']] = true
    local first
    if group['pending'] > 0 then
      first = redis.call('XPENDING', stream, group['name'])[2]
    else
      first = successor(group['last-delivered-id'])
    end
    if bound == nil or padded(first) < padded(bound) then
      bound = first
    end
  end
  for _, required in ipairs(argv) do
    if not seen[required] then
      return redis.error_reply('MISSINGGROUP ' .. required .. ' on ' .. stream)
    end
  end
  if bound == nil then
    return 0
  end
  return redis.call('XTRIM', stream, 'MINID', '=', bound)
end

-- Remove consumers that hold nothing and have been silent.   KEYS: stream   ARGV: group, idle in ms
local function drop_idle(keys, argv)
  local dropped = 0
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', keys[1], argv[1])) do
    local consumer = as_map(flat)
    if consumer['pending'] == 0 and consumer['idle'] > tonumber(argv[2]) then
      redis.call('XGROUP', 'DELCONSUMER', keys[1], argv[1], consumer['name'])
      dropped = dropped + 1
    end
  end
  return dropped
end

redis.register_function('claimwire_hop', hop)
redis.register_function('claimwire_commit_poll', commit_poll)
redis.register_function('claimwire_bring_back', bring_back)
redis.register_function('claimwire_release', release)
-- A full Redis must be able to free memory: the trim is allowed at maxmemory, the hop never.
redis.register_function{function_name = 'claimwire_trim', callback = trim, flags = {'allow-oom'}}
redis.register_function{function_name = 'claimwire_drop_idle', callback = drop_idle, flags = {'allow-oom'}}
