#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The version is the same in neteq/version.h, CMakeLists.txt and pyproject.toml."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def first(path, pattern):
    return re.search(pattern, (ROOT / path).read_text(), re.MULTILINE).group(1)


class VersionTest(unittest.TestCase):
    def test_is_the_same_everywhere(self):
        header = "neteq/include/neteq/version.h"
        text = first(header, r'^#define NETEQ_VERSION "(.+)"$')
        numbers = [first(header, rf"^#define NETEQ_VERSION_{part} (\d+)$") for part in ("MAJOR", "MINOR", "PATCH")]

        self.assertEqual(text, ".".join(numbers))
        self.assertEqual(text, first("CMakeLists.txt", r"^project\(neteq VERSION (\S+)"))
        self.assertEqual(text, first("pyproject.toml", r'^version = "(.+)"$'))


if __name__ == "__main__":
    unittest.main()
