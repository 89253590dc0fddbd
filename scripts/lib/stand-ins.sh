# shellcheck shell=bash
# Images that cannot be pulled, made here. Sourced after jdk.sh and docker.sh, with `root` and `work`
# set, while images can be built.
#   have_image NAME   whether it is there, can be pulled, or could be made from docker/stand-ins

: "${root:?set it to the root of the repository}" "${work:?set it to an empty directory}"

readonly STAND_IN_BASE=debian:bookworm-slim
stand_ins=()

have_image() {
  docker image inspect "$1" >/dev/null 2>&1 && return
  timeout 300 docker pull --quiet "$1" >/dev/null 2>&1 && return
  local target
  case $1 in
    eclipse-temurin:*) target=jre ;;
    maven:*) target=maven ;;
    postgres:* | redis:* | nginx:*) target=${1%%:*} ;;
    prom/prometheus:*) target=prometheus ;;
    prom/alertmanager:*) target=alertmanager ;;
    *) return 1 ;;
  esac
  echo "$1 cannot be pulled; making a stand-in" >&2
  stand_in_context || return
  docker buildx build --load --progress plain --network host --target "$target" --tag "$1" \
    "$work/stand-ins" >"$work/stand-in-$target.log" 2>&1 || {
    tail -n 20 "$work/stand-in-$target.log" >&2
    return 1
  }
  stand_ins+=("$1")
}

# What they are made from: a minimal Debian, this machine's JDK, and a JRE cut from it.
stand_in_context() {
  [ ! -d "$work/stand-ins" ] || return 0
  command -v mmdebstrap >/dev/null || install_packages mmdebstrap || return
  local base=$root/target/container-test/debian.tar jre=$work/stand-ins/jre modules
  if [ ! -f "$base" ]; then
    mkdir -p "${base%/*}"
    mmdebstrap --quiet --format=tar --variant=minbase --include=ca-certificates bookworm "$base.new" >&2 || return
    mv "$base.new" "$base"
  fi
  docker import "$base" "$STAND_IN_BASE" >/dev/null || return
  require_jdk
  cp -r "$root/docker/stand-ins" "$work/stand-ins"
  # With its trusted authorities, which may be a link out of it.
  cp -r "$JAVA_HOME" "$work/stand-ins/jdk"
  rm -f "$work/stand-ins/jdk/lib/security/cacerts"
  cp -L "$JAVA_HOME/lib/security/cacerts" "$work/stand-ins/jdk/lib/security/"
  # What Temurin's JRE has: no compiler, no tools.
  modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.jfr,jdk.localedata
  modules=$modules,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.nio.mapmode
  modules=$modules,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs
  jlink --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --output "$jre"
}
