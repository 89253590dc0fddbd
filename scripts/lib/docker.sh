# shellcheck shell=bash
# A Docker for scripts that need one. Sourced, with `work` set to a directory of the caller's own;
# what it says goes to stderr.
#   require_docker     uses the daemon that is there, else starts one of its own, on Debian as root
#   docker_may_run     call it when everything is built; containers are run from then on
#   at_host COMMAND…   runs it where the ports that containers publish are reached
#   stop_docker        ends a daemon of its own and deletes what it kept
#
# A daemon of its own builds in this machine's network and runs containers in a network of its own,
# so that this machine's firewall is left alone. From there nothing outside can be reached.

: "${work:?set it to an empty directory}"

own_docker=

require_docker() {
  if docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "No Docker daemon answers, or its compose is missing. One could be started by root on Debian." >&2
    return 1
  fi
  echo "No Docker answers here; starting one of its own." >&2
  { [ -x /usr/sbin/dockerd ] && command -v ip >/dev/null; } ||
    install_packages docker.io iptables iproute2 || return
  own_docker=$work/docker
  mkdir -p "$own_docker" "$work/bin" "$work/docker-config/cli-plugins"
  # Another client on the PATH may be too new for this daemon.
  ln -sf /usr/bin/docker "$work/bin/docker"
  export PATH="$work/bin:$PATH" DOCKER_CONFIG=$work/docker-config
  export DOCKER_HOST=unix://$own_docker/docker.sock
  add_docker_plugins && start_dockerd dockerd --bridge=none --iptables=false
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -q -o DPkg::Lock::Timeout=600 update &&
    apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"; } >&2
}

# compose and buildx: Debian 12 has none, the release after it has; taken from there, not installed.
add_docker_plugins() {
  docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
  local apt=$work/apt mirror package
  mirror=$(apt-get indextargets --format "\$(REPO_URI)" | grep -m 1 '/debian/$')
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" \
    >"$apt/sources.list"
  local options=(-q -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  (
    cd "$apt"
    apt-get "${options[@]}" update && apt-get "${options[@]}" download docker-compose docker-buildx
  ) >&2 || return
  for package in "$apt"/*.deb; do
    dpkg-deb -x "$package" "$apt/unpacked"
  done
  cp "$apt"/unpacked/usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins/"
}

start_dockerd() {
  setsid "$@" --data-root "$own_docker/data" --exec-root "$own_docker/exec" \
    --host "$DOCKER_HOST" --pidfile "$own_docker/pid" >>"$own_docker/log" 2>&1 </dev/null &
  local tries
  for ((tries = 0; tries < 120; tries++)); do
    docker info >/dev/null 2>&1 && return
    sleep 0.5
  done
  echo "dockerd does not answer:" >&2
  tail -n 20 "$own_docker/log" >&2
  return 1
}

end_dockerd() {
  local pid tries
  pid=$(cat "$own_docker/pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || return 0
  for ((tries = 0; tries < 120; tries++)); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.5
  done
  kill -KILL "$pid"
}

docker_may_run() {
  [ -n "$own_docker" ] || return 0
  end_dockerd
  # shellcheck disable=SC2016 # expanded by the inner shell
  start_dockerd unshare --net --mount bash -c 'ip link set lo up && exec dockerd "$@"' dockerd \
    --bip 172.31.240.1/24 --default-address-pool base=172.31.0.0/17,size=24
}

at_host() {
  if [ -n "$own_docker" ]; then
    nsenter --target "$(cat "$own_docker/pid")" --net -- "$@"
  else
    "$@"
  fi
}

stop_docker() {
  [ -n "$own_docker" ] || return 0
  end_dockerd
  findmnt --raw --noheadings --output TARGET | grep "^$own_docker/" | sort -r | xargs -r umount || true
  rm -rf "$own_docker"
}
