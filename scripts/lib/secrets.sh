# shellcheck shell=bash
# Secrets: a list with a line `NAME BASE64` for each, which exists in pipes only. Sourced after ops.sh.
#   local_secrets          the list of this machine's server: its environment and the files it names
#   encrypted RECIPIENT    the list on stdin, for that recipient
#   decrypted FILE         the list again; IDENTITY is the file with age's key
#   publish DIR NAME TEXT  exchanges files of the directory, all in one step

# Whoever adds a secret to the server's settings adds it here; a test compares.
SECRET_NAMES=(
  JWT_SECRET JWT_SECRET_PREVIOUS JWT_PUBLIC_KEY VAULT_TOKEN DATABASE_URL REDIS_URL LLM_CALLER_KEYS
  OPENAI_API_KEY ANTHROPIC_API_KEY GOOGLE_API_KEY AZURE_OPENAI_API_KEY OLLAMA_API_KEY
  WEBHOOK_SECRET WEBHOOK_SECRETS
  LLM_CREW_KEYS OTEL_EXPORTER_OTLP_TRACES_HEADERS SMTP_PASSWORD TOOL_SECRETS
)
# What the server makes for itself where it has no JWT_SECRET; it stays in DATA_DIR.
readonly MADE_SECRET=DATA_DIR.jwt-secret
# A server.yaml with secrets in it is one.
readonly CONFIG_SECRET=server.yaml

in_base64() { base64 | tr -d '\n'; }

local_secrets() {
  local name text made config
  for name in "${SECRET_NAMES[@]}"; do
    text=$(setting "$name") || return
    [ -z "$text" ] || printf '%s %s\n' "$name" "$(printf '%s' "$text" | in_base64)"
  done
  made=$(in_home "${DATA_DIR:-data}")/jwt-secret
  if [ -f "$made" ]; then
    text=$(in_base64 <"$made") || return
    printf '%s %s\n' "$MADE_SECRET" "$text"
  fi
  config=$(in_home "${SERVER_CONFIG:-conf/server.yaml}")
  if has_secrets "$config"; then
    text=$(in_base64 <"$config") || return
    printf '%s %s\n' "$CONFIG_SECRET" "$text"
  fi
}

has_secrets() {
  [ -f "$1" ] && grep -Eq \
    '^ +(jwt_secret|jwt_secret_previous|vault_token|database_url|redis_url|caller_keys|api_key|secrets?): *[^ #]' "$1"
}

encrypted() {
  case $1 in
    age1* | ssh-*) age --encrypt --recipient "$1" ;;
    *) gpg --batch --quiet --trust-model always --encrypt --recipient "$1" ;;
  esac
}

# The name of the encrypted list in a backup.
secrets_name() {
  case $1 in
    age1* | ssh-*) printf 'secrets.age' ;;
    *) printf 'secrets.gpg' ;;
  esac
}

require_encryption() {
  case $1 in
    age1* | ssh-*) require age age ;;
    *)
      require gpg gnupg
      gpg --batch --list-keys "$1" >/dev/null 2>&1 ||
        refuse "gpg has no public key of '$1' (age's recipients begin with age1 or ssh-)"
      ;;
  esac
}

decrypted() {
  case $1 in
    *.age)
      require age age
      [ -n "${IDENTITY:-}" ] || refuse "$1 is encrypted for age; --identity names the file with its key"
      age --decrypt --identity "$IDENTITY" "$1"
      ;;
    *.gpg)
      require gpg gnupg
      gpg --batch --quiet --decrypt "$1"
      ;;
  esac
}

# publish DIR NAME TEXT ...: these texts and the other files of DIR become a version, which all readers
# see at the same moment. DIR is kept as kubelet keeps a mounted Secret: NAME is a link to ..data/NAME,
# and ..data a link to one version.
publish() {
  local dir=$1 version file name old
  shift
  version=..$(date -u +%Y%m%dT%H%M%S).$$.$RANDOM
  mkdir "$dir/$version"
  for file in "$dir"/*; do
    [ ! -f "$file" ] || cp -p "$file" "$dir/$version/"
  done
  while [ $# -gt 0 ]; do
    printf '%s' "$2" >"$dir/$version/$1"
    shift 2
  done
  give_to_owner_of "$dir" "$dir/$version"
  sync "$dir/$version"/* "$dir/$version"
  old=$(readlink "$dir/..data" || true)
  link "$dir/..data" "$version"
  for file in "$dir/$version"/*; do
    name=$(basename "$file")
    [ "$(readlink "$dir/$name" || true)" = "..data/$name" ] || link "$dir/$name" "..data/$name"
  done
  sync "$dir"
  [ -z "$old" ] || rm -rf "${dir:?}/$old"
}

# link PATH TARGET: in one step, whatever was there.
link() {
  ln -s "$2" "$1.$$"
  mv -T "$1.$$" "$1"
}
