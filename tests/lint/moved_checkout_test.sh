#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# moved_checkout_test.sh: builds a tiny project with scripts/setup.sh, then copies and moves it with
# its build folder and builds again.
set -eu
top=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# built FOLDER : builds the project there as ./run does. Prints what the script prints.
built() {
  root=$1 sh -c '. "$1/scripts/setup.sh"; build release' sh "$top" 2>&1 ||
    fail "the build in $1"
}

expect_fresh() {
  built "$1" >"$work/out"
  [ "$(grep -c "was configured elsewhere" "$work/out")" = 1 ] || fail "no line about $1: $(cat "$work/out")"
  grep -q "^CMAKE_HOME_DIRECTORY:INTERNAL=$1\$" "$1/build/release/CMakeCache.txt" ||
    fail "$1 is still configured elsewhere"
}

expect_kept() {
  built "$1" >"$work/out"
  ! grep -q "was configured elsewhere" "$work/out" || fail "$1 was configured twice: $(cat "$work/out")"
}

mkdir "$work/first"
cat >"$work/first/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES NONE)
END
cp "$top/CMakePresets.json" "$work/first"

expect_kept "$work/first"
expect_kept "$work/first"
cp -a "$work/first" "$work/copied"
expect_fresh "$work/copied"
expect_kept "$work/copied"
mv "$work/copied" "$work/moved"
expect_fresh "$work/moved"
ln -s moved "$work/link"
expect_kept "$work/link"
mkdir -p "$work/moved/build/asan-ubsan"
mv "$work/moved/build/release/CMakeCache.txt" "$work/moved/build/asan-ubsan"
expect_kept "$work/moved"
