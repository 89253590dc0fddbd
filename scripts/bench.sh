#!/usr/bin/env bash
# Prints the throughput of POST /execute beside a bare Vert.x server that does the least it can.
#
#   scripts/bench.sh [--connections 64] [--warmup 5] [--seconds 10] [--rounds 2]
#
# Or, what executions lose while every call to another provider hangs:
#
#   scripts/bench.sh dead-provider [--hanging 300] [--per-second 20] [--connections 8] ...
#
# Or, what slow readers of event streams cost the others, and the server's memory (six minutes):
#
#   scripts/bench.sh slow-readers [--streams 5000] [--slow-of 5] [--rounds 2]
#
# Takes about a minute. Figures are worth something on a machine that does nothing else.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"

require_jdk
require_maven
build_server
echo "Compiling the benchmark ..." >&2
mvn -B -ntp -q -f "$root/pom.xml" test-compile >&2
bench=dev.rcrewai.bench.Bench
case ${1:-} in
  dead-provider)
    bench=dev.rcrewai.bench.DeadProviderBench
    shift
    ;;
  slow-readers)
    bench=dev.rcrewai.bench.SlowReadersBench
    shift
    ;;
esac
exec java -cp "$(test_classpath)" "$bench" --home "$root" "$@"
