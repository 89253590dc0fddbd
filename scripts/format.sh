#!/usr/bin/env bash
# Formats Java files as the build's format test wants them (google-java-format, in place): those that
# are not committed yet; with --all every one.
#
#   scripts/format.sh [--all]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib/jdk.sh
. "$root/scripts/lib/jdk.sh"
# shellcheck source=scripts/lib/build.sh
. "$root/scripts/lib/build.sh"

require_jdk
require_maven
mkdir -p "$root/target"
cd "$root"
exports=()
for package in api code file parser tree util; do
  exports+=("--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
done
if [ "${1:-}" = --all ]; then
  git ls-files -z -- 'src/*.java'
else
  { git diff -z --name-only --diff-filter=d HEAD -- 'src/*.java' &&
    git ls-files -z --others --exclude-standard -- 'src/*.java'; }
fi |
  xargs -0 -r java -XX:TieredStopAtLevel=1 "${exports[@]}" -cp "$(test_classpath)" \
    com.google.googlejavaformat.java.Main --replace
