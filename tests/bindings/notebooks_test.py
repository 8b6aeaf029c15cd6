# SPDX-License-Identifier: BSD-3-Clause
"""The notebooks run from top to bottom, and every figure has its axes labelled."""

import json
import os

import matplotlib
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "bindings/notebooks").glob("*.ipynb"))

matplotlib.use("agg")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_its_figures_are_labelled(path, monkeypatch):
    """In one namespace, cell after cell, as a kernel does."""
    import matplotlib.pyplot as plt

    monkeypatch.setenv("NETEQ_TRACES", str(ROOT / "traces"))
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(cell.get("outputs", []) == [] for cell in cells), "stored without outputs"
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
    folder = os.environ.get("NETEQ_NOTEBOOK_FIGURES")  # to look at them
    for number, figure in enumerate(figures):
        if folder:
            figure.savefig(f"{folder}/{path.stem}_{number}.png", dpi=70)
    plt.close("all")
