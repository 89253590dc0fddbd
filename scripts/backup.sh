#!/usr/bin/env bash
# Makes a backup of the store, the configuration and the secrets, while the server runs.
#
#   scripts/backup.sh --recipient WHO [--to DIR] [options]
#
#   --to DIR          where backups are; BACKUP_DIR, else /backups
#   --recipient WHO   for whom secrets are encrypted: a public key of age (age1…, ssh-…) or a name that
#                     gpg has a key of; BACKUP_RECIPIENT. Without one nothing is done, because
#   --no-secrets      leaves the secrets out only where you say so
#   --keep-days N     older backups go once the new one is whole; 30
#   --via WORDS       runs the store's own client there: 'kubectl exec -i statefulset/postgres --'
#   --namespace NS    takes configuration and secrets from Kubernetes (ConfigMaps rcrewai-*, Secret
#                     rcrewai-secrets), and from the Secret where the store is
#   --dry-run         says what would be done
#
# What is backed up is what the server's own settings in the environment name: STORE, DATA_DIR,
# DATABASE_URL, REDIS_URL (each _FILE too), CREWS_DIR, FILES_DIR, SERVER_CONFIG. Prints the directory
# of the backup. One that fails leaves nothing behind and prunes nothing. Journals hold what people
# wrote: keep backups where the store itself could be. docs/operations/backup-and-restore.md
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=scripts/lib/ops.sh
. "$root/scripts/lib/ops.sh"
# shellcheck source=scripts/lib/store.sh
. "$root/scripts/lib/store.sh"
# shellcheck source=scripts/lib/secrets.sh
. "$root/scripts/lib/secrets.sh"
# shellcheck source=scripts/lib/cluster.sh
. "$root/scripts/lib/cluster.sh"
# shellcheck source=scripts/lib/backups.sh
. "$root/scripts/lib/backups.sh"

to=${BACKUP_DIR:-/backups}
recipient=${BACKUP_RECIPIENT:-}
keep_days=${BACKUP_KEEP_DAYS:-30}
with_secrets=true
dry_run=false
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit ;;
    --dry-run) dry_run=true ;;
    --no-secrets) with_secrets=false ;;
    --to) takes_value "$@" && to=$2 && shift ;;
    --recipient) takes_value "$@" && recipient=$2 && shift ;;
    --keep-days) takes_value "$@" && keep_days=$2 && shift ;;
    --via) takes_value "$@" && read -ra via <<<"$2" && shift ;;
    --namespace) takes_value "$@" && namespace=$2 && shift ;;
    *) refuse "unknown option '$1'; see --help" ;;
  esac
  shift
done

check_options() {
  [[ $keep_days =~ ^[1-9][0-9]{0,4}$ ]] || refuse "--keep-days is '$keep_days'; expected a number from 1 on"
  if $with_secrets; then
    [ -n "$recipient" ] || refuse "for whom shall the secrets be encrypted? --recipient, or --no-secrets"
    require_encryption "$recipient"
  fi
  if [ -n "$namespace" ]; then
    require_cluster
    store_from_cluster
  else
    no_settings_in_file
  fi
  open_store
}

plan() {
  say "would write $to/rcrewai-$stamp with"
  say "  the $store store, as it is at one moment"
  say "  the configuration${namespace:+ (ConfigMaps of $namespace)}"
  if $with_secrets; then
    say "  the secrets, encrypted for $recipient"
  fi
  outdated "$to" "$keep_days" | sed 's/^/would then delete /' >&2
}

back_up_store() {
  local file counts
  file=$partial/$(dump_name "$store")
  say "copying the $store store ..."
  dump_store "$file" || die "the store could not be copied"
  counts=$(count_dump "$file") || die "the copy of the store cannot be read"
  read -r schema executions events open <<<"$counts"
  [ "$schema" -gt 0 ] || die "there are no tables of ours in the store; are the settings right?"
  [ "$schema" -le "$(schema_max)" ] ||
    die "the store has schema $schema, these scripts know $(schema_max): use those of its server"
  say "  $executions executions ($open not ended) with $events events, schema $schema"
}

