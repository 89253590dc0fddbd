# shellcheck shell=bash
# How the JVM runs a server here. Sourced after jdk.sh and build.sh, with `root` set.
#   aot_cache       the file that `scripts/train.sh` makes
#   jvm_options     options of `java`, the cache among them once it is there and not older than the jar
#   train_server    makes it

: "${root:?set it to the root of the repository}"
aot_cache=$root/target/rcrewai.aot
# The cache fits one layout of objects and one collector: its training has the same as the server.
# The cached adapters of JDK 25 warn at each start that one of them does not fit, and save nothing.
# Huge methods, trimming: docker/java.options says why.
jvm_options=(
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
  -XX:+UseCompactObjectHeaders
  -XX:+UnlockDiagnosticVMOptions
  -XX:-AOTAdapterCaching
  -XX:-DontCompileHugeMethods
  -XX:TrimNativeHeapInterval=5000
  -XX:+ExitOnOutOfMemoryError
  -Drcrewai.home="$root"
)

aot_is_trained() { [ "$aot_cache" -nt "$root/target/rcrewai.jar" ]; }

use_aot() { ! aot_is_trained || jvm_options+=("-XX:AOTCache=$aot_cache"); }

train_server() {
  aot_is_trained && return
  echo "Training the AOT cache; half a minute ..." >&2
  rm -f "$aot_cache"
  bash "$root/docker/train" "$aot_cache.new" java "${jvm_options[@]}" -jar "$root/target/rcrewai.jar" >&2
  mv "$aot_cache.new" "$aot_cache"
}
