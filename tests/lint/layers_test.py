#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Which folder may include what.

Public headers lie in FOLDER/include/neteq/ and are included by the path they are installed under, "neteq/...". All
others are included by their path from the root of the repository. The compiler finds both from every target, so this
test catches an include that goes up or across the layers.
"""

import fnmatch
import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folder -> folders whose headers it may include.
MAY_INCLUDE = {
    "base": {"base"},
    "dsp": {"base", "dsp"},
    "delay_manager": {"base", "delay_manager"},
    "neteq": {"base", "dsp", "delay_manager", "neteq"},
    "g722": {"base", "neteq", "g722"},
    "simulator": {"base", "dsp", "delay_manager", "neteq", "g722", "simulator"},
    "bindings": {"base", "dsp", "delay_manager", "neteq", "g722", "simulator", "bindings"},
    "benchmarks": {"base", "dsp", "delay_manager", "neteq", "simulator", "benchmarks"},
    "examples": {"base", "dsp", "delay_manager", "neteq", "g722", "simulator"},
    "tests": {"base", "dsp", "delay_manager", "neteq", "g722", "simulator", "benchmarks", "tests"},
}

# Parsers of formats, of use to tools as well.
OPEN_INSIDE = {"neteq/internal/receive/red.h"}

# The audio path: no files, threads, locks, clocks, text streams or random devices.
CORE = {"base", "dsp", "delay_manager", "g722", "neteq"}
BANNED_IN_CORE = {
    "barrier", "condition_variable", "cstdio", "ctime", "exception", "filesystem", "fstream",
    "future", "iostream", "istream", "latch", "mutex", "ostream", "random", "semaphore",
    "shared_mutex", "sstream", "stop_token", "syncstream", "thread",
}
# Not in every compiler that has to read our code (clang 14, Emscripten 3.1).
BANNED_EVERYWHERE = {"bits/stdc++.h", "format", "print", "mdspan", "ranges", "source_location"}

BANNED_WORDS_IN_CORE = re.compile(
    r"\b(steady_clock|system_clock|high_resolution_clock|utc_clock|clock_gettime|gettimeofday"
    r"|std::time|std::clock|rand|srand|getenv|printf|fprintf)\b")
BANNED_WORDS = re.compile(r"\b(random_device)\b")

# Third-party header -> files that may include it.
LEAVES = ["tests/*", "benchmarks/*", "bindings/*"]
THIRD_PARTY = {
    "Eigen/*": ["dsp/*.cc", "dsp/internal/eigen_map.h", "tests/*", "benchmarks/*"],
    "unsupported/Eigen/*": ["tests/*", "simulator/*.cc"],
    "spandsp/*": ["g722/g722_decoder.cc", "simulator/*.cc"] + LEAVES,
    "speex/*": ["dsp/resampler.cc", "benchmarks/*"],
    "soundtouch/*": ["benchmarks/*"],
    "emmintrin.h": ["dsp/*.cc"],
    "immintrin.h": ["dsp/internal/avx2.cc"],
    "opus*": ["neteq/codecs/opus_decoder.cc", "simulator/*.cc"] + LEAVES,
    "CLI/*": ["simulator/*.cc"],
    "nlohmann/*": ["simulator/*", "tests/*"],
    "sndfile*": ["simulator/*.cc", "tests/*"],
    "zlib.h": ["simulator/*.cc", "tests/*"],
    "zstd.h": ["simulator/*.cc", "tests/*"],
    "gtest/*": ["tests/*"],
    "gmock/*": ["tests/*"],
    "rapidcheck*": ["tests/*"],
    "benchmark/*": ["benchmarks/*"],
    "pybind11/*": ["bindings/*"],
}
# Headers of the operating system: only where files and programs live.
SYSTEM = re.compile(r"^((sys|linux)/.*|[a-z_]+\.h)$")
SYSTEM_USERS = {"simulator", "tests", "benchmarks", "bindings"}
# The C interface spells headers of the C language as C does.
C_INTERFACE = ("neteq/include/neteq/c/*", {"stddef.h", "stdint.h"})
STANDARD = re.compile(r"^[a-z_0-9]+$")

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"(?P<own>[^"]+)"|<(?P<foreign>[^>]+)>)')
# Installed headers.
PUBLIC = re.compile(r"(base|delay_manager|dsp|g722|neteq)/include/.*\.h")
# Programs written as an outsider would write them.
OUTSIDERS = ["tests/install/*"]


def source_of(own, root):
    """The file that #include "own" means, as a path from the root of the repository; None if there is none."""
    for folder in sorted(CORE):
        public = f"{folder}/include/{own}"
        if own.startswith("neteq/") and (root / public).is_file():
            return public
    return own if (root / own).is_file() else None


def violations_in_own(folder, name, own, root):
    """Violations of one #include "..."."""
    source = source_of(own, root)
    target = source.split("/")[0] if source else None
    if target not in MAY_INCLUDE:
        yield f'"{own}" is neither a public header nor a path from the root of the repository'
    elif target not in MAY_INCLUDE[folder]:
        yield f"{folder} may not include {target}"
    elif (own.startswith("neteq/internal/") and folder not in {"neteq", "tests", "benchmarks"}
          and own not in OPEN_INSIDE):
        yield f"{folder} may not include the inside of neteq"
    elif PUBLIC.fullmatch(name) and not PUBLIC.fullmatch(source):
        yield f"a public header may not include {own}"