# One archive for each directory, as it is; a crew that is saved meanwhile comes with the next backup.
back_up_files() {
  local name dir status=0
  while read -r name dir; do
    dir=$(in_home "$dir")
    [ -d "$dir" ] || continue
    tar -czf "$partial/config/$name.tar.gz" -C "$dir" . || status=$?
    [ "$status" -le 1 ] || die "$dir could not be read"
  done <<DIRECTORIES
crews ${CREWS_DIR:-conf/crews}
files ${FILES_DIR:-conf/files}
sandbox ${SANDBOX_DIR:-conf/sandbox}
DIRECTORIES
}

setting_names() { sed -n 's/^  # \([A-Z][A-Z0-9_]*\): .*/\1/p' "$root/conf/server.yaml"; }

back_up_configuration() {
  local config prices name
  mkdir "$partial/config"
  if [ -n "$namespace" ]; then
    config_maps >"$partial/config/configmaps.json" || die "the ConfigMaps of $namespace could not be read"
    return
  fi
  config=$(in_home "${SERVER_CONFIG:-conf/server.yaml}")
  prices=$(in_home "${LLM_PRICES:-conf/prices.yaml}")
  if has_secrets "$config"; then
    say "  $config has secrets in it: it goes with them"
  elif [ -f "$config" ]; then
    cp -p "$config" "$partial/config/server.yaml"
  fi
  [ ! -f "$prices" ] || cp -p "$prices" "$partial/config/prices.yaml"
  back_up_files
  # What the environment says and no secret is; a restore shows it, and sets nothing.
  setting_names | while IFS= read -r name; do
    [[ " ${SECRET_NAMES[*]} " == *" $name "* || -z ${!name:-} ]] || printf '%s=%s\n' "$name" "${!name}"
  done >"$partial/config/environment"
}

back_up_secrets() {
  local list=local_secrets
  $with_secrets || return 0
  [ -z "$namespace" ] || list=secret_list
  "$list" | encrypted "$recipient" >"$partial/$(secrets_name "$recipient")" ||
    die "the secrets could not be encrypted for $recipient"
}

write_manifest() {
  cat >"$partial/MANIFEST" <<LINES
format=$BACKUP_FORMAT
created=$stamp
server=$(server_version)
store=$store
schema=$schema
executions=$executions
events=$events
open=$open
secrets=$($with_secrets && secrets_name "$recipient" || printf none)
LINES
}

# Everything is on the disk before the name says that it is whole.
finish() {
  seal "$partial"
  find "$partial" -print0 | xargs -0 sync
  mv -T "$partial" "$to/rcrewai-$stamp"
  partial=
  sync "$to"
  check_backup "$to/rcrewai-$stamp"
}

# Only after a backup that was just read whole, so the last good one never goes.
prune() {
  local path
  outdated "$to" "$keep_days" | while IFS= read -r path; do
    say "deleting $path, older than $keep_days days"
    rm -rf -- "$path"
  done
  find "$to" -maxdepth 1 -type d -name 'rcrewai-*Z.partial' -mmin +1440 -exec rm -rf -- {} +
}

stamp=$(date -u +%Y%m%dT%H%M%SZ)
check_options
if $dry_run; then
  plan
  exit
fi
mkdir -p "$to"
partial=$to/rcrewai-$stamp.partial
mkdir "$partial" || die "another backup is being made there"
trap '[ -z "$partial" ] || rm -rf -- "$partial"' EXIT
trap 'exit 130' INT TERM HUP
back_up_store
back_up_configuration
back_up_secrets
write_manifest
finish
prune
say "done: $(du -sh "$to/rcrewai-$stamp" | cut -f 1)"
printf '%s\n' "$to/rcrewai-$stamp"
