#!/usr/bin/env bash
# Runs one crew over and over on a running server, and prints how many a second came back, how long
# they took and what failed.
#
#   LOAD_TOKEN=… scripts/load-test.sh [options] [URL]
#
#   URL               the server; http://127.0.0.1:8080
#   --crew NAME       data_analysis
#   --inputs JSON     {"file": "sales.csv"}
#   --seconds N       how long, at most 600; 15
#   --connections N   callers at once, each asks again when it is answered; at most 500; 16
#   --other-host      allows a URL that is not this machine
#   --real-provider   allows a server with a provider that is paid for
#   --dry-run         asks for the server's health only, and says what would be done
#
# The token needs execute_crew: LOAD_TOKEN, or the file LOAD_TOKEN_FILE. Each caller waits for its
# answer, so a slow server is asked less: figures say what so many callers get, not what a crowd gets
# that does not wait. Ends with 1 where an answer was no 200. docs/operations/capacity.md
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=scripts/lib/ops.sh
. "$root/scripts/lib/ops.sh"

readonly SECONDS_MAX=600 CONNECTIONS_MAX=500
url=http://127.0.0.1:8080
crew=data_analysis
inputs='{"file": "sales.csv"}'
seconds=15
connections=16
other_host=false
real_provider=false
dry_run=false
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit ;;
    --dry-run) dry_run=true ;;
    --other-host) other_host=true ;;
    --real-provider) real_provider=true ;;
    --crew) takes_value "$@" && crew=$2 && shift ;;
    --inputs) takes_value "$@" && inputs=$2 && shift ;;
    --seconds) takes_value "$@" && seconds=$2 && shift ;;
    --connections) takes_value "$@" && connections=$2 && shift ;;
    -*) refuse "unknown option '$1'; see --help" ;;
    *) url=${1%/} ;;
  esac
  shift
done

# bounded NAME VALUE MAX
bounded() {
  [[ $2 =~ ^[1-9][0-9]{0,5}$ && $2 -le $3 ]] || refuse "$1 is '$2'; expected 1 to $3"
}

check() {
  local providers
  require wrk wrk
  require curl curl
  require jq jq
  bounded --seconds "$seconds" "$SECONDS_MAX"
  bounded --connections "$connections" "$CONNECTIONS_MAX"
  [[ $url =~ ^https?://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?$ ]] || $other_host ||
    refuse "$url is not this machine; --other-host says that you may load it"
  body=$(jq --compact-output --null-input --arg crew "$crew" --argjson inputs "$inputs" \
    '{crew_name: $crew, inputs: $inputs}') || refuse "--inputs is no JSON"
  providers=$(curl --silent --fail --max-time 10 "$url/health" |
    jq --raw-output '.checks.llm | keys - ["status"] | join(", ")') || die "$url/health does not say 200"
  [ "$providers" = sandbox ] || $real_provider ||
    refuse "$url asks $providers, which costs money; start it with LLM_PROVIDER=sandbox, or --real-provider"
}

check
if $dry_run; then
  say "would run $crew on $url for $seconds s with $connections callers at once"
  exit
fi
LOAD_TOKEN=$(setting LOAD_TOKEN)
[ -n "$LOAD_TOKEN" ] || refuse "LOAD_TOKEN is not set; scripts/rcrewai token prints one"
export LOAD_TOKEN LOAD_BODY=$body
threads=$((connections < 2 ? 1 : 2))
report=$(wrk --threads "$threads" --connections "$connections" --duration "${seconds}s" --timeout 60s \
  --script "$root/scripts/lib/load.lua" "$url") || die "wrk failed: $report"
sed -n '/^requests /,$p' <<<"$report"
! grep -q '^requests     0 ' <<<"$report" || die "nothing was answered in that time"
! grep -Eq '^status ([013-9]|2[1-9]|20[1-9])|^no answer +[1-9]' <<<"$report" || die "not every answer was a 200"
