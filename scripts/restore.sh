#!/usr/bin/env bash
# Puts a backup back: the store, then the configuration, then the secrets.
#
#   scripts/restore.sh BACKUP [options]
#
#   --only PARTS        of store,config,secrets; all that the backup has
#   --force             over a store that has executions, and over other configuration or secrets
#   --identity FILE     the private key of age (gpg finds its own)
#   --secrets-dir DIR   where the secrets go, a file for each
#   --via WORDS         runs the store's own client there, as for backup.sh
#   --namespace NS      puts configuration and secrets into Kubernetes instead of files
#   --dry-run           checks the backup and says what is in it and in the store; changes nothing
#
# Where things go is what the server's settings in the environment name, as for backup.sh. Refuses a
# backup whose checksums differ or that a newer server wrote, and a store that a server uses. Prints
# what was in the store before, and what is in it afterwards; ends with 0 only where that is what the
# backup has. docs/operations/backup-and-restore.md
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
# shellcheck source=scripts/lib/restored.sh
. "$root/scripts/lib/restored.sh"

backup=
only=store,config,secrets
force=false
dry_run=false
secrets_dir=
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit ;;
    --force) force=true ;;
    --dry-run) dry_run=true ;;
    --only) takes_value "$@" && only=$2 && shift ;;
    --identity) takes_value "$@" && IDENTITY=$2 && shift ;;
    --secrets-dir) takes_value "$@" && secrets_dir=$2 && shift ;;
    --via) takes_value "$@" && read -ra via <<<"$2" && shift ;;
    --namespace) takes_value "$@" && namespace=$2 && shift ;;
    -*) refuse "unknown option '$1'; see --help" ;;
    *)
      [ -z "$backup" ] || refuse "one backup at a time"
      backup=${1%/}
      ;;
  esac
  shift
done
[ -n "$backup" ] || refuse "which backup? See --help"
[[ $only =~ ^(store|config|secrets)(,(store|config|secrets))*$ ]] ||
  refuse "--only is '$only'; expected some of store,config,secrets"

wants() { [[ ,$only, == *",$1,"* ]]; }

# Everything that can be known before anything is changed.
check() {
  check_backup "$backup"
  ! is_newer "$(said server)" "$(server_version)" ||
    die "server $(said server) wrote this backup, these scripts are of $(server_version): use its own"
  say "$backup is whole: server $(said server), $(said store) store, schema $(said schema)"
  if [ -n "$namespace" ]; then
    require_cluster
  else
    no_settings_in_file
  fi
  if [ "$(said secrets)" = none ]; then
    say "  it was made without secrets"
    only=${only//secrets/}
  fi
  if wants secrets; then check_secrets; fi
  if wants config; then check_config; fi
  if wants store; then check_store; fi
}

stage=$(mktemp -d)
trap 'rm -rf -- "$stage"' EXIT
trap 'exit 130' INT TERM HUP
stamp=$(date -u +%Y%m%dT%H%M%SZ)
check
if $dry_run; then
  say "nothing was changed"
  exit
fi
if wants store; then restore_store; fi
if wants config; then restore_config; fi
if wants secrets; then restore_secrets; fi
say "done"
