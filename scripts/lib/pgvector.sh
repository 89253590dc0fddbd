# shellcheck shell=bash
# pgvector for the PostgreSQL of the tests, where the machine has none: Debian 12 has no package for its
# PostgreSQL 15, but Debian keeps the source. It is built in target/pgvector and the machine is left as
# it is; PostgresTree in the tests makes a server of it. Sourced by test.sh, with `root` set.
#   has_pgvector     whether the machine has it, or it was built
#   build_pgvector   fetches, checks and builds it
#   postgres_major   the version of that PostgreSQL

: "${root:?set it to the root of the repository}"

readonly PGVECTOR=pgvector_0.8.0.orig.tar.gz
readonly PGVECTOR_FROM=http://deb.debian.org/debian/pool/main/p/pgvector
readonly PGVECTOR_SHA256=867a2c328d4928a5a9d6f052cd3bc78c7d60228a9b914ad32aa3db88e9de27b0
pgvector=$root/target/pgvector

# The one that the tests take: that of the PATH, else Debian's newest. Links lead to it.
postgres_config() {
  local found
  found=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
  "$(dirname "$(readlink -f "$found")")/pg_config" "$@" 2>/dev/null
}

postgres_major() { postgres_config --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/'; }

has_pgvector() {
  local shared
  shared=$(postgres_config --sharedir) || return
  [ -f "$shared/extension/vector.control" ] ||
    [ -f "$pgvector/installed$shared/extension/vector.control" ]
}

# The server's headers, unpacked rather than installed: the package wants a compiler of its own and,
# where the machine is a little behind, another server.
fetch_headers() {
  local packages=("postgresql-server-dev-$(postgres_major)" libpq-dev) package
  rm -f ./*.deb
  apt-get download -q "${packages[@]}" ||
    { as_root apt-get update -q && apt-get download -q "${packages[@]}"; } || return
  for package in ./*.deb; do
    dpkg -x "$package" headers || return
  done
}

make_pgvector() {
  local headers options
  headers=$(postgres_config --includedir-server) || return
  curl -fsS --max-time 120 --retry 3 -o "$PGVECTOR" "$PGVECTOR_FROM/$PGVECTOR" || return
  echo "$PGVECTOR_SHA256  $PGVECTOR" | sha256sum -c || return
  rm -rf source headers installed && mkdir source || return
  tar -xzf "$PGVECTOR" -C source --strip-components 1 || return
  options=(--directory source "PG_CONFIG=$(postgres_config --bindir)/pg_config" OPTFLAGS= with_llvm=no)
  if [ ! -f "$headers/postgres.h" ]; then
    fetch_headers || return
    options+=("includedir_server=$PWD/headers$headers")
    options+=("CPPFLAGS=-I. -I$PWD/headers$headers -I$PWD/headers/usr/include/postgresql")
  fi
  make "${options[@]}" && make "${options[@]}" install "DESTDIR=$PWD/installed"
}

build_pgvector() {
  mkdir -p "$pgvector"
  (cd "$pgvector" && make_pgvector) >"$pgvector/log" 2>&1 || {
    tail -n 5 "$pgvector/log"
    return 1
  }
}
