#!/usr/bin/env bash
# Brings the whole server back into an empty cluster, from a backup and an image.
#
#   scripts/disaster-recovery.sh --backup DIR --image REPOSITORY@sha256:DIGEST [options]
#
#   --overlay NAME      of k8s/overlays; production
#   --namespace NS      that of the overlay; rcrewai-production
#   --identity FILE     the private key of age, for the secrets
#   --store-from FILE   manifests of a store that runs in the cluster too, which is started first:
#                       k8s/components/redis/redis.yaml
#   --via WORDS         runs the store's own client there: 'kubectl exec -i -n NS redis-0 --'
#   --url URL           where callers come in; smoke tests run there in the end too, with the token
#                       SMOKE_TOKEN or the file SMOKE_TOKEN_FILE
#   --force             also over a store, a Secret or ConfigMaps that are there
#   --dry-run           checks backup, image and cluster, and says what would be done
#
# In this order, because each needs the one before, and nothing later may overwrite it: the namespace,
# the secrets (verified), the store (counted), the ConfigMaps, the server by digest (which tests itself
# and goes back where it fails), the smoke tests from outside. Each step may be repeated: after one has
# failed, repair what it says and begin again. docs/operations/disaster-recovery.md
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=scripts/lib/ops.sh
. "$root/scripts/lib/ops.sh"
# shellcheck source=scripts/lib/cluster.sh
. "$root/scripts/lib/cluster.sh"

namespace=rcrewai-production
overlay=production
backup=
image=
store_from=
url=
dry_run=false
restore_words=()
secret_words=()
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit ;;
    --dry-run) dry_run=true ;;
    --force) restore_words+=(--force) ;;
    --backup) takes_value "$@" && backup=$2 && shift ;;
    --image) takes_value "$@" && image=$2 && shift ;;
    --namespace) takes_value "$@" && namespace=$2 && shift ;;
    --overlay) takes_value "$@" && overlay=$2 && shift ;;
    --identity) takes_value "$@" && secret_words+=(--identity "$2") && shift ;;
    --store-from) takes_value "$@" && store_from=$2 && shift ;;
    --via) takes_value "$@" && restore_words+=(--via "$2") && shift ;;
    --url) takes_value "$@" && url=$2 && shift ;;
    *) refuse "unknown argument '$1'; see --help" ;;
  esac
  shift
done

step() { say "== $*"; }

restore() {
  local part=$1
  shift
  "$root/scripts/restore.sh" "$backup" --only "$part" --namespace "$namespace" \
    ${restore_words[@]+"${restore_words[@]}"} "$@"
}

check() {
  require_cluster
  [ -n "$backup" ] || refuse "which backup? --backup DIR"
  [[ $image =~ ^[^@]+@sha256:[0-9a-f]{64}$ ]] ||
    refuse "--image is '$image'; expected REPOSITORY@sha256:DIGEST: a tag may be another image by now"
  [ -z "$store_from" ] || [ -r "$store_from" ] || refuse "$store_from cannot be read"
  [ -z "$url" ] || [ -n "$(setting SMOKE_TOKEN)" ] || refuse "SMOKE_TOKEN is not set; smoke tests of $url need it"
  kubectl version --output json >/dev/null || die "the cluster does not answer"
  # The part without conditions on the cluster, which may be empty yet.
  "$root/scripts/restore.sh" "$backup" --only config --namespace "$namespace" --dry-run
}

make_namespace() {
  jq --null-input --arg name "$namespace" '
    {apiVersion: "v1", kind: "Namespace", metadata: {name: $name, labels:
      {"pod-security.kubernetes.io/enforce": "restricted"}}}' |
    kubectl apply --server-side --field-manager=rcrewai-restore --filename - >&2
}

start_store() {
  local part
  [ -n "$store_from" ] || return 0
  kube apply --filename "$store_from" >&2
  for part in $(kube get --filename "$store_from" --output name | grep -E '^(statefulset|deployment)'); do
    kube rollout status "$part" --timeout=300s >&2
  done
}

# A generated ConfigMap has its content in its name, so another name is another configuration.
compare_configuration() {
  local name
  kube get deployments --selector app=rcrewai --output json |
    jq --raw-output '.. | .configMapRef?.name, .configMap?.name | values' | sort -u |
    while IFS= read -r name; do
      jq --exit-status --arg name "$name" 'any(.items[]; .metadata.name == $name)' \
        "$backup/config/configmaps.json" >/dev/null ||
        warn "ConfigMap $name was not in the backup: the overlay's configuration is another one"
    done
}

check
if $dry_run; then
  say "would bring $image back into $namespace with $backup; nothing was changed"
  exit
fi
step "1 of 6: the namespace $namespace"
make_namespace
step "2 of 6: the secrets"
restore secrets ${secret_words[@]+"${secret_words[@]}"}
step "3 of 6: the store"
start_store
restore store
step "4 of 6: the configuration"
restore config
step "5 of 6: the server"
"$root/scripts/deploy.sh" --overlay "$overlay" "$image"
compare_configuration
step "6 of 6: smoke tests${url:+ of $url}"
if [ -n "$url" ]; then
  "$root/scripts/smoke-tests.sh" "$url"
else
  say "deploy.sh ran them inside; --url runs them where callers come in"
fi
say "done"
