# shellcheck shell=bash
# The server in Kubernetes, in the namespace of --namespace. Sourced after ops.sh.
#   kube                         kubectl in that namespace
#   secret_list                  the Secret as a list of lines `KEY BASE64`
#   put_secret                   the Secret, from such a list on stdin
#   patch_secret NAME TEXT ...   changes some of its texts
#   secret_setting NAME          one of its texts; its key is jwt-secret where NAME is JWT_SECRET
#   store_from_cluster           DATABASE_URL or REDIS_URL, as the pods have it
#   config_maps                  the ConfigMaps of the server, without what the cluster added
namespace=
readonly SECRET=rcrewai-secrets

kube() { kubectl --namespace "$namespace" "$@"; }

require_cluster() {
  require kubectl kubernetes-client
  require jq jq
}

key_of() { printf '%s' "$1" | tr 'A-Z_' 'a-z-'; }

secret_list() {
  kube get secret "$SECRET" --output json |
    jq --raw-output '.data // {} | to_entries[] | "\(.key) \(.value)"'
}

secret_setting() {
  secret_list | sed -n "s/^$(key_of "$1") //p" | base64 -d
}

# data of a Secret, from lines `KEY BASE64`.
secret_data() { jq --raw-input --null-input '[inputs | split(" ") | {(.[0]): .[1]}] | add'; }

# Server-side: the client would keep a copy of the secrets in an annotation.
put_secret() {
  secret_data | jq --arg name "$SECRET" '
    {apiVersion: "v1", kind: "Secret", type: "Opaque",
     metadata: {name: $name, labels: {app: "rcrewai"}}, data: .}' |
    kube apply --server-side --force-conflicts --field-manager=rcrewai-restore --filename -
}

patch_secret() {
  while [ $# -gt 0 ]; do
    printf '%s %s\n' "$(key_of "$1")" "$(printf '%s' "$2" | base64 | tr -d '\n')"
    shift 2
  done | secret_data | jq '{data: .}' |
    kube patch secret "$SECRET" --type merge --patch-file /dev/stdin >&2
}

config_maps() {
  kube get configmaps --output json | jq '
    .items |= map(select(.metadata.name | startswith("rcrewai-")))
    | del(.items[].metadata["uid", "resourceVersion", "creationTimestamp", "managedFields",
        "generation", "selfLink", "namespace", "ownerReferences"],
      .items[].metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]?)
    | {apiVersion, kind, items}'
}

# What the environment of this script says goes first.
store_from_cluster() {
  local name found
  for name in DATABASE_URL REDIS_URL; do
    [ -z "$(setting DATABASE_URL)$(setting REDIS_URL)" ] || return 0
    found=$(
      secret_setting "$name"
      config_maps | jq --raw-output --arg name "$name" '[.items[].data[$name] // empty] | unique[]'
    ) || refuse "the Secret or the ConfigMaps of $namespace cannot be read"
    [[ $found != *$'\n'* ]] ||
      refuse "ConfigMaps of $namespace name several stores; export $name with the one that is meant"
    [ -z "$found" ] || printf -v "$name" '%s' "$found"
  done
  [ -n "$(setting DATABASE_URL)$(setting REDIS_URL)" ] ||
    refuse "neither $SECRET nor a ConfigMap of $namespace names a store; export DATABASE_URL or REDIS_URL"
}
