# shellcheck shell=bash
# The stores as the operators' scripts see them. Sourced after ops.sh. `open_store` decides which one
# it is by the server's own settings, then
#   dump_store FILE        a consistent copy of it, while servers run
#   count_dump FILE        what is in such a copy, as "schema executions events open"
#   count_store            what is in the store now, the same way; "0 0 0 0" where there is none
#   nodes_of_store         who uses it now; nothing where nobody does
#   fill_store FILE        puts a copy in the place of what is there
#   schema_max             the newest schema that these scripts and their server know
# `store` is its kind.
# Events are what journals have: seqs are contiguous, so the last ones add up to their number.

: "${root:?set it to the root of the repository}"
# shellcheck source=scripts/lib/sqlite.sh
. "$root/scripts/lib/sqlite.sh"
# shellcheck source=scripts/lib/postgres.sh
. "$root/scripts/lib/postgres.sh"
# shellcheck source=scripts/lib/redis.sh
. "$root/scripts/lib/redis.sh"

open_store() {
  local database_url redis_url
  database_url=$(setting DATABASE_URL)
  redis_url=$(setting REDIS_URL)
  store=$(printf '%s' "${STORE:-}" | tr '[:upper:]' '[:lower:]')
  if [ -z "$store" ]; then
    if [ -n "$database_url" ]; then
      store=postgres
    elif [ -n "$redis_url" ]; then
      store=redis
    else
      store=sqlite
    fi
  fi
  case $store in
    sqlite) open_sqlite "$(in_home "${DATA_DIR:-data}")" ;;
    postgres)
      [ -n "$database_url" ] || refuse "STORE is postgres and DATABASE_URL is not set"
      open_postgres "$database_url"
      ;;
    redis)
      [ -n "$redis_url" ] || refuse "STORE is redis and REDIS_URL is not set"
      open_redis "$redis_url"
      ;;
    *) refuse "STORE is '$store'; expected sqlite, postgres or redis" ;;
  esac
}

dump_store() { "dump_$store" "$@"; }
count_dump() { "count_${store}_dump" "$@"; }
count_store() { "count_$store"; }
nodes_of_store() { "nodes_of_$store"; }
fill_store() { "fill_$store" "$@"; }

# Raised with the server's migrations; a test compares.
schema_max() {
  case $store in
    sqlite) printf 6 ;;
    postgres) printf 7 ;;
    redis) printf 1 ;;
  esac
}

# The name of a copy in a backup, by the kind of store.
dump_name() {
  case $1 in
    sqlite) printf 'store.db' ;;
    postgres) printf 'store.dump' ;;
    redis) printf 'store.rdb' ;;
    *) return 1 ;;
  esac
}
