#!/usr/bin/env bash
# Proves that nothing accepted is lost: three nodes on a real PostgreSQL, then on a real Redis, run
# executions while nodes are killed, paused and restarted, and their store is killed too.
#
#   scripts/fault-drill.sh [--store postgres|redis|both] [--executions 2000] [--seed N] [--minutes 5]
#
# Prints the schedule of faults, which a seed reproduces, and at the end figures and every broken
# promise; ends with 0 where there is none. Needs initdb and postgres, and redis-server, from
# packages; servers, data and ports are its own, and go with it. docs/operations/fault-drills.md
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"

require_jdk
require_maven
echo "Compiling the server and its drills ..." >&2
mvn -B -ntp -q -f "$root/pom.xml" test-compile >&2
# Without what is missing here a drill fails; it never passes by being skipped.
CI=true exec java --enable-native-access=ALL-UNNAMED -cp "$(test_classpath)" \
  dev.rcrewai.drill.FaultDrillCommand "$@"
