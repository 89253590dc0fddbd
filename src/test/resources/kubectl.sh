#!/bin/bash
# Stands in for kubectl and a cluster: objects are files in KUBE_STATE, and each call is a line in
# its file `calls`. Knows the calls of our scripts only; any other fails. The one pod that runs has
# its ports at KUBE_HTTP and KUBE_MANAGEMENT, and its Secret mounted at KUBE_MOUNT.
set -euo pipefail
cd "$KUBE_STATE"
[ "$1" != --namespace ] || shift 2
printf '%s\n' "kubectl $*" >>calls

applied() {
  local object
  object=$(cat)
  case $(jq -r .kind <<<"$object") in
    Namespace) cat <<<"$object" >namespace.json ;;
    Secret) cat <<<"$object" >secret.json ;;
    *) exit 1 ;;
  esac
}

# As kubelet does it, but that files are called as our variables.
mounted() {
  local key text
  jq -r '.data | to_entries[] | "\(.key) \(.value)"' secret.json | while read -r key text; do
    base64 -d <<<"$text" >"$KUBE_MOUNT/.new"
    mv -T "$KUBE_MOUNT/.new" "$KUBE_MOUNT/$(tr 'a-z-' 'A-Z_' <<<"$key")"
  done
}

case "$*" in
  'version --output json') echo '{}' ;;
  'get secret rcrewai-secrets --output json') cat secret.json ;;
  'get secret rcrewai-secrets --ignore-not-found --output name')
    ! test -f secret.json || echo secret/rcrewai-secrets ;;
  'get configmaps --output json') cat configmaps.json 2>/dev/null || echo '{"items": []}' ;;
  'get deployments --selector app=rcrewai --output json') cat deployments.json ;;
  'get pods --selector app=rcrewai --field-selector status.phase=Running --output name') echo pod/one ;;
  'patch secret rcrewai-secrets --type merge --patch-file /dev/stdin')
    jq -s '.[0] * .[1]' secret.json - >patched && mv patched secret.json && mounted ;;
  'port-forward pod/one :8080 :8081')
    echo "Forwarding from $KUBE_HTTP -> 8080"
    echo "Forwarding from $KUBE_MANAGEMENT -> 8081"
    exec sleep 600 ;;
  'apply --server-side '*' --filename -') applied ;;
  'apply --server-side '*configmaps.json) cp "${*: -1}" configmaps.json ;;
  'exec -i store -- '*) shift 4 && exec "$@" ;;
  *) echo "kubectl $*: not known" >&2 && exit 1 ;;
esac
