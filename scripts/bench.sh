#!/usr/bin/env bash
# Prints the throughput of POST /execute beside a bare Vert.x server that does the least it can.
#
#   scripts/bench.sh [--connections 64] [--warmup 5] [--seconds 10] [--rounds 2]
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
exec java -cp "$(test_classpath)" dev.rcrewai.bench.Bench --home "$root" "$@"
