#!/usr/bin/env bash
# Puts an image into a cluster, tests it there, and takes it back by itself when it fails.
#
#   scripts/deploy.sh [options] IMAGE@sha256:DIGEST
#   scripts/deploy.sh [options] --rollback
#
#   --strategy rolling     pods are replaced one by one (the default): overlay production
#   --strategy blue-green  a second set of pods is started and tested, then callers are switched to
#                          it and the first set drains: overlay blue-green
#   --rollback             back to what served before: the last revision, or the other colour
#   --overlay NAME         another directory of k8s/overlays
#   --context NAME         a context of kubectl; else the current one
#   --timeout N            seconds for pods to become ready; 600
#   --settle N             seconds between the switch and the end of the old set; 30
#   --dry-run              says what would be changed, and only reads
#
# Smoke tests run through a port-forward, with SMOKE_TOKEN or SMOKE_TOKEN_FILE; without either a
# token is made inside a pod, where the secret is (HS256). Two deployments at once are refused by
# a ConfigMap rcrewai-deploy-lock. docs/operations/deployments.md has the whole course.
#
# Ends with 0 when all went well; 1 when it did not, after rolling back (what is printed last says
# what serves); 2 when called wrongly.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() { sed -n '2,/^set -euo/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; }
say() { printf '%s\n' "$*" >&2; }
fail() { say "deploy.sh: $*"; exit 1; }
misused() { say "deploy.sh: $* (--help says how)"; exit 2; }

strategy=rolling
overlay=
image=
rollback=
dry=
timeout=600
settle=30
kubectl=(kubectl)
while [ $# -gt 0 ]; do
  case $1 in
    --strategy | --overlay | --context | --timeout | --settle)
      [ $# -gt 1 ] || misused "$1 needs a value"
      case $1 in
        --strategy) strategy=$2 ;;
        --overlay) overlay=$2 ;;
        --context) kubectl+=(--context "$2") ;;
        --timeout) timeout=$2 ;;
        --settle) settle=$2 ;;
      esac
      shift
      ;;
    --rollback) rollback=yes ;;
    --dry-run) dry=yes ;;
    -h | --help) usage && exit ;;
    -*) misused "unknown option $1" ;;
    *)
      [ -z "$image" ] || misused "more than one image: $image and $1"
      image=$1
      ;;
  esac
  shift
done
case $strategy in
  rolling) overlay=${overlay:-production} ;;
  blue-green) overlay=${overlay:-blue-green} ;;
  *) misused "--strategy is '$strategy'; expected rolling or blue-green" ;;
esac
[[ $timeout =~ ^[1-9][0-9]{0,4}$ ]] || misused "--timeout is '$timeout'; expected seconds"
[[ $settle =~ ^[0-9]{1,4}$ ]] || misused "--settle is '$settle'; expected seconds"
[ -f "$root/k8s/overlays/$overlay/kustomization.yaml" ] || misused "there is no k8s/overlays/$overlay"
if [ -n "$rollback" ]; then
  [ -z "$image" ] || misused "--rollback takes no image"
elif ! [[ $image =~ ^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$ ]]; then
  misused "'$image' is no image by digest; expected HOST/NAME@sha256:DIGEST, since tags move"
fi
command -v kubectl >/dev/null || misused "kubectl is not installed"
command -v curl >/dev/null || misused "curl is not installed"

