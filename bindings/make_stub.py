#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""make_stub.py PACKAGE_PARENT [OUT]: writes neteq/_core.pyi from the compiled module.

stubgen reads the signatures that pybind11 leaves in docstrings; this makes them what mypy --strict
takes. PACKAGE_PARENT is the folder that holds the built package, as in build/release/python.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

HEADER = """# SPDX-License-Identifier: BSD-3-Clause
# Made by bindings/make_stub.py.
from typing import Any, List, Optional

import numpy
from numpy.typing import NDArray

__version__: str
"""
# Words of stubgen -> what they stand for.
TYPES = [
    (r"numpy\.ndarray\[([a-z]\w*\.)?(\w+)\]",
     lambda m: f"NDArray[numpy.{m[2]}]" if m[1] else "NDArray[numpy.void]"),
    (r"\bnumpy\.ndarray\b(?!\[)", "NDArray[Any]"),
    (r"-> dict\b(?!\[)", "-> dict[str, Any]"),
    (r": dict\b(?!\[)", ": dict[str, Any]"),
    (r"\blist\b(?!\[)", "list[Any]"),
    (r"\btuple\b(?!\[)", "tuple[Any, ...]"),
    (r"\(self, \*args, \*\*kwargs\)", "(self, *args: Any, **kwargs: Any)"),
    (r"\(\*args, \*\*kwargs\)", "(*args: Any, **kwargs: Any)"),
    (r"\bobject\b", "Any"),
]


def stub_of(parent):
    """The text of the stub."""
    with tempfile.TemporaryDirectory() as folder:
        # stubgen imports the module: its own interpreter has to find it.
        environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(parent).resolve())}
        subprocess.run(["stubgen", "-q", "-m", "neteq._core", "-o", folder], check=True,
                       env=environment, cwd=folder)
        text = pathlib.Path(folder, "neteq/_core.pyi").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if line.startswith(("import ", "from ")):
            continue
        for pattern, replacement in TYPES:
            line = re.sub(pattern, replacement, line)
        if re.match(r"    def \w+\((?!self)", line):
            lines.append("    @staticmethod")
        lines.append(line)
    return HEADER + "\n".join(lines).strip() + "\n"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    text = stub_of(sys.argv[1])
    if len(sys.argv) == 3:
        pathlib.Path(sys.argv[2]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
