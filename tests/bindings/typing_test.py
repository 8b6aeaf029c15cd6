# SPDX-License-Identifier: BSD-3-Clause
"""Tests of the stub, the types and the docstrings of the package."""

import enum
import inspect
import pathlib
import subprocess
import sys

import pytest

import neteq
from conftest import ROOT

BUILT = pathlib.Path(neteq.__file__).parents[1]


def test_the_stub_matches_the_compiled_module():
    made = subprocess.run([sys.executable, ROOT / "bindings/make_stub.py", BUILT],
                          capture_output=True, text=True, check=True).stdout

    stored = (ROOT / "bindings/neteq/_core.pyi").read_text(encoding="utf-8")
    assert stored == made, "run bindings/make_stub.py BUILD/python bindings/neteq/_core.pyi"


@pytest.mark.parametrize("source", [BUILT / "neteq", ROOT / "examples/own_estimator.py"], ids=lambda path: path.name)
def test_passes_mypy(source):
    checked = subprocess.run(
        ["mypy", "--strict", "--follow-imports=silent", "--cache-dir", BUILT / "mypy_cache",
         "--config-file", ROOT / "pyproject.toml", source],
        capture_output=True, text=True, check=False,
        env={"MYPYPATH": str(BUILT), "PATH": "/usr/bin:/bin"})

    assert checked.returncode == 0, checked.stdout


def public():
    """Yield name and object of everything public, including members of classes and modules."""
    names = [("neteq." + name, getattr(neteq, name)) for name in neteq.__all__]
    for name, value in names:
        if name.endswith("__"):
            continue
        yield name, value
        inner = vars(value) if inspect.isclass(value) or inspect.ismodule(value) else {}
        for member, item in inner.items():
            is_ours = getattr(item, "__module__", value.__name__) in (
                value.__name__, getattr(value, "__module__", None))
            if isinstance(item, property) or (is_ours and not member.startswith("_") and (
                    inspect.isfunction(item) or isinstance(item, (classmethod, staticmethod))
                    or inspect.isclass(item))):
                yield f"{name}.{member}", item


@pytest.mark.parametrize("name, value", list(public()), ids=lambda v: v if isinstance(v, str) else "")
def test_has_a_complete_docstring(name, value):
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    text = inspect.getdoc(value)
    assert text and len(text) > 15, "no docstring"
    is_plain = inspect.isclass(value) and issubclass(value, (tuple, enum.Enum))
    if isinstance(value, property) or inspect.ismodule(value) or is_plain:
        return
    made_elsewhere = inspect.isclass(value) and "Made by" in text
    if made_elsewhere or name == "neteq.Trace":
        return
    parameters = inspect.signature(value).parameters
    for parameter in parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        assert parameter.name in text, f"{parameter.name} is not documented"
    if any(p.name not in ("self", "cls") for p in parameters.values()):
        assert "Parameters\n----------" in text
