#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# neon_test.sh SOURCE_DIR PROGRAM: compiles dsp for 64-bit ARM, where the kernels use NEON, and runs
# kernel_bytes there. Its output must equal that of PROGRAM, the build for this machine. Exits with
# 77 without a compiler or an emulator for ARM.
set -eu
source=$1
program=$2
target=aarch64-linux-gnu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v $target-g++ >/dev/null || ! command -v qemu-aarch64 >/dev/null; then
  echo "no $target-g++ or no qemu-aarch64"
  exit 77
fi

# Excludes x86 sources, and the resampler, which belongs to another library.
find "$source/dsp" -name '*.cc' ! -name 'avx*.cc' ! -name resampler.cc >"$work/sources"
eigen=$(pkg-config --cflags eigen3 | sed 's/-I/-isystem /g')
compile() {
  # shellcheck disable=SC2086  # the flags are a list of words
  $target-g++ -std=c++20 -O1 -ffp-contract=off -fno-exceptions -fno-rtti -Wall -Wextra -Werror \
    -I"$source" -I"$source/base/include" -I"$source/dsp/include" $eigen -DEIGEN_NO_MALLOC -c "$1" -o "$work/$(basename "$1" .cc).o"
}
while read -r file; do compile "$file"; done <"$work/sources"
compile "$here/kernel_bytes.cc"
$target-g++ -static "$work"/*.o -o "$work/kernel_bytes"

"$program" >"$work/here"
qemu-aarch64 "$work/kernel_bytes" >"$work/there"
diff "$work/here" "$work/there"
echo "$(wc -l <"$work/there") kernels: the same bytes"
