# shellcheck shell=bash
# The three parts of a restore. Sourced by restore.sh, whose variables these are; each part is checked
# before any is put back.
: "${root:?}" "${stage:=}" "${stamp:=}" "${backup:=}" "${force:=}" "${namespace:=}" "${secrets_dir:=}" "${store:=}"

# is_newer A B: whether version A comes after B. A snapshot counts as its release.
is_newer() {
  local a=${1%-SNAPSHOT} b=${2%-SNAPSHOT}
  [ "$a" != "$b" ] && [ "$(printf '%s\n%s\n' "$a" "$b" | sort -V | tail -n 1)" = "$a" ]
}

row() { printf '%-14s %12s %12s %12s\n' "$@"; }

# row_of NAME COUNTS: counts as the store's own functions print them, schema first.
row_of() {
  local name=$1 counts
  read -ra counts <<<"$2"
  row "$name" "${counts[@]:1}"
}

check_store() {
  local users
  [ -z "$namespace" ] || store_from_cluster
  open_store
  [ "$store" = "$(said store)" ] ||
    die "the backup is of a $(said store) store, the settings name $store"
  [ "$(said schema)" -le "$(schema_max)" ] ||
    die "the backup has schema $(said schema), these scripts know $(schema_max): use those of its server"
  dump=$backup/$(dump_name "$store")
  expected=$(count_dump "$dump") || die "the copy of the store cannot be read"
  [ "$expected" = "$(said schema) $(said executions) $(said events) $(said open)" ] ||
    die "the copy of the store is not what MANIFEST says it is"
  before=$(count_store) || die "the store cannot be read"
  row '' executions events 'not ended'
  row_of backup "$expected"
  row_of 'store before' "$before"
  users=$(nodes_of_store) || die "the store cannot be read"
  [ -z "$users" ] ||
    die "the store is in use by $users: stop every server first (one that was killed counts for LEASE_TTL)"
  [[ $before =~ ^[0-9]+\ 0\  ]] || $force ||
    die "the store has executions, which would be lost; --force puts the backup in their place"
}

restore_store() {
  local after
  say "putting back the $store store ..."
  fill_store "$dump" || die "the store could not be put back"
  after=$(count_store) || die "the store cannot be read"
  row_of 'store after' "$after"
  [ "$after" = "$expected" ] || die "the store has not what the backup has"
}

# Files and directories of the configuration, by their names in a backup, and where they belong.
config_places() {
  cat <<PLACES
server.yaml $(in_home "${SERVER_CONFIG:-conf/server.yaml}")
prices.yaml $(in_home "${LLM_PRICES:-conf/prices.yaml}")
crews $(in_home "${CREWS_DIR:-conf/crews}")
files $(in_home "${FILES_DIR:-conf/files}")
sandbox $(in_home "${SANDBOX_DIR:-conf/sandbox}")
PLACES
}

check_config() {
  local name place archive
  if [ -n "$namespace" ]; then
    [ -f "$backup/config/configmaps.json" ] || refuse "the backup's configuration is of no cluster"
    return
  fi
  [ ! -f "$backup/config/configmaps.json" ] ||
    refuse "the backup's configuration is of a cluster: --namespace, or --only store,secrets"
  mkdir "$stage/config"
  for archive in "$backup"/config/*.tar.gz; do
    [ -f "$archive" ] || continue
    name=$(basename "$archive" .tar.gz)
    mkdir "$stage/config/$name"
    tar -xpzf "$archive" -C "$stage/config/$name"
  done
  cp -p "$backup"/config/*.yaml "$stage/config" 2>/dev/null || true # there may be none
  while read -r name place; do
    if [ ! -e "$stage/config/$name" ]; then
      continue
    elif diff -rq "$place" "$stage/config/$name" >/dev/null 2>&1; then
      rm -rf "${stage:?}/config/$name"
    elif [ -e "$place" ] && ! $force; then
      die "$place is there and differs from the backup's; --force replaces it and keeps it beside"
    else
      say "would come from the backup: $place"
    fi
  done < <(config_places)
}

restore_config() {
  local name place
  if [ -n "$namespace" ]; then
    kube apply --server-side --force-conflicts --field-manager=rcrewai-restore \
      --filename "$backup/config/configmaps.json" >&2
    return
  fi
  while read -r name place; do
    [ -e "$stage/config/$name" ] || continue
    mkdir -p "$(dirname "$place")"
    rm -rf "$place.restored"
    cp -Rp "$stage/config/$name" "$place.restored"
    if [ -e "$place" ]; then
      mv -T "$place" "$place.before-$stamp"
    fi
    mv -T "$place.restored" "$place"
    say "put back $place"
  done < <(config_places)
  say "the server's environment was: $(tr '\n' ' ' <"$backup/config/environment")"
}

# The list goes through pipes only; that it can be decrypted is seen before anything is changed.
secrets_of_backup() { decrypted "$backup/$(said secrets)"; }

# What is there now, of the secrets that the backup has, as a list.
secrets_there() {
  local name text place
  if [ -n "$namespace" ]; then
    place=$(kube get secret "$SECRET" --ignore-not-found --output name) || return
    [ -z "$place" ] || secret_list
    return
  fi
  while read -r name text; do
    place=$(place_of_secret "$name")
    [ ! -f "$place" ] || printf '%s %s\n' "$name" "$(in_base64 <"$place")"
  done < <(secrets_of_backup)
}

place_of_secret() {
  case $1 in
    "$MADE_SECRET") printf '%s/jwt-secret' "$(in_home "${DATA_DIR:-data}")" ;;
    "$CONFIG_SECRET") in_home "${SERVER_CONFIG:-conf/server.yaml}" ;;
    *) printf '%s/%s' "$secrets_dir" "$1" ;;
  esac
}

check_secrets() {
  local there
  [ -n "$namespace$secrets_dir" ] ||
    refuse "where shall the secrets go? --secrets-dir or --namespace, or --only store,config"
  secrets_of_backup >/dev/null || die "the secrets cannot be decrypted with this key"
  there=$(secrets_there | cut -d ' ' -f 1 | tr '\n' ' ') || die "it cannot be seen which secrets are there"
  if [ -n "$there" ] && ! $force && ! same_secrets; then
    die "there are other secrets already (${there% }); --force replaces them"
  fi
}

same_secrets() {
  local of_backup there
  of_backup=$(secrets_of_backup | LC_ALL=C sort) || return
  there=$(secrets_there | LC_ALL=C sort) || return
  [ "$of_backup" = "$there" ]
}

restore_secrets() {
  local name text place
  if [ -n "$namespace" ]; then
    secrets_of_backup | put_secret >&2
  else
    mkdir -p "$secrets_dir"
    while read -r name text; do
      [[ $name =~ ^[A-Za-z][A-Za-z0-9._-]*$ ]] || die "'$name' is no name of a secret"
      place=$(place_of_secret "$name")
      mkdir -p "$(dirname "$place")"
      base64 -d <<<"$text" >"$place.restored"
      give_to_owner_of "$(dirname "$place")" "$place.restored"
      mv -T "$place.restored" "$place"
      say "put back $place"
    done < <(secrets_of_backup)
  fi
  same_secrets || die "the secrets are not what the backup has"
  say "the secrets are there, as the backup has them"
}
