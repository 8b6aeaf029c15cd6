# SPDX-License-Identifier: BSD-3-Clause
"""Tests that the notebooks run, label their figures and pass mypy."""

import json
import os
import pathlib
import subprocess

import matplotlib
import neteq
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "bindings/notebooks").glob("*.ipynb"))

matplotlib.use("agg")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_labels_its_figures(path, monkeypatch):
    """Executes all cells in one namespace, as a kernel does."""
    import matplotlib.pyplot as plt

    monkeypatch.setenv("NETEQ_TRACES", str(ROOT / "traces"))
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(cell.get("outputs", []) == [] for cell in cells), "expected no stored outputs"
    namespace = {"__name__": "__main__"}
    plt.close("all")
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{path.name} {cell['id']}", "exec"), namespace)

    figures = [plt.figure(number) for number in plt.get_fignums()]
    assert len(figures) >= 2
    for figure in figures:
        texts = [axes.get_xlabel() + axes.get_ylabel() for axes in figure.axes]
        assert any("[" in text for text in texts), "units in brackets"
        for axes in figure.axes:
            assert axes.lines or axes.collections or axes.patches
    folder = os.environ.get("NETEQ_NOTEBOOK_FIGURES")  # set it to inspect the figures
    for number, figure in enumerate(figures):
        if folder:
            figure.savefig(f"{folder}/{path.stem}_{number}.png", dpi=70)
    plt.close("all")


def test_code_passes_mypy(tmp_path):
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        (tmp_path / f"notebook_{path.stem}.py").write_text("\n\n".join(code) + "\n", encoding="utf-8")

    checked = subprocess.run(
        ["mypy", "--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache"),
         "--config-file", str(ROOT / "pyproject.toml"), *map(str, sorted(tmp_path.glob("*.py")))],
        capture_output=True, text=True, check=False,
        env={"MYPYPATH": str(pathlib.Path(neteq.__file__).parents[1]), "PATH": "/usr/bin:/bin"})

    assert checked.returncode == 0, checked.stdout
