# shellcheck shell=bash
# Builds on demand. Sourced after jdk.sh, with `root` set to the repository's root; silent on stdout.
#   build_server     target/rcrewai.jar and target/lib, when a source is newer than the last build
#   test_classpath   prints the class path of the tests, compiled by the caller

: "${root:?set it to the root of the repository}"

server_is_built() {
  local built=$root/target/rcrewai.built
  [ -f "$root/target/rcrewai.jar" ] && [ -f "$built" ] &&
    [ -z "$(find "$root/pom.xml" "$root/src/main" -newer "$built" -print -quit)" ]
}

build_server() {
  server_is_built && return
  mkdir -p "$root/target"
  (
    # Two commands started at once must not build into the same directory.
    ! command -v flock >/dev/null || flock 9
    server_is_built && exit
    require_maven
    echo "Building RCrewAI; the first time takes a minute or two while Maven fetches libraries ..." >&2
    started=$SECONDS
    touch "$root/target/rcrewai.building"
    mvn -B -ntp -q -f "$root/pom.xml" -Dmaven.test.skip=true package >&2
    # The time of the start counts: a source saved meanwhile is newer and is built next time.
    mv "$root/target/rcrewai.building" "$root/target/rcrewai.built"
    echo "Built in $((SECONDS - started)) s." >&2
  ) 9>"$root/target/rcrewai.lock"
}

test_classpath() {
  local file=$root/target/test.classpath
  if [ ! -f "$file" ] || [ "$root/pom.xml" -nt "$file" ]; then
    mvn -B -ntp -q -f "$root/pom.xml" dependency:build-classpath \
      -Dmdep.includeScope=test -Dmdep.outputFile="$file" >&2
  fi
  printf '%s' "$root/target/test-classes:$root/target/classes:$(cat "$file")"
}
