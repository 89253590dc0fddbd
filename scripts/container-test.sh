#!/usr/bin/env bash
# Builds the server's image and docker/compose.yaml's services and proves that they work: the image
# alone on the sandbox provider, locked up as in production, and three nodes behind nginx.
#
#   scripts/container-test.sh [--keep]
#
#   --keep   leaves the images, for the next run of this script to start from (its own daemon only)
#
# Uses the Docker that answers here. Where none does, as root on Debian, it installs the packages and
# starts a daemon of its own, which goes with it. Images that cannot be pulled are made from Debian's
# packages and this machine's JDK; those that cannot be made are named at the end. Fails where there
# is no Docker to be had. Takes 13 minutes on two cores that have other work too, 3 with what --keep
# left; scripts/test.sh does not run it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
keep=
for argument; do
  case $argument in
    --keep) keep=1 ;;
    *)
      sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
      [ "$argument" = --help ] || [ "$argument" = -h ] || exit 2
      exit 0
      ;;
  esac
done
if [ -n "$keep" ]; then
  work=$root/target/container-test/kept
  mkdir -p "$work"
  rm -rf "$work/stand-ins"
else
  work=$(mktemp -d)
fi
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/docker.sh
. "$root/scripts/lib/docker.sh"
# shellcheck source=scripts/lib/stand-ins.sh
. "$root/scripts/lib/stand-ins.sh"

readonly IMAGE=rcrewai/server:container-test
readonly GRACE=45
one=rcrewai-container-test-$$
project=rcrewai-container-test-$$
export RCREWAI_VERSION=container-test
token=

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  docker logs "$one" 2>/dev/null | tail -n 20 >&2 || true
  [ ! -f "$work/compose.env" ] || compose logs --tail 10 >&2 2>/dev/null || true
  exit 1
}

# check WHAT COMMAND…: it must succeed.
check() {
  local what=$1
  shift
  "$@" || fail "$what"
  echo "ok   $what"
}

# refused WHAT COMMAND…: it must fail.
refused() {
  local what=$1
  shift
  ! "$@" >/dev/null 2>&1 || fail "$what"
  echo "ok   $what"
}

# until_true SECONDS COMMAND…
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

compose() {
  docker compose --progress quiet --ansi never --project-name "$project" --file "$root/docker/compose.yaml" \
    --env-file "$work/compose.env" "$@"
}

clean_up() {
  docker rm --force --volumes "$one" >/dev/null 2>&1 || true
  docker volume rm "$one" >/dev/null 2>&1 || true
  [ ! -f "$work/compose.env" ] || compose down --volumes --timeout 5 >/dev/null 2>&1 || true
  if [ -n "$keep" ]; then
    [ -z "$own_docker" ] || end_dockerd
  else
    docker image rm "$IMAGE" ${stand_ins[@]+"${stand_ins[@]}"} >/dev/null 2>&1 || true
    stop_docker
    rm -rf "$work"
  fi
}

# curl at the published port; the token goes with it.
call() {
  at_host curl --silent --show-error --insecure --max-time 60 --header "Authorization: Bearer $token" \
    --header 'Content-Type: application/json' "$@"
}

status_of() { call --output /dev/null --write-out '%{http_code}' "$@" 2>/dev/null || true; }

is_status() { [ "$(status_of "${@:2}")" = "$1" ]; }

# start_slowly URL OUTPUT: an execution that takes ten seconds; its whole answer goes to the file.
start_slowly() {
  call --data '{"crew_name": "slow", "inputs": {}}' --write-out '\n%{http_code}' "$1/execute" \
    >"$2" 2>&1 &
}

field() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# A crew whose one chat takes ten seconds.
write_crew() {
  mkdir -p "$work/crews" "$work/sandbox"
  cat >"$work/crews/slow.yaml" <<'YAML'
agents: {clerk: {role: Slow clerk, goal: Answer in the end}}
tasks:
  wait: {description: Take your time., expected_output: A word, agent: clerk}
YAML
  cat >"$work/sandbox/slow.yaml" <<'YAML'
when: {system: Slow clerk}
rules:
  - {name: slow, answer: {text: Here I am., latency: 10s}}
YAML
  cp "$root/conf/crews/data_analysis.yaml" "$work/crews/"
  cp "$root/conf/sandbox/data_analysis.yaml" "$work/sandbox/"
  chmod -R go=rX "$work/crews" "$work/sandbox"
}

