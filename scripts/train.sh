#!/usr/bin/env bash
# Makes target/rcrewai.aot, with which scripts/run.sh starts in half the time: classes are there
# linked, and the JVM knows from a first life what it will have to compile. Made anew after each build.
#
#   scripts/train.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"
# shellcheck source=scripts/lib/jvm.sh
. "$root/scripts/lib/jvm.sh"

require_jdk
build_server
train_server
