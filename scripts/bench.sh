#!/usr/bin/env bash
# Measures the server on one core, every figure beside that of a bare Vert.x server in the same run.
#
#   scripts/bench.sh [SCENARIO ...] [--full] [--record]      options: scripts/bench.sh --help
#
#   no-latency      POST /execute, one chat, a model that answers at once; 1, 64 and 512 callers
#   slow-provider   the same with a model that takes 2 s; 1,000 and 5,000 in flight, in 512 MiB
#   steps           a crew of four tasks with a tool each, beside as many bare calls
#   start           from nothing to ready, and the memory of a server that has nothing to do
#
# These four where none is named, in about ten minutes. The others:
#
#   watched         executions read along as event streams, beside such that are awaited
#   stores          SQLite, Redis and PostgreSQL, which must be installed
#   nodes           three nodes on one Redis
#   tracing         with and without traces, in turn
#   growth          with 10,000 and 100,000 executions stored; 1,000,000 with --full
#   mixed           memory and open files under short and long crews; 15 minutes with --full
#   overload        ten times what the server can take
#
#   dead-provider   what executions lose while every call to another provider hangs
#   slow-readers    what slow readers of event streams cost the others (six minutes)
#   micro           the hot pure parts alone, by JMH, whose options follow: micro -f 1 -prof gc
#
# --record adds the table to docs/performance.md, which says how to read it. Figures are worth something
# on a machine that does nothing else, and then as ratios.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"
# shellcheck source=scripts/lib/jvm.sh
. "$root/scripts/lib/jvm.sh"

require_jdk
require_maven
build_server
echo "Compiling the benchmark ..." >&2
mvn -B -ntp -q -f "$root/pom.xml" test-compile >&2

bench=Bench
case ${1:-} in
  micro)
    shift
    exec java --enable-native-access=ALL-UNNAMED -cp "$(test_classpath)" org.openjdk.jmh.Main "$@"
    ;;
  dead-provider) bench=DeadProviderBench && shift ;;
  slow-readers) bench=SlowReadersBench && shift ;;
  *)
    for tool in wrk taskset; do
      command -v "$tool" >/dev/null || {
        echo "bench.sh: $tool is not installed (Debian's packages wrk and util-linux)" >&2
        exit 2
      }
    done
    ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)" # a connection is an open file
    train_server
    cores=$(nproc)
    # Core 0 is the servers', which the benchmark moves there once they are warm.
    [ "$cores" = 1 ] || others=(taskset -c "1-$((cores - 1))")
    ;;
esac
exec ${others[@]+"${others[@]}"} java --enable-native-access=ALL-UNNAMED ${cores:+"-Dbench.cores=$cores"} \
  "-Dbench.jar=$root/target/rcrewai.jar" -cp "$(test_classpath)" \
  "dev.rcrewai.bench.$bench" --home "$root" "$@"
