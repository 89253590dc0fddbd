#!/usr/bin/env bash
# Formats every Java file as the build's format test wants it (google-java-format, in place).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"

require_jdk
require_maven
mkdir -p "$root/target"
exports=()
for package in api code file parser tree util; do
  exports+=("--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
done
find "$root/src" -name '*.java' -print0 |
  xargs -0 java "${exports[@]}" -cp "$(test_classpath)" \
    com.google.googlejavaformat.java.Main --replace
