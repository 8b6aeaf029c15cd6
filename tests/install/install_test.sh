#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# install_test.sh CMAKE GENERATOR BUILD_DIR CXX CXX_FLAGS CC: installs the build into an
# empty folder and uses it from there as a stranger would.
set -eu
cmake=$1
generator=$2  # the one that is there: a fresh Debian with Ninja has no make
build=$3
cxx=$4
flags=$5
cc=$6
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
headers=$prefix/include/neteq-0

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

echo "== install"
"$cmake" --install "$build" --prefix "$prefix" >/dev/null
[ -x "$prefix/bin/neteq" ] || fail "no program"
[ -f "$headers/neteq/neteq.h" ] || fail "no headers in $headers"
[ "$(ls "$prefix/include")" = neteq-0 ] || fail "headers outside include/neteq-0"
[ "$(ls "$headers")" = neteq ] || fail "headers outside include/neteq-0/neteq"
[ ! -e "$headers/neteq/internal" ] || fail "the inside of neteq is installed"
if grep -rnE '#include <(Eigen|opus|spandsp|speex)' "$headers"; then
  fail "a public header includes a third-party one"
fi
if grep -rnF "$build" "$prefix" --include='*.cmake' --include='*.pc'; then
  fail "the package names the build folder"
fi

echo "== the C interface compiles as C11"
# shellcheck disable=SC2086  # the flags are a list of words
"$cc" $flags -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$headers" -fsyntax-only \
  -include "$headers/neteq/c/neteq.h" -x c /dev/null || fail "neteq/c/neteq.h as C11"

echo "== every public header compiles alone"
find "$headers" -name '*.h' -print | sort >"$work/headers"
while read -r header; do
  # shellcheck disable=SC2086  # the flags are a list of words
  "$cxx" $flags -std=c++20 -Wall -Wextra -Werror -I"$headers" -fsyntax-only \
    -include "$header" -x c++ /dev/null || fail "$header"
done <"$work/headers"

echo "== a project that finds the package builds and runs, with headers of its own first"
"$cmake" -S "$here/consumer" -B "$work/consumer" -G "$generator" -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" >/dev/null
"$cmake" --build "$work/consumer" >/dev/null
"$work/consumer/app" || fail "consumer found by CMake: $?"
readelf -d "$work/consumer/app" | grep -q "libneteq.so" || fail "the consumer does not use the shared library"

echo "== the same project with the static library"
"$cmake" -S "$here/consumer" -B "$work/static" -G "$generator" -DCMAKE_PREFIX_PATH="$prefix" -DNETEQ_STATIC=ON \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" >/dev/null
"$cmake" --build "$work/static" >/dev/null
"$work/static/app" || fail "consumer with the static library: $?"
if readelf -d "$work/static/app" | grep -q "libneteq.so"; then
  fail "the consumer uses the shared library"
fi

echo "== a project that has the sources as a subdirectory builds and runs, with headers of its own first"
"$cmake" -S "$here/consumer" -B "$work/embedding" -G "$generator" -DNETEQ_SOURCE_DIR="$here/../.." \
  -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" >/dev/null
"$cmake" --build "$work/embedding" --target app >/dev/null
"$work/embedding/app" || fail "consumer with a subdirectory: $?"

echo "== another version is refused"
mkdir "$work/newer"
sed 's/neteq 0[.0-9]*/neteq 99.0/' "$here/consumer/CMakeLists.txt" >"$work/newer/CMakeLists.txt"
if "$cmake" -S "$work/newer" -B "$work/newer/build" -G "$generator" -DCMAKE_PREFIX_PATH="$prefix" \
  >"$work/newer/log" 2>&1 || ! grep -q '"99\.0"' "$work/newer/log"; then
  fail "find_package takes it for 99.0"
fi

echo "== a compiler line from pkg-config builds and runs, from a moved tree"
mv "$prefix" "$work/moved"
pc=$(dirname "$(find "$work/moved" -name neteq.pc)")
# shellcheck disable=SC2046,SC2086  # lists of words
"$cxx" $flags -std=c++20 -I"$here/consumer/own" "$here/consumer/consumer.cc" -o "$work/by_pkg_config" \
  $(PKG_CONFIG_PATH="$pc" pkg-config --cflags --libs neteq)
LD_LIBRARY_PATH=$(dirname "$pc") "$work/by_pkg_config" || fail "consumer found by pkg-config: $?"

echo "== a C program, with the shared library and, where that is missing, with the static one"
# shellcheck disable=SC2046,SC2086  # lists of words
"$cc" $flags -std=c11 "$here/../../examples/first_call.c" -o "$work/from_c" \
  $(PKG_CONFIG_PATH="$pc" pkg-config --cflags --libs neteq)
LD_LIBRARY_PATH=$(dirname "$pc") "$work/from_c" || fail "C program with the shared library: $?"
rm "$(dirname "$pc")"/libneteq.so*
# shellcheck disable=SC2046,SC2086  # lists of words
"$cc" $flags -std=c11 "$here/../../examples/first_call.c" -o "$work/from_c" \
  $(PKG_CONFIG_PATH="$pc" pkg-config --static --cflags --libs neteq)
"$work/from_c" || fail "C program with the static library: $?"
