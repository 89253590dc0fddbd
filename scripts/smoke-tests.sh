#!/usr/bin/env bash
# Asks a running server whether it does its work, from outside and for nothing: it expects exact
# status codes, also of what must be refused, and runs a crew that asks a person before it asks a
# model, and cancels it then.
#
#   SMOKE_TOKEN=… scripts/smoke-tests.sh [--management URL] [--crew NAME] [--dry-run] [URL]
#
#   URL               the server; SERVICE_URL, else http://localhost:8080
#   --management URL  its management port, where it can be reached: probes and metrics there too
#   --crew NAME       the crew to run; smoke_test, which is conf/crews/smoke_test.yaml
#   --patience N      seconds for one answer, and for the execution's next state; 10
#   --dry-run         says what would be asked, and asks nothing
#
# The token needs execute_crew and must not have view_metrics. It comes from SMOKE_TOKEN, or is read
# from the file SMOKE_TOKEN_FILE, or is made by scripts/rcrewai where JWT_SECRET is set.
#
# Ends with 0 where all is well, 1 where an answer is wrong (each is named), 2 where it was called
# wrongly or has no token.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() { sed -n '2,/^set -euo/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; }
misused() { printf 'smoke-tests.sh: %s (--help says how)\n' "$1" >&2; exit 2; }

url=${SERVICE_URL:-http://localhost:8080}
management=
crew=smoke_test
patience=10
dry=
while [ $# -gt 0 ]; do
  case $1 in
    --management | --crew | --patience)
      [ $# -gt 1 ] || misused "$1 needs a value"
      case $1 in
        --management) management=${2%/} ;;
        --crew) crew=$2 ;;
        --patience) patience=$2 ;;
      esac
      shift
      ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit ;;
    http://* | https://*) url=$1 ;;
    *) misused "'$1' is neither an option nor a URL" ;;
  esac
  shift
done
url=${url%/}
[[ $patience =~ ^[1-9][0-9]{0,3}$ ]] || misused "--patience is '$patience'; expected seconds"
[[ $crew =~ ^[A-Za-z0-9_-]+$ ]] || misused "--crew is '$crew'; expected a crew's name"

# Nothing secret in arguments, which everybody on the machine can read.
umask 077
scratch=$(mktemp -d)
execution=
clean_up() {
  [ -z "$execution" ] || ask POST "/v1/executions/$execution/cancel" authorized || true
  rm -rf "$scratch"
}
trap clean_up EXIT

token() {
  if [ -n "${SMOKE_TOKEN:-}" ]; then
    printf '%s' "$SMOKE_TOKEN"
  elif [ -n "${SMOKE_TOKEN_FILE:-}" ]; then
    cat "$SMOKE_TOKEN_FILE"
  elif [ -n "${JWT_SECRET:-}" ]; then
    "$root/scripts/rcrewai" token --user smoke-tests --permissions execute_crew --hours 1
  else
    misused "no token: set SMOKE_TOKEN, SMOKE_TOKEN_FILE or JWT_SECRET"
  fi
}

failures=0
checks=0
# verdict NAME GOOD DETAIL
verdict() {
  checks=$((checks + 1))
  if [ "$2" = yes ]; then
    printf 'ok      %s\n' "$1"
  else
    failures=$((failures + 1))
    printf 'FAILED  %s: %s\n' "$1" "$3"
  fi
}

