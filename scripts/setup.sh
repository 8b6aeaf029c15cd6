# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run and test, which set `root` to the top of the repository. Cleans the environment,
# installs missing Debian packages and builds.

root=${root:?}

# Uses the tools of Debian, even if pyenv, conda, a venv or exported flags select others.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C.UTF-8
PYTHONNOUSERSITE=1
export PATH LC_ALL PYTHONNOUSERSITE
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX PYENV_VERSION
unset CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS CPATH LIBRARY_PATH LD_LIBRARY_PATH
unset PKG_CONFIG_PATH CMAKE_GENERATOR CMAKE_PREFIX_PATH CMAKE_BUILD_TYPE DESTDIR

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# missing_packages LIST... : prints the names in the lists that dpkg does not report as installed,
# each after a blank.
missing_packages() {
  sed -e 's/#.*//' -e '/^ *$/d' "$@" | while read -r package; do
    if ! dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
      printf ' %s' "$package"
    fi
  done
}

# as_root COMMAND... : runs COMMAND as root, with sudo if necessary.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# install_packages LIST... : installs missing packages; calls neither apt nor sudo if none is missing.
# Exits with 3 if it cannot install.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    complain "This needs Debian 12 or a similar system: dpkg-query is missing."
    exit 3
  fi
  missing=$(missing_packages "$@")
  if [ -z "$missing" ]; then
    return 0
  fi
  apt_line="apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    complain "Some Debian packages are missing and there is no sudo. As root, run:"
    complain "  apt-get update && $apt_line"
    exit 3
  fi
  say "Installing$missing"
  # env inside sudo, which would drop the variable.
  apt="env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"
  # shellcheck disable=SC2086  # both are lists of words
  if ! shown apt as_root $apt update ||
    ! shown apt as_root $apt install -y --no-install-recommends $missing; then
    complain "The packages could not be installed. As root, run:"
    complain "  apt-get update && $apt_line"
    exit 3
  fi
}

# quietly NAME COMMAND... : runs COMMAND with output to build/NAME.log; prints its end on failure.
quietly() {
  log=$root/build/$1.log
  shift
  if ! "$@" >"$log" 2>&1; then
    complain "Failed: $*"
    tail -n 40 "$log" >&2
    complain "Full log: $log"
    return 1
  fi
}

# shown NAME COMMAND... : runs COMMAND with output to the terminal if there is one, else quietly.
shown() {
  if [ -t 1 ]; then
    shift
    "$@"
  else
    quietly "$@"
  fi
}

# job_count: prints the number of compile jobs: one per processor, but at least 1.5 GB of memory each,
# which Eigen needs.
job_count() {
  by_processor=$(nproc)
  by_memory=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null) || true
  count=${by_memory:-$by_processor}
  if [ "$count" -gt "$by_processor" ]; then
    count=$by_processor
  fi
  if [ "$count" -lt 1 ]; then
    count=1
  fi
  echo "$count"
}

# real_folder FOLDER : prints its path without symbolic links; nothing if there is no such folder.
real_folder() {
  (CDPATH='' cd -P "$1" 2>/dev/null && pwd -P) || true
}

# cached NAME FILE : prints the value of an internal entry of a CMakeCache.txt.
cached() {
  sed -n "s/^$1:INTERNAL=//p" "$2"
}

# discard_foreign_cache FOLDER : CMake refuses a build folder whose cache names another source or
# build folder, as in a checkout that was copied or moved. Removes such a cache.
discard_foreign_cache() {
  cache=$1/CMakeCache.txt
  if [ ! -f "$cache" ]; then
    return 0
  fi
  if [ "$(real_folder "$(cached CMAKE_HOME_DIRECTORY "$cache")")" != "$(real_folder "$root")" ] ||
    [ "$(real_folder "$(cached CMAKE_CACHEFILE_DIR "$cache")")" != "$(real_folder "$1")" ]; then
    say "$1 was configured elsewhere: configuring it afresh"
    rm -rf "$cache" "$1/CMakeFiles"
  fi
}

# build PRESET [TARGET [CMAKE_OPTION...]] : builds TARGET (default: all) in build/PRESET.
build() {
  preset=$1
  target=${2:-all}
  if [ $# -gt 2 ]; then
    shift 2
  else
    shift $#
  fi
  say "Building preset $preset"
  discard_foreign_cache "$root/build/$preset"
  quietly "$preset" cmake -S "$root" --preset "$preset" "$@" &&
    shown "$preset" cmake --build "$root/build/$preset" --target "$target" -j "$(job_count)"
}

mkdir -p "$root/build"