scratch=$(mktemp -d)
wrapper=            # a kustomization of ours in k8s/
forward=            # the process of a port-forward
waiting=            # the process that waits for a rollout
locked=
undo=               # a function that brings back what served before, once something is changed
clean_up() {
  local status=$?
  trap '' INT TERM
  set +e
  [ -z "$waiting" ] || kill "$waiting" 2>/dev/null
  stop_forward
  if [ -n "$undo" ] && [ "$status" != 0 ]; then
    say "FAILED; rolling back"
    "$undo" || say "the rollback FAILED too: look at it now"
  fi
  [ -z "$locked" ] || kube delete configmap rcrewai-deploy-lock --ignore-not-found >/dev/null
  rm -rf "$scratch" ${wrapper:+"$wrapper"}
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Reads; `change` is for everything else.
kube() { "${kubectl[@]}" --namespace "$namespace" "$@" </dev/null; }
change() {
  if [ -n "$dry" ]; then
    say "would: kubectl --namespace $namespace $*"
  else
    kube "$@"
  fi
}

# render DIRECTORY COLOUR: a kustomization with the image in it, to standard output. With a colour,
# rcrewai-service means that one.
render() {
  local service=
  wrapper=$(mktemp -d "$root/k8s/.deploy.XXXXXX")
  if [ -n "$2" ]; then
    service="patches:
  - target: {kind: Service, name: rcrewai-service}
    patch: '[{\"op\": \"replace\", \"path\": \"/spec/selector/color\", \"value\": \"$2\"}]'"
  fi
  cat >"$wrapper/kustomization.yaml" <<END
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../overlays/$1]
images:
  - name: rcrewai
    newName: ${image%@*}
    digest: ${image#*@}
$service
END
  kubectl kustomize "$wrapper"
  rm -rf "$wrapper"
  wrapper=
}

# From now on a failure, or a signal, is undone by that function.
arm() { [ -n "$dry" ] || undo=$1; }

# Everybody's lock, not only this machine's: who comes second is told who is first.
lock() {
  [ -z "$dry" ] || return 0
  local holder
  holder="${USER:-unknown}@${HOSTNAME:-unknown} since $(date -u +%Y-%m-%dT%H:%M:%SZ) for ${image:-a rollback}"
  if ! kube create configmap rcrewai-deploy-lock --from-literal=holder="$holder" >/dev/null; then
    holder=$(kube get configmap rcrewai-deploy-lock -o 'jsonpath={.data.holder}' --ignore-not-found)
    say "another deployment holds the lock: ${holder:-unknown}"
    fail "if it is dead: kubectl --namespace $namespace delete configmap rcrewai-deploy-lock"
  fi
  locked=yes
}

require_secret() {
  kube get secret rcrewai-secrets -o name >/dev/null ||
    fail "the Secret rcrewai-secrets is not in $namespace; k8s/examples/secret.yaml says how to make it"
}

# In the background, so that a signal is heard while it waits.
await_rollout() {
  local question=(rollout status "deployment/$1" --timeout="${timeout}s")
  [ -z "$dry" ] || { change "${question[@]}"; return; }
  "${kubectl[@]}" --namespace "$namespace" "${question[@]}" </dev/null &
  waiting=$!
  wait "$waiting" || { waiting=; return 1; }
  waiting=
}

stop_forward() {
  [ -z "$forward" ] || { kill "$forward" 2>/dev/null; wait "$forward" 2>/dev/null || true; }
  forward=
}

# smoke SERVICE DEPLOYMENT: the smoke tests through that service, with a token from that deployment.
smoke() {
  if [ -n "$dry" ]; then
    say "would: scripts/smoke-tests.sh through service/$1"
    return 0
  fi
  local token=${SMOKE_TOKEN:-} until=$((SECONDS + 30)) port=
  if [ -z "$token" ] && [ -n "${SMOKE_TOKEN_FILE:-}" ]; then
    token=$(cat "$SMOKE_TOKEN_FILE")
  elif [ -z "$token" ]; then
    token=$(kube exec "deployment/$2" -c rcrewai -- java -Xmx64m -XX:TieredStopAtLevel=1 \
      -Drcrewai.home=/opt/rcrewai -jar /opt/rcrewai/rcrewai.jar \
      token --user smoke-tests --permissions execute_crew --hours 1) || return 1
  fi
  : >"$scratch/forward"
  "${kubectl[@]}" --namespace "$namespace" port-forward "service/$1" :80 \
    </dev/null >"$scratch/forward" 2>&1 &
  forward=$!
  while ! port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$scratch/forward") ||
    [ -z "$port" ]; do
    if ! kill -0 "$forward" 2>/dev/null || [ "$SECONDS" -ge "$until" ]; then
      say "no port-forward to service/$1: $(cat "$scratch/forward")"
      return 1
    fi
    sleep 0.2
  done
  local status=0
  SMOKE_TOKEN=$token "$root/scripts/smoke-tests.sh" "http://127.0.0.1:$port" || status=1
  stop_forward
  return "$status"
}

# --- rolling ---

revision() {
  kube get deployment rcrewai-app --ignore-not-found \
    -o 'jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}'
}

roll_back() {
  local now
  now=$(revision)
  if [ -z "$before" ]; then
    say "this was the first deployment: there is nothing to go back to"
  elif [ "$now" = "$before" ]; then
    say "revision $before serves as before"
  else
    kube rollout undo deployment/rcrewai-app --to-revision="$before" && await_rollout rcrewai-app &&
      say "revision $before serves again"
  fi
}

deploy_rolling() {
  before=$(revision)
  if [ -n "$rollback" ]; then
    [ -n "$before" ] || fail "there is nothing to roll back in $namespace"
    arm roll_back
    change rollout undo deployment/rcrewai-app
  else
    render "$overlay" "" >"$scratch/all.yaml"
    arm roll_back
    change apply -f "$scratch/all.yaml"
  fi
  await_rollout rcrewai-app
  smoke rcrewai-service rcrewai-app
}

# --- blue and green ---

color() {
  kube get service rcrewai-service --ignore-not-found -o 'jsonpath={.spec.selector.color}'
}

point_to() {
  change patch service rcrewai-service --type=merge -p "{\"spec\":{\"selector\":{\"color\":\"$1\"}}}"
}

put_out() { change scale "deployment/rcrewai-app-$1" --replicas=0; }

switch_back() {
  if [ -z "$live" ]; then
    say "this was the first deployment: there is nothing to go back to"
    return 0
  fi
  point_to "$live" && put_out "$next" && say "$live serves as before"
}

# How many pods the new set needs to do what the old one does.
size_of_live() {
  local replicas=
  [ -z "$live" ] || replicas=$(kube get deployment "rcrewai-app-$live" -o 'jsonpath={.spec.replicas}')
  [ "${replicas:-0}" -ge 3 ] || replicas=3
  printf '%s' "$replicas"
}

deploy_blue_green() {
  live=$(color)
  if [ -z "$live" ] && [ -n "$(kube get service rcrewai-service --ignore-not-found -o name)" ]; then
    fail "rcrewai-service in $namespace has no colour: it was deployed with --strategy rolling"
  fi
  case $live in blue) next=green ;; *) next=blue ;; esac
  size=$(size_of_live)
  say "${live:-nobody} serves; $next is next, with $size pods"
  if [ -n "$rollback" ]; then
    kube get deployment "rcrewai-app-$next" -o name >/dev/null || fail "there is no $next to go back to"
  else
    render "$overlay/shared" "${live:-$next}" >"$scratch/shared.yaml"
    render "$overlay/$next" "" >"$scratch/next.yaml"
    change apply -f "$scratch/shared.yaml"
    change apply -f "$scratch/next.yaml"
  fi
  arm switch_back
  change scale "deployment/rcrewai-app-$next" --replicas="$size"
  await_rollout "rcrewai-app-$next"
  smoke "rcrewai-service-$next" "rcrewai-app-$next"
  point_to "$next"
  smoke rcrewai-service "rcrewai-app-$next"
  undo= # from here on the new set is what serves
  [ -n "$live" ] || return 0
  say "callers are with $next; $live ends in $settle s"
  [ -n "$dry" ] || { sleep "$settle" & wait $!; }
  put_out "$live"
}

namespace=$(kubectl kustomize "$root/k8s/overlays/$overlay" | sed -n 's/^  namespace: //p' | sort -u)
[[ $namespace =~ ^[a-z0-9-]+$ ]] || fail "k8s/overlays/$overlay names more or less than one namespace"

require_secret
lock
case $strategy in
  rolling) deploy_rolling ;;
  blue-green) deploy_blue_green ;;
esac
undo=
if [ -n "$dry" ]; then
  say "nothing was changed"
else
  say "deployed to $namespace: ${image:-what served before}"
fi
