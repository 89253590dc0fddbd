# shellcheck shell=bash
# The Redis store, as REDIS_URL names it. Sourced by store.sh. A snapshot of Redis is of all its
# databases; of it only our keys are put back, so a Redis that others use as well is safe.

open_redis() {
  local url=$1 user rest query host
  [[ $url != *,* ]] || url=$(redis_master "$url")
  [[ $url =~ ^(rediss?)://(([^@/]*)@)?([^/?]+)(/([0-9]+)?)?(\?(.*))?$ ]] ||
    refuse "REDIS_URL cannot be read; expected redis://user:password@host:port/database"
  local scheme=${BASH_REMATCH[1]}
  user=${BASH_REMATCH[3]} rest=${BASH_REMATCH[4]} query=${BASH_REMATCH[8]:-}
  redis_database=${BASH_REMATCH[6]:-0}
  host=${rest%:*}
  [[ $rest =~ :[0-9]+$ ]] || { host=$rest && rest=$rest:6379; }
  host=${host#[}
  redis_words=(redis-cli -h "${host%]}" -p "${rest##*:}" -n "$redis_database" --no-auth-warning)
  redis_password=
  [[ $user != *:* ]] || redis_password=$(percent_decoded "${user#*:}")
  [ -z "${user%%:*}" ] || redis_words+=(--user "$(percent_decoded "${user%%:*}")")
  [ "$scheme" = redis ] || redis_words+=(--tls)
  [[ ! $query =~ cacert=([^&]+) ]] ||
    redis_words+=(--cacert "$(percent_decoded "${BASH_REMATCH[1]}")")
  require redis-server redis-server
}

# The URL of the master that the first Sentinel names who can be asked.
redis_master() {
  local one address master=${REDIS_SENTINEL_MASTER:-}
  [ -n "$master" ] || refuse "REDIS_URL lists Sentinels; REDIS_SENTINEL_MASTER names their master"
  while IFS= read -r -d ',' one; do
    one=${one// /}
    address=$(
      open_redis "$(sed -E 's#([^/])/[0-9]+(\?|$)#\1\2#' <<<"$one")"
      redis_cli SENTINEL get-master-addr-by-name "$master" 2>/dev/null | paste -s -d :
    ) || continue
    if [[ $address =~ ^[^\ ]+:[0-9]+$ ]]; then
      printf '%s' "$one" | sed -E "s#(://([^@/]*@)?)[^/?]+#\1$address#"
      return
    fi
  done <<<"$1,"
  die "no Sentinel of REDIS_URL names a master called '$master'"
}

redis() { run_with_secret REDISCLI_AUTH "$redis_password" "${redis_words[@]}" "$@"; }
redis_cli() { redis -e "$@" </dev/null; }

# To a pipe, redis-cli writes 40 bytes more than the snapshot has; Redis ignores what follows its end.
dump_redis() {
  if is_here; then
    redis --rdb "$1" </dev/null >&2
  else
    redis --rdb - </dev/null >"$1"
  fi
}

# with_dump FILE COMMAND ...: runs it while a Redis of our own has that copy, behind a socket.
# shellcheck disable=SC2030 # `scratch` is for what it runs
with_dump() (
  dir=$(mktemp -d)
  cp "$1" "$dir/dump.rdb"
  shift
  redis-server --port 0 --unixsocket "$dir/socket" --dir "$dir" --dbfilename dump.rdb --save '' \
    --appendonly no --databases $((redis_database + 16)) >"$dir/log" 2>&1 &
  pid=$!
  trap 'kill -9 "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
  scratch=(redis-cli -e -s "$dir/socket" -n "$redis_database")
  for ((tries = 0; tries < 6000; tries++)); do # ten minutes
    kill -0 "$pid" 2>/dev/null || die "Redis cannot load the copy: $(tail -n 3 "$dir/log")"
    [ "$("${scratch[@]}" PING 2>/dev/null)" != PONG ] || break
    sleep 0.1
  done
  "$@"
)

# shellcheck disable=SC2031
scratch_cli() { "${scratch[@]}" "$@"; }

# redis_counts CLIENT: looks at every execution, so nobody else should be waiting for that Redis.
redis_counts() {
  local lua="
    local cursor, executions, events, open = '0', 0, 0, 0
    repeat
      local page = redis.call('SCAN', cursor, 'MATCH', 'rcrewai:execution:*', 'COUNT', 1000)
      cursor = page[1]
      for _, key in ipairs(page[2]) do
        local row = redis.call('HMGET', key, 'seq', 'status')
        executions, events = executions + 1, events + tonumber(row[1])
        if row[2] == 'queued' or row[2] == 'running' or row[2] == 'waiting' then open = open + 1 end
      end
    until cursor == '0'
    local schema = redis.call('GET', 'rcrewai:schema') or '0'
    return string.format('%s %.0f %.0f %.0f', schema, executions, events, open)"
  "$1" --raw EVAL "$lua" 0
}

count_redis_dump() { with_dump "$1" redis_counts scratch_cli; }
count_redis() { redis_counts redis_cli; }

nodes_of_redis() {
  redis_cli --raw EVAL "
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local nodes = redis.call('ZRANGEBYSCORE', 'rcrewai:nodes', now, '+inf')
    return table.concat(nodes, ', ')" 0
}

# Our keys of the copy as commands, a few megabytes at a time.
restore_commands() {
  local lua="
    local cursor, bytes, out = redis.call('GET', 'restore-cursor') or '0', 0, {}
    local function add(words)
      out[#out + 1] = '*' .. #words .. '\\r\\n'
      for _, word in ipairs(words) do
        out[#out + 1] = '\$' .. #word .. '\\r\\n' .. word .. '\\r\\n'
        bytes = bytes + #word
      end
    end
    repeat
      local page = redis.call('SCAN', cursor, 'MATCH', 'rcrewai:*', 'COUNT', 10)
      cursor = page[1]
      for _, key in ipairs(page[2]) do
        local life = math.max(redis.call('PTTL', key), 0)
        add({'RESTORE', key, tostring(life), redis.call('DUMP', key), 'REPLACE'})
      end
    until cursor == '0' or bytes > 4194304
    redis.call('SET', 'restore-cursor', cursor)
    return table.concat(out)"
  while :; do
    scratch_cli --raw EVAL "$lua" 0
    [ "$(scratch_cli GET restore-cursor)" != 0 ] || return 0
  done
}

empty_redis() {
  local cursor=0
  while :; do
    cursor=$(redis_cli --raw EVAL "
      local page = redis.call('SCAN', ARGV[1], 'MATCH', 'rcrewai:*', 'COUNT', 1000)
      for _, key in ipairs(page[2]) do redis.call('UNLINK', key) end
      return page[1]" 0 "$cursor")
    [ "$cursor" != 0 ] || return 0
  done
}

fill_redis() {
  empty_redis
  with_dump "$1" restore_commands | redis --pipe >&2
}