build_image() {
  local base network=()
  for base in BUILD_IMAGE RUNTIME_IMAGE; do
    have_image "$(sed -n "s/^ARG $base=//p" "$root/docker/Dockerfile")" || fail "no image for $base"
  done
  [ -z "$own_docker" ] || network=(--network host)
  docker buildx build --load --progress plain ${network[@]+"${network[@]}"} --file "$root/docker/Dockerfile" \
    --tag "$IMAGE" "$root" >"$work/build.log" 2>&1 || {
    tail -n 40 "$work/build.log" >&2
    fail "the image cannot be built"
  }
}

# run OPTIONS… : one server, locked up as docker/compose.yaml does it, on its embedded store.
run_server() {
  docker run --detach --name "$one" --read-only --cap-drop ALL --security-opt no-new-privileges \
    --memory 512m --memory-swap 512m --cpus 0.5 --pids-limit 256 --tmpfs /tmp:mode=1777,size=64m \
    --volume "$one:/data" --volume "$work/crews:/opt/rcrewai/conf/crews:ro" \
    --volume "$work/sandbox:/opt/rcrewai/conf/sandbox:ro" --publish 127.0.0.1::8080 \
    --env LLM_PROVIDER=sandbox --env JWT_SECRET="$secret" --env SHUTDOWN_GRACE=30 "$IMAGE" >/dev/null
}

# The image itself, before anything is said to it.
check_image() {
  check "runs as 1000:1000" [ "$(docker run --rm --entrypoint id "$IMAGE" -u)" = 1000 ]
  check "no file of the application can be written by it" [ -z \
    "$(docker run --rm --entrypoint find "$IMAGE" /opt/rcrewai /usr/local/bin -writable)" ]
  check "has an AOT cache that its JVM must use" docker run --rm --entrypoint java "$IMAGE" \
    @/opt/rcrewai/java.options -XX:AOTCache=/opt/rcrewai/rcrewai.aot -XX:AOTMode=on \
    -jar /opt/rcrewai/rcrewai.jar version
  refused "refuses to answer with scripted text because a key is missing" \
    docker run --rm --env JWT_SECRET="$secret" "$IMAGE"
}

healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$one")" = healthy ]; }

check_one() {
  local at answer id
  run_server
  check "becomes healthy within a minute" until_true 60 healthy
  at=http://$(docker port "$one" 8080)
  check "is ready" until_true 60 is_status 200 "$at/ready"
  token=$(docker exec "$one" java @/opt/rcrewai/java.options -jar /opt/rcrewai/rcrewai.jar \
    token --user tester --permissions execute_crew,view_metrics)
  answer=$(call --data '{"crew_name": "data_analysis", "inputs": {"file": "sales.csv"}}' "$at/execute")
  check "executes a crew" grep -q '"success":true' <<<"$answer"
  refused "its root cannot be written" docker exec "$one" touch /opt/rcrewai/written
  check "has no capability" [ "$(docker exec "$one" sed -n 's/^CapEff:\t//p' /proc/1/status)" = \
    0000000000000000 ]

  start_slowly "$at" "$work/slow.out"
  check "an execution runs" until_true 20 running "$at"
  check "stops on SIGTERM" docker stop --time "$GRACE" "$one"
  wait %% || fail "the caller who waited got no answer: $(cat "$work/slow.out")"
  check "ends with 0" [ "$(docker inspect --format '{{.State.ExitCode}}' "$one")" = 0 ]
  check "the execution that ran was answered" [ "$(tail -n 1 "$work/slow.out")" = 200 ]
  id=$(field execution_id <"$work/slow.out")
  docker start "$one" >/dev/null
  check "is healthy again" until_true 60 healthy
  at=http://$(docker port "$one" 8080)
  check "is ready again on its data" until_true 60 is_status 200 "$at/ready"
  check "knows what ran before" is_status 200 "$at/v1/executions/$id"
  docker rm --force "$one" >/dev/null
}

