#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""readme_test.py CTEST BUILD_DIRECTORY: every test that a table of these pages names exists; README.md stays short."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ["README.md", "docs/claims.md", "docs/features.md", "docs/realtime_contract.md"]
HEADERS_OF_PROOF = {"Test", "Tests"}
MAX_README_LINES = 160


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
    failures = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        named = list(proofs(text))
        print(f"{page}: {len(named)} names")
        failures += [f"{page}:{line}: no test is called {name}" for line, name in named if not is_there(name, tests)]
        if not named:
            failures.append(f"{page}: no table names a test")
    length = len((ROOT / "README.md").read_text(encoding="utf-8").splitlines())
    if length > MAX_README_LINES:
        failures.append(f"README.md has {length} lines, more than {MAX_README_LINES}")
    print("\n".join(failures))
    return 1 if failures or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
