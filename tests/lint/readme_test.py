#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""readme_test.py CTEST BUILD_DIRECTORY: every test that a table of README.md names is there."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS_OF_PROOF = {"Test", "Tests"}


def proofs(text):
    """Line number and name of each test in the last column of a table headed so."""
    in_table = False
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            in_table = False
        elif cells[-1] in HEADERS_OF_PROOF:
            in_table = True
        elif in_table:
            for name in re.findall(r"`([^`]+)`", cells[-1]):
                yield number, name


def is_there(name, tests):
    if name.startswith("tests/"):
        return (ROOT / name).exists()
    pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
    return any(pattern.search(test) for test in tests)


def main():
    ctest, build = sys.argv[1:]
    listing = subprocess.run([ctest, "--test-dir", build, "-N"], capture_output=True, text=True, check=True)
    tests = re.findall(r"^\s*Test\s+#\d+: (.+)$", listing.stdout, re.MULTILINE)
    named = list(proofs((ROOT / "README.md").read_text()))
    missing = [f"README.md:{line}: no test is called {name}" for line, name in named if not is_there(name, tests)]
    print("\n".join(missing) or f"{len(named)} names, all there")
    return 1 if missing or not named or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
