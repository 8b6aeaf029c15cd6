# SPDX-License-Identifier: BSD-3-Clause
"""`pip install .` offline into a fresh venv that sees Debian's packages."""

import os
import pathlib
import shutil
import subprocess
import sys

import neteq
from conftest import ROOT

PROGRAM = """
import neteq, sys
assert "venv" in neteq.__file__, neteq.__file__
print(neteq.simulate(sys.argv[1]).figures["ticks"])
"""


def test_installs_offline_and_simulates(tmp_path):
    # From a copy, since setuptools leaves files beside the sources. What CMake builds is at hand.
    source, build = tmp_path / "source", pathlib.Path(neteq.__file__).parents[2]
    shutil.copytree(ROOT / "bindings", source / "bindings")
    for name in ("pyproject.toml", "setup.py", "README.md"):
        shutil.copy(ROOT / name, source)
    environment = {**os.environ, "NETEQ_BUILD_DIR": str(build), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment.pop("PYTHONPATH")
    environment.pop("LD_PRELOAD", None)
    run = {"check": True, "env": environment, "cwd": tmp_path}
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", "venv"], **run)

    subprocess.run(["venv/bin/pip", "install", "-q", "--no-index", "--no-build-isolation",
                    str(source)], **run)
    environment["LD_PRELOAD"] = os.environ.get("LD_PRELOAD", "")
    shown = subprocess.run(["venv/bin/python", "-c", PROGRAM, str(ROOT / "traces/clean.rtpdump")],
                           capture_output=True, text=True, **run).stdout

    assert int(shown) == len(neteq.simulate(ROOT / "traces/clean.rtpdump").ticks)
    assert "neteq/_core.pyi" in subprocess.run(
        ["venv/bin/pip", "show", "-f", "neteq"], capture_output=True, text=True, **run).stdout
