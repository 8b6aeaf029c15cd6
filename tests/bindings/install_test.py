# SPDX-License-Identifier: BSD-3-Clause
"""Tests `pip install .` without network into a new virtual environment, and a notebook in it."""

import json
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


def images_of(notebook):
    """Return the number of images in the outputs of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_installs_offline_simulates_and_runs_the_first_notebook(tmp_path):
    # Install from a copy, because setuptools writes into the source folder. Reuse the CMake build.
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

    # Without its own kernel the environment runs notebooks with Debian's Python, which lacks the package.
    subprocess.run(["venv/bin/python", "-m", "ipykernel", "install", "--sys-prefix", "--name", "python3"],
                   capture_output=True, **run)
    environment["JUPYTER_PATH"] = str(tmp_path / "venv/share/jupyter")
    environment["NETEQ_TRACES"] = str(ROOT / "traces")
    environment.pop("MPLBACKEND", None)  # notebooks use the inline backend
    subprocess.run(["venv/bin/python", "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", ".",
                    "--output", "executed.ipynb", ROOT / "bindings/notebooks/1_first_replay.ipynb"],
                   capture_output=True, **run)
    assert images_of(tmp_path / "executed.ipynb") == 4
