# shellcheck shell=bash
# Finds what the build needs. Sourced, never run; everything it says goes to stderr.
#   require_jdk     sets JAVA_HOME to a JDK 25 and puts its bin first in PATH
#   require_maven   checks that there is a mvn, and keeps its JVM quiet
# Both end the calling script with status 2 and say what to install where nothing is found.

readonly JDK_MAJOR=25

# Every directory that may hold a JDK, best first, one a line.
jdk_candidates() {
  local javac
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  if javac=$(command -v javac); then
    javac=$(readlink -f "$javac")
    printf '%s\n' "${javac%/bin/javac}"
  fi
  printf '%s\n' /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.jdks/*/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$JDK_MAJOR" 2>/dev/null || true
  fi
}

is_jdk() {
  [ -x "$1/bin/javac" ] && grep -Eqs "^JAVA_VERSION=\"$JDK_MAJOR(\.|\")" "$1/release"
}

require_jdk() {
  local home
  while IFS= read -r home; do
    if is_jdk "$home"; then
      export JAVA_HOME=$home PATH="$home/bin:$PATH"
      return
    fi
  done < <(jdk_candidates)
  cat >&2 <<WORDS
RCrewAI needs a JDK $JDK_MAJOR and found none in JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks
or /Library/Java/JavaVirtualMachines. Install one, for example:
  any system       https://adoptium.net/temurin/releases/?version=$JDK_MAJOR
  Debian, Ubuntu   apt-get install openjdk-$JDK_MAJOR-jdk-headless   (recent releases)
  Fedora           dnf install java-$JDK_MAJOR-openjdk-devel
  macOS            brew install --cask temurin@$JDK_MAJOR
  SDKMAN           sdk install java $JDK_MAJOR-tem
or set JAVA_HOME to one. Other JDKs may stay; nothing else is changed.
WORDS
  exit 2
}

require_maven() {
  if ! command -v mvn >/dev/null; then
    cat >&2 <<'WORDS'
RCrewAI is built with Apache Maven (3.8.7 or newer) and there is no mvn in PATH. Install it, for example:
  Debian, Ubuntu   apt-get install maven
  Fedora           dnf install maven
  macOS            brew install maven
  any system       https://maven.apache.org/download.cgi
WORDS
    exit 2
  fi
  # Maven's own libraries make a JDK 25 warn about native code and sun.misc.Unsafe, and Debian's
  # build of it writes escape codes into pipes.
  local quiet="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
  export MAVEN_OPTS="$quiet -Djansi.noreset=true ${MAVEN_OPTS:-}"
}
