#!/usr/bin/env bash
# Exchanges a secret of servers that run, so that nobody is refused meanwhile, and waits until they
# have it.
#
#   scripts/rotate-secrets.sh jwt [options]             a new JWT_SECRET; the old one is accepted on
#   scripts/rotate-secrets.sh jwt-finish [options]      the old one is over: when its tokens are
#   scripts/rotate-secrets.sh webhook [options]         a new WEBHOOK_SECRET beside the old one; both sign
#   scripts/rotate-secrets.sh webhook-finish [options]  the old one is over: when receivers know the new
#   scripts/rotate-secrets.sh key NAME [options]        the new text of NAME (OPENAI_API_KEY …) on stdin
#
#   --dir DIR           where the secrets are: files called as their variables, which the servers were
#                       told by JWT_SECRET_FILE, JWT_SECRET_PREVIOUS_FILE and so on
#   --namespace NS      or the Secret rcrewai-secrets, which pods have mounted as files
#   --url URL           the address of a node, once for each; http://127.0.0.1:8080
#   --management URL    the management address of a node, once for each; http://127.0.0.1:8081
#   --timeout S         how long nodes may take; 300
#   --dry-run           says what would be done
#
# With --namespace every running pod is asked, through a port that is forwarded. New secrets are made
# here and stay in DIR or the Secret; none is printed. Where nodes do not take the first step in time,
# it is taken back. docs/operations/secrets.md
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=scripts/lib/ops.sh
. "$root/scripts/lib/ops.sh"
# shellcheck source=scripts/lib/secrets.sh
. "$root/scripts/lib/secrets.sh"
# shellcheck source=scripts/lib/cluster.sh
. "$root/scripts/lib/cluster.sh"
# shellcheck source=scripts/lib/tokens.sh
. "$root/scripts/lib/tokens.sh"

# Kubelet needs so many seconds at most to bring a changed Secret into a pod, with its defaults.
readonly KUBELET_SECONDS=120

work=
name=
dir=
timeout=300
dry_run=false
urls=()
managements=()
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit ;;
    --dry-run) dry_run=true ;;
    --dir) takes_value "$@" && dir=$2 && shift ;;
    --namespace) takes_value "$@" && namespace=$2 && shift ;;
    --url) takes_value "$@" && urls+=("${2%/}") && shift ;;
    --management) takes_value "$@" && managements+=("${2%/}") && shift ;;
    --timeout) takes_value "$@" && timeout=$2 && shift ;;
    jwt | jwt-finish | webhook | webhook-finish) work=$1 ;;
    key) takes_value "$@" && work=key && name=$2 && shift ;;
    *) refuse "unknown argument '$1'; see --help" ;;
  esac
  shift
done

# JWT and webhook secrets have their own work, which lets the old ones live on for a while.
check_name() {
  local known
  known=$(printf '%s\n' "${SECRET_NAMES[@]}" | grep -Ev '^(JWT|WEBHOOK)_')
  grep -Fqx "$name" <<<"$known" || refuse "'$name' is no key; there are: $(paste -s -d ' ' <<<"$known")"
}

