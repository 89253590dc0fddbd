# shellcheck shell=bash
# The PostgreSQL store, as DATABASE_URL names it. Sourced by store.sh.

# Splits the URL: the password is passed on unseen, and `search_path` is no parameter of libpq.
open_postgres() {
  local url=$1 scheme user rest query='' parameter
  [[ $url =~ ^(postgres(ql)?://)([^/@]+@)([^?]+)(\?(.*))?$ ]] ||
    refuse "DATABASE_URL cannot be read; expected postgresql://user:password@host:port/database"
  scheme=${BASH_REMATCH[1]} user=${BASH_REMATCH[3]%@} rest=${BASH_REMATCH[4]}
  local parameters=${BASH_REMATCH[6]:-}
  postgres_password=
  [[ $user != *:* ]] || postgres_password=$(percent_decoded "${user#*:}")
  postgres_schema=
  while IFS= read -r -d '&' parameter; do
    case $parameter in
      '') ;;
      search_path=*) postgres_schema=$(percent_decoded "${parameter#*=}") ;;
      *) query+="&$parameter" ;;
    esac
  done <<<"$parameters&"
  postgres_schema=${postgres_schema%%,*}
  [[ $postgres_schema =~ ^[a-z0-9_]*$ ]] ||
    refuse "the search_path of DATABASE_URL begins with '$postgres_schema'; expected a plain name"
  postgres_url="$scheme${user%%:*}@$rest?connect_timeout=10$query"
  if is_here; then
    require psql postgresql-client
    require pg_dump postgresql-client
  fi
}

percent_decoded() {
  local text=${1//\\/\\\\}
  printf '%b' "${text//%/\\x}"
}

postgres() { run_with_secret PGPASSWORD "$postgres_password" "$@"; }

postgres_query() {
  postgres psql -X -A -t -q -F ' ' -v ON_ERROR_STOP=1 -d "$postgres_url" -c "$1" </dev/null
}

# A table of ours, by the schema of the URL.
table() { printf '%s' "${postgres_schema:+$postgres_schema.}$1"; }

# Without extensions, but for the one that every database has: no table of ours needs pgvector, the
# server looks for it by itself, and who restores need be neither its owner nor have it.
dump_postgres() {
  postgres pg_dump --format=custom --extension=plpgsql --no-owner --no-privileges --lock-wait-timeout=60s \
    ${postgres_schema:+--schema="$postgres_schema"} -d "$postgres_url" </dev/null >"$1"
}

# Reads the copy whole. What is counted is in it for sure, whatever the database has by now.
count_postgres_dump() {
  require pg_restore postgresql-client
  pg_restore --data-only --file=- "$1" | LC_ALL=C awk -F '\t' '
    /^COPY / {
      split($0, words, /[ .]/)
      rows = $0 ~ /^COPY ([^ ]+\.)?executions \(/ ? "executions" : \
        $0 ~ /^COPY ([^ ]+\.)?schema_version \(/ ? "schema" : "others"
      columns = $0; sub(/^[^(]*\(/, "", columns); sub(/\).*/, "", columns)
      count = split(columns, names, ", ")
      for (i = 1; i <= count; i++) at[names[i]] = i
      next
    }
    /^\\\.$/ { rows = ""; next }
    rows == "schema" && $at["version"] > schema { schema = $at["version"] }
    rows == "executions" {
      executions++
      events += $at["last_seq"]
      if ($at["ended_at"] == "\\N") open++
    }
    END { printf "%d %d %d %d\n", schema, executions, events, open }'
}

count_postgres() {
  if [ -z "$(postgres_query "SELECT to_regclass('$(table executions)')")" ]; then
    echo "0 0 0 0"
    return
  fi
  postgres_query "SELECT (SELECT max(version) FROM $(table schema_version)), count(*),
      coalesce(sum(last_seq), 0), count(*) FILTER (WHERE ended_at IS NULL)
    FROM $(table executions)"
}

nodes_of_postgres() {
  if [ -n "$(postgres_query "SELECT to_regclass('$(table nodes)')")" ]; then
    postgres_query "SELECT string_agg('node ' || node, ', ') FROM $(table nodes)
      WHERE expires_at >= clock_timestamp()"
  fi
}

# All of it or nothing: where one statement fails, what was there stays.
fill_postgres() {
  postgres pg_restore --no-owner --no-privileges --clean --if-exists --single-transaction \
    --exit-on-error -d "$postgres_url" <"$1"
}
