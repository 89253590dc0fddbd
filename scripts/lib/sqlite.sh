# shellcheck shell=bash
# The embedded store: the file executions.db in DATA_DIR. Sourced by store.sh.

open_sqlite() {
  require sqlite3 sqlite3
  is_here || refuse "--via is for PostgreSQL and Redis; run this where DATA_DIR is"
  data_dir=$1
}

# One read transaction: the server goes on writing beside it.
dump_sqlite() {
  [ -f "$data_dir/executions.db" ] || die "there is no store in $data_dir; is DATA_DIR right?"
  sqlite3 -readonly -bail "$data_dir/executions.db" ".timeout 10000" \
    "VACUUM INTO '${1//\'/\'\'}'"
}

count_sqlite_dump() {
  local sound
  sound=$(sqlite3 -readonly -bail "$1" 'PRAGMA integrity_check(1)') || return
  [ "$sound" = ok ] || die "the copy of the database is damaged: $sound"
  sqlite_counts "$1"
}

sqlite_counts() {
  sqlite3 -readonly -bail -separator ' ' "$1" ".timeout 10000" \
    "SELECT (SELECT user_version FROM pragma_user_version), count(*), coalesce(sum(last_seq), 0),
       coalesce(sum(status IN ('queued', 'running', 'waiting')), 0) FROM executions"
}

count_sqlite() {
  if [ -s "$data_dir/executions.db" ]; then
    sqlite_counts "$data_dir/executions.db"
  else
    echo "0 0 0 0"
  fi
}

# The lock file says who has the directory; a server that was killed could not take that back.
nodes_of_sqlite() {
  local holder pid host
  holder=$(tr -d '\0' 2>/dev/null <"$data_dir/lock" || true)
  [[ $holder =~ ^process\ ([0-9]+)\ on\ ([^ ]+) ]] || return 0
  pid=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]}
  if [ "$host" != "$(uname -n)" ] || kill -0 "$pid" 2>/dev/null; then
    printf '%s (if it is gone, remove %s)' "$holder" "$data_dir/lock"
  fi
}

fill_sqlite() {
  mkdir -p "$data_dir"
  cp "$1" "$data_dir/executions.db.restored"
  give_to_owner_of "$data_dir" "$data_dir/executions.db.restored"
  sync "$data_dir/executions.db.restored"
  # Recent writes of the old file must not be taken for the new one's.
  rm -f "$data_dir/executions.db" "$data_dir/executions.db-wal" "$data_dir/executions.db-shm"
  mv "$data_dir/executions.db.restored" "$data_dir/executions.db"
  sync "$data_dir"
}
