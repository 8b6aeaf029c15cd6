#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the commands and programs that the Markdown pages print.

commands_test.py BUILD_DIRECTORY NETEQ [PAGE...]

Each page gets an empty folder that looks like the top of the repository after a build; its blocks run there in order.

  sh      runs as a shell script that stops at the first failure
  python  runs in one process of its own, unless it is a program in examples/
  cpp     must be a program in examples/, which other tests run
  cmake   each line must be in the project that the installation test builds

A block that cannot run says why in the line before it, `<!-- not run: REASON -->`.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import markdown
from markdown import ROOT

# Blocks that may be marked as not run. Raise the number only for what really cannot run.
MAX_NOT_RUN = 16
TIMEOUT_S = 300
LANGUAGES = {"sh", "python", "cpp", "cmake", "json", "text", "mermaid", ""}
CONSUMER = ROOT / "tests/install/consumer/CMakeLists.txt"
INDENTED_COMMAND = re.compile(r"^(?: {4}|\t)(?:neteq|\./|build/|cmake|python3?|ctest|scripts/|traces/|benchmarks/) ")


def prepared(folder, build, neteq):
    """Makes `folder` look like the top of a built repository; returns the environment of its commands."""
    for entry in ROOT.iterdir():
        if entry.name not in {"build", ".git"}:
            (folder / entry.name).symlink_to(entry)
    (folder / "build").mkdir()
    (folder / "build/release").symlink_to(build)
    (folder / ".home/bin").mkdir(parents=True)
    (folder / ".home/bin/neteq").symlink_to(neteq)
    return {**os.environ, "HOME": str(folder / ".home"), "PATH": f"{folder}/.home/bin:{os.environ['PATH']}"}


def failure_of_run(block, folder, environment):
    """Why a command or program fails; None if it works."""
    command = {"sh": ["sh", "-eu", "-c"], "python": [sys.executable, "-c"]}[block.language]
    try:
        done = subprocess.run([*command, block.text], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S,
                              check=False)
    except subprocess.TimeoutExpired:
        return f"took longer than {TIMEOUT_S} s"
    return f"exit code {done.returncode}\n{done.stdout[-2000:]}" if done.returncode else None


def is_example(block):
    """Whether the block is a program in examples/."""
    suffix = {"cpp": ".cc", "python": ".py"}.get(block.language)
    return suffix is not None and any(block.text in path.read_text(encoding="utf-8")
                                      for path in (ROOT / "examples").glob("*" + suffix))


def failure_of_text(block):
    """Why a block that is compared with a file is not in it; None if it is."""
    if block.language == "cpp":
        return "not a program in examples/"
    known = CONSUMER.read_text(encoding="utf-8")
    missing = [line for line in block.text.splitlines() if line.strip() not in known]
    return f"not in {CONSUMER.relative_to(ROOT)}: {missing}" if missing else None


def failures_of_page(page, build, neteq, not_run):
    """Runs the blocks of a page; yields failures, and adds to `not_run`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for number, line in enumerate(markdown.without_code(text).split("\n"), 1):
        if INDENTED_COMMAND.match(line):
            yield f"{page}:{number}: write commands in a block ```sh"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = prepared(folder, build, neteq)
        for block in markdown.blocks(page, text):
            failure = None
            if block.language not in LANGUAGES:
                failure = f"unknown language {block.language}"
            elif block.not_run:
                not_run.append(f"{block}: {block.not_run}")
            elif is_example(block):
                pass
            elif block.language in {"sh", "python"}:
                failure = failure_of_run(block, folder, environment)
            elif block.language in {"cpp", "cmake"}:
                failure = failure_of_text(block)
            if failure:
                yield f"{block}: {failure}"


def main():
    build, neteq, *chosen = sys.argv[1:]
    not_run, failures = [], []
    for page in chosen or markdown.pages():
        failures += failures_of_page(page, pathlib.Path(build).resolve(), pathlib.Path(neteq).resolve(), not_run)
    print("Not run:", *not_run, sep="\n  ")
    if len(not_run) > MAX_NOT_RUN:
        failures.append(f"{len(not_run)} blocks are not run, more than {MAX_NOT_RUN}")
    print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