running() { call "$1/v1/executions?status=running" | grep -q '"crew_name":"slow"'; }

missing=()
services=()

# Which services of compose.yaml there are images for, while images can still be made.
find_services() {
  local service image
  while read -r service image; do
    case $service in
      rcrewai-*) services+=("$service") ;;
      *) if have_image "$image"; then services+=("$service"); else missing+=("$service"); fi ;;
    esac
  done < <(compose config --format json | images_of)
}

# "SERVICE IMAGE" lines of compose's JSON.
images_of() {
  awk '/^  "services"/ { inside = 1 } /^  "volumes"/ { inside = 0 }
    inside && /^    "[^"]*": \{/ { split($0, part, "\""); service = part[2] }
    inside && /^      "image":/ { split($0, part, "\""); print service, part[4] }'
}

write_environment() {
  mkdir -p "$work/tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -keyout "$work/tls/tls.key" -out "$work/tls/tls.crt" 2>/dev/null
  chmod 644 "$work/tls/tls.key"
  cat >"$work/compose.env" <<WORDS
LLM_PROVIDER=sandbox
JWT_SECRET=$secret
POSTGRES_PASSWORD=$(openssl rand -hex 32)
REDIS_PASSWORD=$(openssl rand -hex 32)
GRAFANA_PASSWORD=$(openssl rand -hex 32)
TLS_DIR=$work/tls
HTTPS_PORT=0
PROMETHEUS_PORT=0
ALERTMANAGER_PORT=0
GRAFANA_PORT=0
WORDS
}

three_nodes_are_scraped() {
  call "http://$(compose port prometheus 9090)/api/v1/query" --get \
    --data-urlencode 'query=count(up{job="rcrewai"} == 1)' | grep -q '"3"\]'
}

check_compose() {
  local at pids=() i
  check "compose starts ${services[*]}" compose up --detach --wait --wait-timeout 300 "${services[@]}"
  at=https://$(compose port nginx 8443)
  check "a crew runs behind nginx" grep -q '"success":true' <<<"$(call --data \
    '{"crew_name": "data_analysis", "inputs": {"file": "sales.csv"}}' "$at/execute")"
  check "/metrics is closed to the outside" is_status 404 "$at/metrics"
  for ((i = 0; i < 6; i++)); do
    call --data '{"crew_name": "data_analysis", "inputs": {"file": "sales.csv"}}' \
      --fail --output /dev/null "$at/execute" &
    pids+=("$!")
  done
  check "a node stops while callers wait" compose stop rcrewai-1
  for i in "${pids[@]}"; do
    wait "$i" || fail "a caller got an error when a node stopped"
  done
  check "it ended with 0" [ "$(docker inspect --format '{{.State.ExitCode}}' \
    "$(compose ps --all --quiet rcrewai-1)")" = 0 ]
  check "the others go on" is_status 200 "$at/v1/crews"
  check "it comes back" compose start rcrewai-1
  if [[ " ${services[*]} " = *" prometheus "* ]]; then
    check "Prometheus scrapes all three nodes" until_true 90 three_nodes_are_scraped
  fi
}

trap clean_up EXIT
secret=$(openssl rand -hex 32)
say "Docker"
require_docker || {
  echo "FAILED: containers cannot be tested here" >&2
  exit 1
}
docker version --format 'client {{.Client.Version}}, daemon {{.Server.Version}}'
say "the image"
started=$SECONDS
write_crew
write_environment
build_image
echo "built in $((SECONDS - started)) s, $(docker image ls --format '{{.Size}}' "$IMAGE")"
find_services
docker_may_run
check_image
say "one server"
check_one
say "docker/compose.yaml"
check_compose
say "scripts/container-test.sh: everything passed in $SECONDS s"
[ ${#stand_ins[@]} = 0 ] || echo "stand-ins were made for: ${stand_ins[*]}"
[ ${#missing[@]} = 0 ] || echo "not started, for no image of theirs could be had: ${missing[*]}"
