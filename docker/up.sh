#!/usr/bin/env bash
# Starts docker/compose.yaml: three server nodes behind nginx with PostgreSQL, Redis and monitoring.
#
#   docker/up.sh [options of `docker compose up`]
#
# Makes docker/.env with random secrets, and a certificate of its own in docker/tls, where there are
# none; both stay on this machine. Everything else: docs/operations/containers.md. Stop it with
#   docker compose -f docker/compose.yaml down
set -euo pipefail
umask 077
cd "$(dirname "${BASH_SOURCE[0]}")"
case ${1:-} in
  -h | --help)
    sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit
    ;;
esac

if [ ! -f .env ]; then
  while IFS= read -r line; do
    case $line in
      *_SECRET= | *_PASSWORD=) line=$line$(openssl rand -hex 32) ;;
    esac
    printf '%s\n' "$line"
  done <.env.example >.env.new
  mv .env.new .env
  echo "made docker/.env: its provider is the sandbox, whose answers are scripted" >&2
fi

# The directory is its owner's alone; the files are not, for nginx has another user in its container.
if [ ! -f tls/tls.key ]; then
  mkdir -p tls
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout tls/tls.key.new -out tls/tls.crt 2>/dev/null
  mv tls/tls.key.new tls/tls.key
  chmod 644 tls/tls.key tls/tls.crt
  echo "made docker/tls: a certificate of its own; put a real one there for others than you" >&2
fi

exec docker compose -f compose.yaml up --build --detach --wait "$@"