def violations_in_foreign(folder, name, header):
    """Violations of one #include <...>."""
    for pattern, users in THIRD_PARTY.items():
        if fnmatch.fnmatch(header, pattern):
            if not any(fnmatch.fnmatch(name, user) for user in users):
                yield f"<{header}> may only be included by {', '.join(users)}"
            return
    if header in BANNED_EVERYWHERE:
        yield f"<{header}> is not in every compiler we support"
    elif STANDARD.match(header):
        if folder in CORE and header in BANNED_IN_CORE:
            yield f"<{header}> has no place on the audio path"
    elif not SYSTEM.match(header):
        yield f"<{header}> is an unknown third-party header"
    elif fnmatch.fnmatch(name, C_INTERFACE[0]) and header in C_INTERFACE[1]:
        pass
    elif folder not in SYSTEM_USERS:
        yield f"<{header}> belongs to the operating system"


def without_comments(text):
    """`text` with comments and string literals blanked, line by line as before."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def violations_in_file(path, root):
    """Yields (line, violation)."""
    name = path.relative_to(root).as_posix()
    folder = name.split("/")[0]
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        if include and include["own"]:
            for problem in violations_in_own(folder, name, include["own"], root):
                yield number, problem
        elif include:
            for problem in violations_in_foreign(folder, name, include["foreign"]):
                yield number, problem
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        banned = BANNED_WORDS.search(line)
        if folder in CORE and not banned:
            banned = BANNED_WORDS_IN_CORE.search(line)
        if banned:
            yield number, f"{banned[1]} may not be used here"
    if path.suffix == ".h" and "#pragma once" not in text:
        yield 1, "no #pragma once"


def violations(root):
    """Every violation under `root`, as "file:line: text"."""
    found = []
    for folder in MAY_INCLUDE:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in {".h", ".cc"} or any(
                    fnmatch.fnmatch(name, outsider) for outsider in OUTSIDERS):
                continue
            found += [f"{name}:{line}: {text}" for line, text in violations_in_file(path, root)]
    return found


class Repository(unittest.TestCase):

    def test_keeps_its_layers(self):
        self.assertEqual(violations(ROOT), [])

    def test_has_files_in_every_layer(self):
        for folder in ("base", "dsp", "delay_manager", "neteq", "simulator", "examples", "tests"):
            self.assertTrue(list((ROOT / folder).rglob("*.cc" if folder != "base" else "*.h")))


class Rules(unittest.TestCase):
    """The rules find what they are for: each case is a small repository of its own."""

    def check(self, name, text):
        """The violations of one file in a tree with a header in each folder."""
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for header in [f"{folder}/x.h" for folder in MAY_INCLUDE] + [
                    "neteq/internal/y.h", "dsp/internal/eigen_map.h", "base/include/neteq/base/x.h",
                    "dsp/include/neteq/dsp/x.h", "neteq/include/neteq/x.h"]:
                (root / header).parent.mkdir(parents=True, exist_ok=True)
                (root / header).write_text("#pragma once\n", encoding="utf-8")
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            return violations(root)

    def test_allow_what_lies_below(self):
        self.assertEqual(self.check("neteq/a.cc", '#include "neteq/dsp/x.h"\n#include <vector>\n'), [])
        self.assertEqual(self.check("dsp/a.cc", "#include <Eigen/Core>\n#include <cmath>\n"), [])
        self.assertEqual(self.check("tests/a.cc", '#include "neteq/internal/y.h"\n'), [])
        self.assertEqual(self.check("neteq/a.cc", "// steady_clock is banned\n"), [])

    def test_forbid_every_include_that_goes_up_or_across(self):
        for folder, allowed in MAY_INCLUDE.items():
            for target in set(MAY_INCLUDE) - allowed:
                found = self.check(f"{folder}/a.cc", f'\n#include "{target}/x.h"\n')
                self.assertEqual(found, [f"{folder}/a.cc:2: {folder} may not include {target}"])

    def test_forbid_what_is_wrong_in_other_ways(self):
        for name, line in [
                ("dsp/a.cc", "#include <iostream>"),
                ("base/a.h", "#pragma once\n#include <mutex>"),
                ("neteq/a.cc", "#include <random>"),
                ("neteq/a.cc", "#include <unistd.h>"),
                ("neteq/a.cc", "auto t = std::chrono::steady_clock::now();"),
                ("simulator/a.cc", "std::random_device seed;"),
                ("dsp/a.h", "#pragma once\n#include <Eigen/Core>"),
                ("neteq/a.cc", "#include <Eigen/Core>"),
                ("neteq/neteq.cc", "#include <opus/opus.h>"),
                ("dsp/a.cc", "#include <speex/speex_resampler.h>"),
                ("simulator/a.cc", "#include <boost/any.hpp>"),
                ("simulator/a.cc", "#include <format>"),
                ("simulator/a.cc", '#include "neteq/internal/y.h"'),
                ("neteq/include/neteq/a.h", '#pragma once\n#include "neteq/internal/y.h"'),
                ("dsp/include/neteq/dsp/a.h", '#pragma once\n#include "dsp/internal/eigen_map.h"'),
                ("dsp/a.cc", '#include "../base/x.h"'),
                ("dsp/a.cc", '#include "x.h"'),
                ("dsp/a.h", "int x;"),
        ]:
            self.assertEqual(len(self.check(name, line + "\n")), 1, (name, line))


if __name__ == "__main__":
    unittest.main()
