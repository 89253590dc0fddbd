# shellcheck shell=bash
# What the operators' scripts share. Sourced with `root` set to the repository's root.
#   usage                  prints the comment at the head of the calling script
#   say, warn, die         progress; a warning; the end with status 1; all to stderr
#   refuse                 the end with status 2: the command line or the settings are wrong
#   takes_value OPTION ... refuses an option of the command line whose value is missing
#   require TOOL PACKAGE   ends where the tool is missing
#   setting NAME DEFAULT   as the server sees it: NAME, the file that NAME_FILE names, or DEFAULT
#   no_settings_in_file    refuses to guess where only server.yaml says where things are
#   in_home PATH           from the repository's root where it is relative
#   server_version         of the server that these scripts belong to
#   give_to_owner_of DIR   files that root made there, for the server that owns the directory
#   run_with_secret        runs a command with a secret that no list of processes shows

set -euo pipefail
umask 077
: "${root:?set it to the root of the repository}"

# Words that stand before each client of the store; set by --via.
via=()
is_here() { [ ${#via[@]} = 0 ]; }

usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0" | sed '/^set -/d'; }
say() { printf '%s\n' "$*" >&2; }
warn() { say "WARNING: $*"; }
die() {
  say "FAILED: $*"
  exit 1
}
refuse() {
  say "$(basename "$0"): $*"
  exit 2
}

takes_value() {
  [ -n "${2:-}" ] || refuse "$1 needs a value; see --help"
}

require() {
  command -v "$1" >/dev/null || refuse "$1 is not installed (Debian's package $2)"
}

setting() {
  local name=$1 file=${1}_FILE
  if [ -n "${!name:-}" ]; then
    printf '%s' "${!name}"
  elif [ -n "${!file:-}" ]; then
    cat "${!file}" || refuse "$file names '${!file}', which cannot be read"
  else
    printf '%s' "${2:-}"
  fi
}

# The scripts read the environment and no YAML: what is set there alone would be overlooked in silence.
no_settings_in_file() {
  local file key name
  file=$(in_home "${SERVER_CONFIG:-conf/server.yaml}")
  [ -f "$file" ] || return 0
  while read -r key name; do
    if grep -Eq "^ +${key}(_file)?: *[^ #]" "$file" && [ -z "$(setting "$name")" ]; then
      refuse "$file sets $key; these scripts read the environment only: export $name, too"
    fi
  done <<'PAIRS'
kind STORE
data_dir DATA_DIR
database_url DATABASE_URL
redis_url REDIS_URL
files_dir FILES_DIR
prices LLM_PRICES
dir CREWS_DIR
PAIRS
}

in_home() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$root/$1" ;;
  esac
}

server_version() {
  sed -n 's#^  <version>\(.*\)</version>.*#\1#p' "$root/pom.xml" | head -n 1
}

give_to_owner_of() {
  [ "$(id -u)" != 0 ] || chown -R --reference="$1" "${@:2}"
}

# run_with_secret NAME SECRET COMMAND ...: runs it where --via leads. The secret goes in as the first
# line of stdin, before what is on this one's; no argument has it.
run_with_secret() {
  local name=$1 secret=$2
  shift 2
  # shellcheck disable=SC2016 # expanded by the shell over there
  { printf '%s\n' "$secret" && cat; } | ${via[@]+"${via[@]}"} \
    sh -c 'IFS= read -r secret; [ -z "$secret" ] || export "$0=$secret"; unset secret; exec "$@"' \
    "$name" "$@"
}
