#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks of form: `style_test.py spdx|format|function_length|shellcheck|mirrors`.

Exit code 77: the tool that the check needs is not installed, so nothing was checked.
"""

import ast
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["base", "dsp", "delay_manager", "neteq", "g722", "simulator", "bindings", "benchmarks", "examples",
           "tests", "scripts", ".ci"]
SHELL = ["run", "test", ".ci/run", "scripts/setup.sh"]
SKIPPED = 77
MAX_FUNCTION_LINES = 60
TABLES = {"FieldsOf"}  # declarations of parameters and statistics: long, but nothing happens there
MIRRORED = ["delay_manager", "dsp", "g722", "neteq"]
# Source without a test of its name -> the test that covers it.
TESTED_ELSEWHERE = {
    "dsp/internal/avx2.cc": "tests/dsp/products_test.cc runs the kernels of every instruction set",
    "dsp/internal/avx512.cc": "tests/dsp/products_test.cc runs the kernels of every instruction set",
    "dsp/internal/instruction_set.cc": "tests/dsp/products_test.cc runs the kernels of every instruction set",
    "dsp/segment_noise.cc": "tests/dsp/expand_test.cc, since only Expand uses it",
    "neteq/codecs/g711_decoder.cc": "tests/neteq/decoders_test.cc",
    "neteq/codecs/pcm16_decoder.cc": "tests/neteq/decoders_test.cc",
    "neteq/internal/stream_state.cc": "tests/neteq/tick_test.cc",
    "neteq/policy.cc": "tests/neteq/decide/decision_logic_test.cc",
    "neteq/research.cc": "tests/scenarios/component_test.cc",
}
CLANG_FORMAT_MAJOR = "14"  # other versions lay out some lines differently


def sources(*suffixes):
    """All our files with one of the suffixes, in a fixed order."""
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")
                  if path.suffix in suffixes and path.is_file())


def shell_scripts():
    """Scripts of the shell; they have no suffix in common."""
    return [ROOT / name for name in SHELL] + [
        path for path in sources(".sh") if path != ROOT / "scripts/setup.sh"]


def python_scripts():
    """Modules, and programs without a suffix."""
    programs = [path for path in sources("")
                if path.read_bytes().startswith(b"#!/usr/bin/python3")]
    return sources(".py") + programs


def program(name):
    """Path of a tool; without it the check ends here."""
    path = shutil.which(name)
    if not path:
        print(f"SKIPPED: {name} is not installed; scripts/debian-packages-ci.txt lists it")
        sys.exit(SKIPPED)
    return path


def relative(path):
    """For messages."""
    return pathlib.Path(path).relative_to(ROOT)


def check_spdx():
    """The licence stands in the first line (after #! in the second; a shell directive may come
    between)."""
    for path in sources(".h", ".cc") + python_scripts() + shell_scripts():
        head = path.read_text(encoding="utf-8").splitlines()[:2]
        if not any("SPDX-License-Identifier: BSD-3-Clause" in line for line in head):
            yield f"{relative(path)}:1: no SPDX line"


def check_format():
    """clang-format has nothing to change."""
    tool = program("clang-format")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    if f"version {CLANG_FORMAT_MAJOR}." not in version:
        print(f"SKIPPED: needs clang-format {CLANG_FORMAT_MAJOR}, found {version.strip()}")
        sys.exit(SKIPPED)
    result = subprocess.run([tool, "--dry-run", "--Werror", *map(str, sources(".h", ".cc"))],
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        files = sorted(set(re.findall(r"^(/[^:\n]+):", result.stderr, re.MULTILINE)))
        yield result.stderr
        for path in files:
            yield f"{relative(path)}: run clang-format -i on it"


def cpp_functions():
    """Yields (file, name, first line, last line) of each function definition."""
    command = [program("ctags"), "--output-format=json", "--fields=+ne", "--languages=C++",
               "--kinds-C++=f", "--langmap=C++:.h.cc", "-I", "NETEQ_REALTIME", "-f", "-",
               *map(str, sources(".h", ".cc"))]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in result.stdout.splitlines():
        tag = json.loads(line)
        if "end" in tag:
            yield tag["path"], tag["name"], tag["line"], tag["end"]


def python_functions():
    """The same for Python; docstrings, which say what C++ says above a function, do not count."""
    for path in python_scripts():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                first = node.body[0]
                documented = ast.get_docstring(node) is not None
                said = first.end_lineno - first.lineno + 1 if documented else 0
                yield path, node.name, node.lineno, node.end_lineno - said


def check_function_length():
    """No function is longer than one screen."""
    functions = list(cpp_functions())
    if not functions:
        yield "ctags found no C++ function: the check checks nothing"
    for path, name, first, last in functions + list(python_functions()):
        if last - first + 1 > MAX_FUNCTION_LINES and name not in TABLES:
            yield f"{relative(path)}:{first}: {name} has {last - first + 1} lines"


def check_shellcheck():
    """shellcheck has nothing to say about any script."""
    result = subprocess.run([program("shellcheck"), "-x", "-P", str(ROOT),
                             *map(str, shell_scripts())],
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        yield result.stdout + result.stderr


def check_mirrors():
    """Each source of the audio path has a test of the same name, below the folder of tests of its library."""
    for folder in MIRRORED:
        tests = {path.stem for path in (ROOT / "tests" / folder).rglob("*_test.cc")}
        for path in sorted((ROOT / folder).rglob("*.cc")):
            reason = TESTED_ELSEWHERE.get(relative(path).as_posix())
            if (f"{path.stem}_test" in tests) == (reason is not None):
                yield f"{relative(path)}:1: " + ("has a test, but is listed as without one" if reason else
                                                 f"no tests/{folder}/**/{path.stem}_test.cc")
    for name, reason in TESTED_ELSEWHERE.items():
        if not (ROOT / name).is_file():
            yield f"{name}: listed as a source without a test, but is no source"
        for test in re.findall(r"tests/\S+\.(?:cc|py|sh)", reason):
            if not (ROOT / test).is_file():
                yield f"{name}: {test} does not exist"


def main():
    check = globals().get(f"check_{sys.argv[-1]}")
    if len(sys.argv) != 2 or not check:
        sys.exit(__doc__)
    problems = list(check())
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
