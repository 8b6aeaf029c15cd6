#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compares the binary interface of libneteq.so with the lists next to this file.

abi_test.py CC LIBRARY INCLUDE... [--write]
  symbols.txt  C functions that the library exports
  layout.txt   size and members of each C struct, with their offsets on a 64-bit machine

A member may only be added at the end of a struct. --write updates the lists; say why in the commit.
"""

import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HEADERS = [ROOT / "neteq/include/neteq/c" / name for name in ("declarations.h", "neteq.h")]
STRUCT = re.compile(r"^typedef struct (\w+) \{\n(.*?)^\} \1;", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(r"(?:\(\*(\w+)\)\([^;]*\)|(\w+)(?:\[\d+\])?);")
arguments = []


def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def exported(library):
    """(kind, demangled name) of each exported symbol."""
    lines = output("nm", "-DC", "--defined-only", library).splitlines()
    symbols = [line.split(" ", 2)[1:] for line in lines]
    return [(kind, re.sub(r"@@?NETEQ_[\d.]+$", "", name)) for kind, name in symbols if not name.startswith("NETEQ_")]


def dynamic(library, tag):
    """Values of a tag of the dynamic section."""
    return re.findall(rf"\({tag}\).*\[(.*)\]", output("readelf", "-d", library))


def members(text):
    """Struct -> its members, in order."""
    text = re.sub(r"//[^\n]*", "", text)
    return {name: ["".join(match) for match in MEMBER.findall(re.sub(r"\s+", " ", body))]
            for name, body in STRUCT.findall(text)}


def layout(compiler, includes):
    """A line with the size of each struct, then one line for each member with its offset."""
    structs = {}
    for header in HEADERS:
        structs.update(members(header.read_text(encoding="utf-8")))
    program = '#include <stdio.h>\n#include "neteq/c/neteq.h"\nint main(void) {\n'
    for name, names in structs.items():
        program += f'printf("{name} %zu\\n", sizeof({name}));\n'
        for member in names:
            program += f'printf("  {member} %zu\\n", offsetof({name}, {member}));\n'
    with tempfile.TemporaryDirectory() as folder:
        binary = f"{folder}/layout"
        subprocess.run([compiler, "-std=c11", *[f"-I{path}" for path in includes], "-x", "c", "-", "-o", binary],
                       input=program + "return 0;\n}\n", text=True, check=True)
        return output(binary)


class AbiTest(unittest.TestCase):
    def setUp(self):
        self.compiler, self.library, *self.includes = arguments

    def test_exports_the_listed_c_functions(self):
        functions = sorted(name for _, name in exported(self.library) if name.startswith("neteq_"))
        self.assertEqual(functions, (HERE / "symbols.txt").read_text().split())

    def test_exports_nothing_but_the_public_interface(self):
        names = [name for _, name in exported(self.library) if not name.startswith("neteq_")]
        public = re.compile(r"((vtable|typeinfo|typeinfo name) for )?neteq::[A-Z]")
        self.assertEqual([name for name in names if not public.match(name)], [])
        for function in ("NetEq::Create(", "NetEq::InsertPacket(", "RegisterSdp(", "PresetParams(", "ParseRtp("):
            self.assertTrue(any(name.startswith("neteq::" + function) for name in names), function)

    def test_has_the_name_of_its_minor_version(self):
        version = re.search(r'VERSION "(\d+\.\d+)\.', (ROOT / "neteq/include/neteq/version.h").read_text())[1]
        self.assertEqual(dynamic(self.library, "SONAME"), [f"libneteq.so.{version}"])

    def test_needs_only_opus_speexdsp_and_the_runtime(self):
        needed = {name.split(".so")[0] for name in dynamic(self.library, "NEEDED")}
        allowed = {"libopus", "libspeexdsp", "libstdc++", "libm", "libgcc_s", "libc", "ld-linux-x86-64"}
        self.assertEqual(needed - allowed, set())

    @unittest.skipUnless(struct.calcsize("P") == 8, "the list is for 64-bit machines")
    def test_keeps_the_layout_of_the_c_structs(self):
        self.assertEqual(layout(self.compiler, self.includes), (HERE / "layout.txt").read_text())


class Parser(unittest.TestCase):
    def test_finds_every_kind_of_member(self):
        text = ("typedef struct a {\n  size_t size;  ///< b;\n  void* p;\n  int32_t list[3];\n"
                "  void (*call)(void* x,\n               int y);\n} a;\n")
        self.assertEqual(members(text), {"a": ["size", "p", "list", "call"]})


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    if "--write" in sys.argv:
        names = sorted(name for _, name in exported(arguments[1]) if name.startswith("neteq_"))
        (HERE / "symbols.txt").write_text("\n".join(names) + "\n")
        (HERE / "layout.txt").write_text(layout(arguments[0], arguments[2:]))
        sys.exit()
    unittest.main(argv=sys.argv[:1])
