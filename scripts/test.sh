#!/usr/bin/env bash
# Runs every check and every test: shellcheck on the scripts, then Maven's whole build (compiler
# warnings, format, style, architecture, unit, contract, integration and browser tests, coverage).
#
#   scripts/test.sh [--drills] [options for Maven, for example -Dtest='Engine*Test']
#
#   --drills   fault drills and load tests at full length (the same as DRILLS=full)
#
# Ports are picked freely, so that a running server is not in the way. Tools that are missing are
# installed on Debian as root; elsewhere their checks are skipped with a warning, or fail if CI=true.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"

skipped=()
say() { printf '\n== %s\n' "$*"; }

# have TOOL: whether it is there. Some are not where PATH looks.
have() {
  case $1 in
    chromium) has_browser ;;
    postgres) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    nginx | haproxy | mariadbd) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# need TOOL PACKAGE WHAT_FOR: whether the tool is there in the end.
need() {
  have "$1" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing $2"
    apt_install "$2" || true
    have "$1" && return
  fi
  say "MISSING: $1 (package $2), needed for $3"
  if [ "${CI:-}" = true ]; then
    exit 1
  fi
  echo "These checks are SKIPPED here. Install it to run them; with CI=true this is a failure."
  skipped+=("$3")
  return 1
}

# The browsers that BrowserPage finds.
has_browser() {
  command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null ||
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

# The tests start what they need themselves: a package's own service is installed, but not started.
apt_install() {
  local log status=0 policy=/usr/sbin/policy-rc.d
  log=$(mktemp)
  if [ -e "$policy" ]; then
    policy=
  else
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -q && apt-get install -y -q --no-install-recommends "$1"; } >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || tail -n 5 "$log"
  rm -f "$log" ${policy:+"$policy"}
  return "$status"
}

drills=${DRILLS:-}
if [ "${1:-}" = --drills ]; then
  drills=full
  shift
fi

require_jdk
require_maven

if need shellcheck shellcheck "checking the scripts"; then
  say "shellcheck"
  shellcheck -x scripts/*.sh scripts/lib/*.sh scripts/rcrewai .ci/run
fi
need chromium chromium "the browser tests" || true
need postgres postgresql "the tests of the PostgreSQL store" || true
need redis-server redis-server "the tests of the Redis store" || true
need mariadbd mariadb-server "the tests of databases that agents query" || true
need nginx nginx-light "the drills behind a reverse proxy" || true
need haproxy haproxy "the drills behind a reverse proxy" || true

# The reference server of the Model Context Protocol; EverythingServer in the tests starts it.
mcp_server=@modelcontextprotocol/server-everything
if need npm npm "the tests of MCP tools" && ! [ -d "target/mcp/node_modules/$mcp_server" ]; then
  say "installing $mcp_server"
  mkdir -p target/mcp
  if ! npm install --no-audit --no-fund --prefix target/mcp "$mcp_server@2026.8.31"; then
    [ "${CI:-}" = true ] && exit 1
    skipped+=("the tests of MCP tools")
  fi
fi

say "mvn verify"
status=0
mvn -B -ntp verify ${drills:+-Drcrewai.drills="$drills"} "$@" 2>&1 |
  { grep -Ev '^\[INFO\]( *| -+| Running .*)$' || true; } || status=$?

if [ "$status" = 0 ] && [ ${#skipped[@]} = 0 ]; then
  say "scripts/test.sh: everything passed"
elif [ "$status" = 0 ]; then
  say "scripts/test.sh: passed, but SKIPPED for lack of tools:$(printf ' %s;' "${skipped[@]}")"
else
  say "scripts/test.sh: FAILED (what a test printed is in target/surefire-reports)"
fi
exit "$status"
