#!/usr/bin/env bash
# Builds what is needed and starts the server in the foreground. Needs a JDK 25 and Maven, nothing else.
#
#   scripts/run.sh [options of `rcrewai serve`]
#
# Everything is configured by the environment (conf/server.yaml shows every key with its default).
# JAVA_OPTS are further options for the JVM. After scripts/train.sh it starts in half the time.
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
cd "$root"

read -ra java_opts <<<"${JAVA_OPTS:-}"
use_aot
# exec: signals reach the JVM, so that SIGTERM drains.
exec java "${jvm_options[@]}" ${java_opts[@]+"${java_opts[@]}"} -jar "$root/target/rcrewai.jar" serve "$@"
