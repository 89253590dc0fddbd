# shellcheck shell=bash
# The server in Kubernetes, in the namespace of --namespace. Sourced after ops.sh.
#   kube                   kubectl in that namespace
#   secret_list            the Secret as a list of lines `NAME BASE64`
#   put_secret             the Secret again, from such a list
#   secret_setting NAME    one text of it
#   config_maps            the ConfigMaps of the server, without what the cluster added
namespace=
readonly SECRET=rcrewai-secrets

kube() { kubectl --namespace "$namespace" "$@"; }

require_cluster() {
  require kubectl kubernetes-client
  require jq jq
}

secret_list() {
  kube get secret "$SECRET" --output json |
    jq --raw-output '.data // {} | to_entries[] | "\(.key) \(.value)"'
}

secret_setting() {
  secret_list | sed -n "s/^$1 //p" | base64 -d
}

# Server-side: the client would keep a copy of the secrets in an annotation.
put_secret() {
  jq --raw-input --null-input --arg name "$SECRET" '
    {apiVersion: "v1", kind: "Secret", type: "Opaque",
     metadata: {name: $name, labels: {app: "rcrewai"}},
     data: ([inputs | split(" ") | {(.[0]): .[1]}] | add)}' |
    kube apply --server-side --force-conflicts --field-manager=rcrewai-restore --filename -
}

config_maps() {
  kube get configmaps --output json | jq '
    .items |= map(select(.metadata.name | startswith("rcrewai-")))
    | del(.items[].metadata["uid", "resourceVersion", "creationTimestamp", "managedFields",
        "generation", "selfLink", "namespace", "ownerReferences"],
      .items[].metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]?)
    | {apiVersion, kind, items}'
}
