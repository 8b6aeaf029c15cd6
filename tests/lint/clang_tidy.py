#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs clang-tidy over the libraries and the tools: `clang_tidy.py BUILD [JOBS [FOLDER...]]`.

BUILD is a build folder that CMake configured for clang, with compile_commands.json. Prints each finding once and exits
with 1 if there is any.

clang-tidy spends most of its time in the headers of the standard library. The script therefore checks up to twelve
sources of one folder in one translation unit, and halves a unit that does not compile because two sources define the
same name. All sources take about twelve minutes of one core. Tests, bindings and benchmarks are not checked: Google Test
and pybind11 would multiply that time.
"""

import concurrent.futures
import itertools
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["dsp", "delay_manager", "neteq", "simulator"]
MAX_UNIT = 12  # sources; more would leave processors idle at the end
FINDING = re.compile(r"^/\S+: (?:error|warning): .*\[\S+\]$", re.MULTILINE)


def sources(build, folders):
    """(source, compiler command without source and output) of each library source."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        words = shlex.split(entry["command"])
        output = words.index("-o")
        command = [word for i, word in enumerate(words) if i not in {output, output + 1} and word not in {
            "-c", entry["file"], "-Werror"}]
        if source.is_relative_to(ROOT) and str(source.relative_to(ROOT)).startswith(tuple(f"{f}/" for f in folders)):
            yield source, [command[0], f"-working-directory={entry['directory']}", *command[1:]]


def units(build, folders):
    """[(sources, command)]: sources of one folder that are compiled alike, at most MAX_UNIT together."""
    def alike(item):
        return str(item[0].parent), item[1]
    for (_, command), group in itertools.groupby(sorted(sources(build, folders), key=alike), alike):
        group = [source for source, _ in group]
        for first in range(0, len(group), MAX_UNIT):
            yield group[first:first + MAX_UNIT], command


def check(unit, command, folder):
    """The output of clang-tidy for the sources of a unit that has something to say."""
    text = "".join(f'#include "{source}"  // NOLINT\n' for source in unit)
    file = folder / f"{unit[0].relative_to(ROOT).as_posix().replace('/', '-')}-{len(unit)}.cc"
    file.write_text(text)
    if len(unit) > 1 and subprocess.run([*command, "-w", "-fsyntax-only", file], capture_output=True, check=False).returncode:
        half = len(unit) // 2
        return check(unit[:half], command, folder) + check(unit[half:], command, folder)
    done = subprocess.run(["clang-tidy", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", file, "--", *command[1:]],
                          capture_output=True, text=True, check=False)
    return done.stdout + (done.stderr if done.returncode and not done.stdout else "")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    folder = build / "clang_tidy"
    folder.mkdir(exist_ok=True)
    work = list(units(build, sys.argv[3:] or FOLDERS))
    if not work:
        print("No source to check")
        return 1
    printed = set()  # a finding in a header comes once for each unit
    with concurrent.futures.ThreadPoolExecutor(jobs) as executor:
        for output in executor.map(lambda unit: check(*unit, folder), work):
            findings = FINDING.findall(output) or output.splitlines()
            for finding in sorted(set(findings) - printed):
                print(finding, flush=True)
            printed.update(findings)
    if not printed:
        print(f"clang-tidy: {sum(len(unit) for unit, _ in work)} sources, no finding")
    return 1 if printed else 0


if __name__ == "__main__":
    sys.exit(main())