# ask METHOD PATH WHO [BODY [HEADER…]]: sets `code` (000 without an answer) and `body`.
# WHO is nobody, authorized or forged; PATH may be a whole URL.
ask() {
  local method=$1 path=$2 who=$3 json=${4:-} to=$url
  shift $(($# < 4 ? $# : 4))
  case $path in http://* | https://*) to= ;; esac
  local options=(-sS --path-as-is --max-time "$patience" -X "$method" -o "$scratch/body"
    -D "$scratch/head" -w '%{http_code}')
  [ "$who" = nobody ] || options+=(-H "@$scratch/$who")
  [ -z "$json" ] || options+=(-H 'Content-Type: application/json' --data-raw "$json")
  local header
  for header; do options+=(-H "$header"); done
  : >"$scratch/body"
  code=$(curl "${options[@]}" "$to$path" 2>"$scratch/problem") || code=000
  body=$(tr -d '\0' <"$scratch/body")
  [ "$code" != 000 ] || body=$(cat "$scratch/problem")
}

# expect NAME CODE METHOD PATH WHO [BODY [HEADER…]]: true where the answer has that code.
expect() {
  local name=$1 expected=$2 good=no
  shift 2
  if [ -n "$dry" ]; then
    printf 'would   %s: %s %s -> %s\n' "$name" "$1" "$2" "$expected"
    return 1
  fi
  ask "$@"
  [ "$code" != "$expected" ] || good=yes
  verdict "$name" "$good" "$1 $2 gave $code, expected $expected: ${body:0:300}"
  [ "$good" = yes ]
}

# The first value of that name in the last answer.
text_of() { [[ $body =~ \"$1\":\"([^\"]*)\" ]] && printf '%s' "${BASH_REMATCH[1]}"; }

# status_becomes WORD: whether the execution gets there in time.
status_becomes() {
  local until=$((SECONDS + patience))
  while :; do
    ask GET "/v1/executions/$execution" authorized
    [ "$(text_of status)" != "$1" ] || return 0
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.2
  done
}

if [ -z "$dry" ]; then
  command -v curl >/dev/null || misused "curl is not installed"
  given=$(token)
  [ -n "$given" ] || misused "the token is empty"
  printf 'Authorization: Bearer %s\n' "$given" >"$scratch/authorized"
  # The same claims under another signature.
  printf 'Authorization: Bearer %s.%s\n' "${given%.*}" \
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' >"$scratch/forged"
fi

start="{\"crew_name\":\"$crew\"}"
key="smoke-$(date +%s)-$$-$RANDOM"
echo "Smoke tests of $url"

expect "the process lives" 200 GET /health/live nobody || true
expect "it is ready" 200 GET /ready nobody || true
expect "it is healthy, or says what is degraded" 200 GET /health nobody || true

expect "metrics are closed to strangers" 401 GET /metrics nobody || true
expect "metrics need view_metrics" 403 GET /metrics authorized || true
expect "a crew needs a token" 401 POST /execute nobody "$start" || true
expect "a forged token is refused" 401 POST /execute forged "$start" || true
expect "a path with two slashes is no way in" 404 POST //execute nobody "$start" || true
expect "an unknown path is nothing" 404 GET /nowhere authorized || true
expect "JSON that is broken is refused" 400 POST /execute authorized '{"crew_name":' || true
expect "a crew that is not there is refused" 400 POST /execute authorized \
  '{"crew_name":"no_such_crew"}' || true
expect "inputs that a crew does not have are refused" 422 POST /v1/executions authorized \
  "{\"crew_name\":\"$crew\",\"inputs\":{\"no_such_input\":1}}" || true
expect "an execution that is not there is nothing" 404 GET \
  /v1/executions/00000000-0000-7000-8000-000000000000 authorized || true
expect "the crew is served" 200 GET "/v1/crews/$crew" authorized || true

if expect "an execution is accepted" 202 POST /v1/executions authorized "$start" \
  "Idempotency-Key: $key"; then
  execution=$(text_of execution_id) || true
  [[ $execution =~ ^[0-9a-f-]{36}$ ]] || { echo "no execution_id in $body" >&2; exit 1; }
  expect "the same key gives the same execution" 202 POST /v1/executions authorized "$start" \
    "Idempotency-Key: $key" || true
  same=no
  [ "$(text_of execution_id)" != "$execution" ] || same=yes
  verdict "and its id" "$same" "$body"
  waits=no
  ! status_becomes waiting || waits=yes
  verdict "it runs, and asks a person first" "$waits" "$body"
  free=no
  [[ ! $body =~ \"cost_usd\":0[,}] ]] || free=yes
  verdict "it has cost nothing" "$free" "$body"
  expect "its journal can be read" 200 GET "/v1/executions/$execution/events" authorized || true
  expect "its journal is closed to strangers" 401 GET "/v1/executions/$execution/events" nobody ||
    true
  expect "it can be cancelled" 202 POST "/v1/executions/$execution/cancel" authorized || true
  ended=no
  ! status_becomes cancelled || ended=yes
  verdict "it is cancelled" "$ended" "$body"
  [ "$ended" = no ] || {
    ended=$execution
    execution=
    expect "it cannot be cancelled twice" 409 POST "/v1/executions/$ended/cancel" authorized || true
  }
fi

if [ -n "$management" ]; then
  expect "the management port answers probes" 200 GET "$management/ready" nobody || true
  if expect "and has metrics" 200 GET "$management/metrics" nobody; then
    ours=no
    [[ $body != *rcrewai_requests_total* ]] || ours=yes
    verdict "of this server" "$ours" "no rcrewai_requests_total"
  fi
  expect "and runs no crews" 404 POST "$management/execute" nobody "$start" || true
fi

[ -z "$dry" ] || exit 0
if [ "$failures" -gt 0 ]; then
  echo "$failures of $checks smoke tests FAILED"
  exit 1
fi
echo "All $checks smoke tests passed"
