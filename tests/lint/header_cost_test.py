#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""header_cost_test.py CXX: neteq/neteq.h stays cheap to include.

Counts preprocessed lines, not time: they are the same on a busy machine.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDES = [f"-I{ROOT / folder / 'include'}" for folder in ("base", "dsp", "delay_manager", "neteq")]
MOST = 2.0  # times <chrono>, which no user of the library can avoid


def lines(compiler, header):
    done = subprocess.run([*compiler, "-std=c++20", *INCLUDES, "-E", "-x", "c++", "-"], check=True,
                          capture_output=True, text=True, input=f"#include {header}\n")
    return done.stdout.count("\n")


def main():
    compiler = sys.argv[1:]
    ours, theirs = lines(compiler, '"neteq/neteq.h"'), lines(compiler, "<chrono>")
    print(f"neteq/neteq.h has {ours} preprocessed lines, <chrono> {theirs}: {ours / theirs:.2f} times as many")
    return 0 if ours <= MOST * theirs else 1


if __name__ == "__main__":
    sys.exit(main())
