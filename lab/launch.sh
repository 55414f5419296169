#!/usr/bin/env bash
# What every script at the root hands over to: finds Node 24, installs the packages once, runs lab/cli.ts.
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
script=$1
shift
min_node=24

fail() {
  echo "error: $*" >&2
  exit 1
}

# How this system installs a package, for messages.
install_command() {
  local manager
  for manager in 'apt-get install -y' 'dnf install' 'pacman -S' 'zypper install' 'apk add' 'brew install'; do
    if command -v "${manager%% *}" >/dev/null 2>&1; then
      [ "${manager%% *}" = brew ] || printf 'sudo '
      echo "$manager $1"
      return
    fi
  done
  echo "install $1"
}

is_new_enough() {
  local version
  version=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [ "$version" -ge "$min_node" ]
}

# Fresh: what npm wrote down last is newer than the lock file, or the lock file has not changed since.
is_installed() {
  local noted="$root/node_modules/.package-lock.json" stamp="$root/node_modules/.ticketlab-lock"
  [ -e "$noted" ] || return 1
  [ "$noted" -nt "$root/package-lock.json" ] || { [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(lock_sum)" ]; }
}

lock_sum() {
  cksum <"$root/package-lock.json"
}

install_packages() {
  local started=$SECONDS log
  command -v npm >/dev/null 2>&1 || fail "npm was not found; it comes with Node: $(install_command 'nodejs npm')"
  echo "  installing the npm packages, once: about 220 MB, less what npm's cache already has"
  log=$(mktemp)
  if ! (cd "$root" && npm ci --no-progress >"$log" 2>&1); then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail 'npm could not install the packages; check the network and run the same command again'
  fi
  rm -f "$log"
  lock_sum >"$root/node_modules/.ticketlab-lock"
  echo "ok install $((SECONDS - started)) s"
}

find_node() {
  local pinned="$root/node_modules/.bin/node" system
  if [ -x "$pinned" ] && "$pinned" -v >/dev/null 2>&1; then
    echo "$pinned"
    return
  fi
  system=$(command -v node || true)
  if [ -n "$system" ] && is_new_enough "$system"; then
    echo "$system"
    return
  fi
  fail "Node $min_node or newer is needed and the pinned one does not run here; install it from nodejs.org"
}

wants_help() {
  local arg
  for arg in "$@"; do
    case $arg in -h | --help | help) return 0 ;; esac
  done
  return 1
}

if ! is_installed; then
  if wants_help "$@"; then
    echo "Usage: ./$script [command]"
    echo "The packages are not installed yet: ./deploy.sh installs them and starts the lab; then --help tells all."
    exit 0
  fi
  install_packages
fi
node=$(find_node)
PATH="$root/node_modules/.bin:$PATH"
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-${TICKETLAB_HOME:-$root/.ticketlab}/cache/cli}
export PATH NODE_COMPILE_CACHE
exec "$node" --disable-warning=ExperimentalWarning "$root/lab/cli.ts" "$script" "$@"