check_options() {
  require curl curl
  [ -n "$work" ] || refuse "what shall be exchanged? See --help"
  [[ $timeout =~ ^[1-9][0-9]{0,4}$ ]] || refuse "--timeout is '$timeout'; expected seconds"
  if [ "$work" = key ]; then check_name; fi
  if [ -n "$namespace" ]; then
    [ -z "$dir" ] || refuse "either --dir or --namespace"
    require_cluster
  else
    [ -d "$dir" ] || refuse "--dir is '$dir'; expected the directory of the secrets (or --namespace)"
    [ ${#urls[@]} -gt 0 ] || urls=(http://127.0.0.1:8080)
    [ ${#managements[@]} -gt 0 ] || managements=(http://127.0.0.1:8081)
  fi
}

secret() {
  if [ -n "$namespace" ]; then
    secret_setting "$1"
  elif [ -f "$dir/$1" ]; then
    cat "$dir/$1"
  fi
}

# change NAME TEXT ...: all at once.
change() {
  if [ -n "$namespace" ]; then
    patch_secret "$@"
  else
    publish "$dir" "$@"
  fi
  changed_at=$(date +%s.%N)
}

# Forwards the ports of every pod that runs, and names them as nodes.
reach_pods() {
  local pod log
  forwarded=$(mktemp -d)
  forwards=()
  trap 'kill "${forwards[@]}" 2>/dev/null || true; rm -rf "$forwarded"' EXIT
  for pod in $(kube get pods --selector app=rcrewai --field-selector status.phase=Running --output name); do
    log=$forwarded/${pod#*/}
    # No function: its shell would be killed in the end, and not what it runs.
    kubectl --namespace "$namespace" port-forward "$pod" :8080 :8081 >"$log" 2>&1 &
    forwards+=($!)
    for ((tries = 0; tries < 100; tries++)); do
      [ "$(grep -c '^Forwarding from 127' "$log")" -lt 2 ] || break
      sleep 0.1
    done
    urls+=("http://$(port_of 8080 "$log")")
    managements+=("http://$(port_of 8081 "$log")")
  done
  [ ${#urls[@]} -gt 0 ] || die "no pod with the label app=rcrewai runs in $namespace"
}

port_of() {
  sed -n "s/^Forwarding from \(127[^ ]*\) -> $1$/\1/p" "$2" | grep . || die "ports of a pod cannot be forwarded"
}

# within COMMAND ...: repeats it until it succeeds; fails when the time is over.
within() {
  local end=$(($(date +%s) + timeout))
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.5
  done
}

# all_answer STATUS SECRET: whether every node answers a token of that secret so.
all_answer() {
  local url status
  for url in "${urls[@]}"; do
    status=$(status_of "$url" "$(token "$2")")
    if [ "$status" != "$1" ]; then
      last="$url answered $status, not $1"
      return 1
    fi
  done
}

# Whether every node has read its files since they were changed, and nothing was wrong with them. A
# reading that ended within a second of the change may have begun before it.
all_have_read() {
  local url metrics age now lag=1
  [ -z "$namespace" ] || lag=$KUBELET_SECONDS
  for url in "${managements[@]}"; do
    now=$(date +%s.%N)
    metrics=$(curl --silent --max-time 10 "$url/metrics") || metrics=
    age=$(sed -n 's/^rcrewai_secrets_age_seconds{.*source="files".*} //p' <<<"$metrics")
    if [ -z "$age" ] || ! awk -v age="$age" -v now="$now" -v changed="$changed_at" -v lag="$lag" \
      'BEGIN { exit !(age < now - changed - lag) }'; then
      last="$url has not read its files again (rcrewai_secrets_age_seconds is ${age:-not there})"
      return 1
    fi
  done
}

rotate_jwt() {
  local old new
  old=$(secret JWT_SECRET)
  [ -n "$old" ] || die "there is no JWT_SECRET"
  [ -z "$(secret JWT_SECRET_PREVIOUS)" ] || die "JWT_SECRET_PREVIOUS is still in use: jwt-finish comes first"
  within all_answer 200 "$old" || die "a token of JWT_SECRET is not accepted: $last"
  new=$(head -c 48 /dev/urandom | base64url)
  say "1 of 2: the new secret is accepted, the old one signs"
  change JWT_SECRET "$old" JWT_SECRET_PREVIOUS "$new"
  if ! within all_answer 200 "$new"; then
    change JWT_SECRET "$old" JWT_SECRET_PREVIOUS ''
    die "the new secret is not accepted and was taken back: $last"
  fi
  say "2 of 2: the new secret signs, the old one is accepted"
  change JWT_SECRET "$new" JWT_SECRET_PREVIOUS "$old"
  # Nodes tell no difference between the two, so there is nothing to wait for before jwt-finish.
  all_answer 200 "$old" || die "$last"
  all_answer 200 "$new" || die "$last"
  say "done. When the last token of the old secret has expired: jwt-finish"
}

finish_jwt() {
  local old new
  new=$(secret JWT_SECRET)
  old=$(secret JWT_SECRET_PREVIOUS)
  [ -n "$old" ] || die "there is no JWT_SECRET_PREVIOUS to end"
  change JWT_SECRET "$new" JWT_SECRET_PREVIOUS ''
  within all_answer 401 "$old" || die "a token of the old secret is still accepted: $last"
  within all_answer 200 "$new" || die "a token of the new secret is not accepted: $last"
  say "done: tokens of the old secret are refused"
}

# change_and_see NAME TEXT: takes it back where nodes do not read it.
change_and_see() {
  local before
  before=$(secret "$1")
  change "$1" "$2"
  if ! within all_have_read; then
    change "$1" "$before"
    die "the new $1 was not read and was taken back: $last"
  fi
}

rotate_webhook() {
  local old new
  old=$(secret WEBHOOK_SECRET)
  [[ $old =~ ^whsec_[^\ ]+$ ]] || die "WEBHOOK_SECRET is not one secret: webhook-finish comes first, or there is none"
  new=whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n')
  change_and_see WEBHOOK_SECRET "$new $old"
  say "done: both sign. Give receivers the first one in WEBHOOK_SECRET, then: webhook-finish"
}

finish_webhook() {
  local all
  all=$(secret WEBHOOK_SECRET)
  [[ $all == *' '* ]] || die "WEBHOOK_SECRET has one secret only: nothing to end"
  change_and_see WEBHOOK_SECRET "${all%% *}"
  say "done: only the new one signs"
}

rotate_key() {
  local text
  [ ! -t 0 ] || say "the new $name, then Ctrl-D:"
  text=$(cat)
  [ -n "$text" ] || die "there is nothing on stdin; expected the new $name"
  [ "$text" != "$(secret "$name")" ] || die "this is the $name that is in use"
  change_and_see "$name" "$text"
  say "done. The old key may be revoked"
}

last='nobody was asked'
check_options
if $dry_run; then
  say "would do '$work${name:+ $name}' in ${dir:-the Secret $SECRET of $namespace} and ask ${urls[*]:-every pod}"
  exit
fi
[ -z "$namespace" ] || reach_pods
case $work in
  jwt) rotate_jwt ;;
  jwt-finish) finish_jwt ;;
  webhook) rotate_webhook ;;
  webhook-finish) finish_webhook ;;
  key) rotate_key ;;
esac
