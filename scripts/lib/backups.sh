# shellcheck shell=bash
# Backups on the disk: directories that have their name only once they are whole. Sourced after ops.sh.
#   check_backup DIR       ends with what is wrong with it, or sets `manifest` to what it says of itself
#   said NAME              one line of `manifest`
#   seal DIR               writes the checksums of all its files
#   outdated DIR DAYS      the backups in DIR that are older than so many days

readonly BACKUP_FORMAT=1
readonly BACKUP_NAME='^rcrewai-([0-9]{8})T([0-9]{2})([0-9]{2})([0-9]{2})Z$'

seal() (
  cd "$1" || exit
  # shellcheck disable=SC2094 # find does not name the file that is written
  find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS
)

check_backup() {
  local dir=$1
  [ -d "$dir" ] || refuse "there is no backup at '$dir'"
  [[ $(basename "$(realpath "$dir")") =~ $BACKUP_NAME ]] ||
    die "$dir is no backup of ours, or was not finished (its name tells)"
  [[ -f $dir/MANIFEST && -f $dir/SHA256SUMS ]] || die "$dir has no MANIFEST or no SHA256SUMS"
  (cd "$dir" && sha256sum --check --strict --quiet SHA256SUMS >&2) ||
    die "$dir is not what it was when it was made: checksums differ"
  [ "$(cd "$dir" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort)" = \
    "$(cut -c 67- "$dir/SHA256SUMS" | LC_ALL=C sort)" ] ||
    die "$dir has files that were not in it when it was made"
  manifest=$(cat "$dir/MANIFEST")
  [ "$(said format)" = "$BACKUP_FORMAT" ] ||
    die "$dir has format '$(said format)'; these scripts know $BACKUP_FORMAT: use those of server $(said server)"
}

said() { sed -n "s/^$1=//p" <<<"$manifest"; }

outdated() {
  local dir=$1 oldest path
  oldest=$(date -u -d "-$2 days" +%Y%m%dT%H%M%SZ)
  for path in "$dir"/rcrewai-*; do
    [[ $(basename "$path") =~ $BACKUP_NAME && -f $path/MANIFEST ]] || continue
    [[ ! $(basename "$path") < "rcrewai-$oldest" ]] || printf '%s\n' "$path"
  done
}
