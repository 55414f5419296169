#!/usr/bin/env bash
# What every script at the root hands over to: finds Node 24, installs the packages once, runs lab/cli.ts.
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
script=$1
shift
min_node=24
min_java=17

fail() {
  echo "error: $*" >&2
  exit 1
}

# The package manager that this system has; nothing where it is none of these.
package_manager() {
  local manager
  for manager in apt-get dnf pacman zypper apk brew; do
    if command -v "$manager" >/dev/null 2>&1; then
      echo "$manager"
      return
    fi
  done
}

# How this system installs a package, for messages.
install_command() {
  case $(package_manager) in
    apt-get) echo "sudo apt-get install -y $1" ;;
    dnf) echo "sudo dnf install $1" ;;
    pacman) echo "sudo pacman -S $1" ;;
    zypper) echo "sudo zypper install $1" ;;
    apk) echo "sudo apk add $1" ;;
    brew) echo "brew install $1" ;;
    *) echo "install $1" ;;
  esac
}

# The package that brings Java, by package manager and the release of the system.
java_package() {
  local ID='' VERSION_ID=0
  # shellcheck disable=SC1091
  [ ! -r /etc/os-release ] || . /etc/os-release
  case $1:$ID:${VERSION_ID%%.*} in
    apt-get:debian:1[3-9] | apt-get:ubuntu:2[4-9]) echo openjdk-21-jre-headless ;;
    dnf:fedora:*) echo java-latest-openjdk-headless ;;
    dnf:*) echo java-17-openjdk-headless ;;
    pacman:*) echo jre-openjdk-headless ;;
    zypper:*) echo java-21-openjdk-headless ;;
    apk:*) echo openjdk17-jre-headless ;;
    brew:*) echo openjdk ;;
    *) echo openjdk-17-jre-headless ;;
  esac
}

# Of deploy.sh, only `up`, its default command, starts stores; Kafka and MongoDB are the ones in Java.
starts_java_stores() {
  [ "$script" = deploy.sh ] || return 1
  case ${1-up} in up | -*) ;; *) return 1 ;; esac
  [ -z "${KAFKA_BROKERS-}" ] || [ -z "${MONGODB_URL-}" ]
}

# Before the long installation, not after it: `up` looks again, and closer.
check_java() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java problem="Java $min_java or newer is needed" banner
  if ! command -v "$java" >/dev/null 2>&1; then
    problem+=' and was not found.'
  elif ! banner=$("$java" -version 2>&1) || ! [[ $banner =~ version\ \"(1\.)?([0-9]+) ]]; then
    problem="$java does not answer to -version."
  elif [ "${BASH_REMATCH[2]}" -lt "$min_java" ]; then
    problem+="; $java is Java ${BASH_REMATCH[2]}."
  else
    return 0
  fi
  fail "$problem Install it: $(install_command "$(java_package "$(package_manager)")")"
}

is_new_enough() {
  local version
  version=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  [ "$version" -ge "$min_node" ]
}

noted=$root/node_modules/.package-lock.json

# Fresh: what npm wrote down last is newer than the lock file, or the lock file has not changed since.
is_installed() {
  local stamp="$root/node_modules/.ticketlab-lock"
  [ -e "$noted" ] || return 1
  [ "$noted" -nt "$root/package-lock.json" ] || { [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(lock_sum)" ]; }
}

lock_sum() {
  cksum <"$root/package-lock.json"
}

install_packages() {
  local started=$SECONDS log why='once'
  command -v npm >/dev/null 2>&1 || fail "npm was not found; it comes with Node: $(install_command 'nodejs npm')"
  [ ! -e "$noted" ] || why='since package-lock.json has changed'
  echo "  installing the npm packages, $why: about 240 MB, less what npm's cache already has"
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

lock=$root/.ticketlab/install.lock

# When a process began, which tells it from others that get its number later; nothing when there is none.
process_start() {
  local stat
  if [ -d /proc/self ]; then
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # what follows the name: state first, the start as 20th; a zombie runs no more
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" = Z ] || echo "${20}"
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -dc '[:alnum:]'
  fi
}

# Who is installing, as number.start; nothing when nobody has signed the lock.
lock_owner() {
  local signed
  for signed in "$lock"/owner.*; do
    [ ! -e "$signed" ] || echo "${signed#"$lock"/owner.}"
  done
}

is_running() {
  [ "$(process_start "${1%%.*}")" = "${1#*.}" ]
}

# Only one of those who find the same dead owner can rename its signature; only a lock without any can be removed.
take_over() {
  local owner=$1
  if [ -n "$owner" ]; then
    mv "$lock/owner.$owner" "$lock/owner.$me" 2>/dev/null
  else
    sleep 2
    rmdir "$lock" 2>/dev/null || true
    return 1
  fi
}

# Scripts that start at the same moment install one after the other, and the later ones then have nothing to do.
lock_installation() {
  local owner told=''
  mkdir -p "$root/.ticketlab"
  me=$$.$(process_start $$)
  until mkdir "$lock" 2>/dev/null && : 2>/dev/null >"$lock/owner.$me"; do
    owner=$(lock_owner)
    if [ -n "$owner" ] && is_running "$owner"; then
      [ "$told" = "$owner" ] || echo "  another script is installing the npm packages (process ${owner%%.*}); waiting for it"
      told=$owner
      sleep 0.2
    elif take_over "$owner"; then
      break
    fi
  done
  trap unlock_installation EXIT
}

unlock_installation() {
  rm -f "$lock/owner.$me"
  rmdir "$lock" 2>/dev/null || true
  trap - EXIT
}

install_once() {
  lock_installation
  is_installed || install_packages
  unlock_installation
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
  fail "Node $min_node or newer is needed and the pinned one does not run here. Install it: $(install_command nodejs), or from nodejs.org where that is older"
}

wants_help() {
  local arg
  for arg in "$@"; do
    case $arg in -h | --help | help) return 0 ;; esac
  done
  return 1
}

export NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-${TICKETLAB_HOME:-$root/.ticketlab}/cache/cli}
run_cli=(--disable-warning=ExperimentalWarning "$root/lab/cli.ts" "$script" "$@")

if ! is_installed; then
  if wants_help "$@"; then
    # packages that are merely old mostly do for this
    if [ -e "$noted" ] && node=$(find_node 2>/dev/null) && help=$("$node" "${run_cli[@]}" 2>/dev/null); then
      echo "$help"
      exit 0
    fi
    echo "Usage: ./$script [command]"
    echo "The packages are not installed, or too old: ./deploy.sh installs them and starts the lab; then --help tells all."
    exit 0
  fi
  if starts_java_stores "$@"; then check_java; fi
  # what the other scripts print may be meant for programs
  if [ "$script" = deploy.sh ]; then install_once; else install_once >&2; fi
fi
node=$(find_node)
PATH="$root/node_modules/.bin:$PATH" exec "$node" "${run_cli[@]}"
