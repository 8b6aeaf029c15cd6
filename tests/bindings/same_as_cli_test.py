# SPDX-License-Identifier: BSD-3-Clause
"""Tests that Python and the command line write the same bytes."""

import json

import numpy as np
import pytest

import neteq
from conftest import ROOT


def without_timing(report):
    """Return the report without timing, which depends on the machine."""
    report = json.loads(report)
    del report["timing"]
    return json.dumps(report, indent=2)


@pytest.mark.parametrize("preset", ["default", "legacy"])
def test_same_json_csv_npz_and_wav(tmp_path, cli, trace_file, preset):
    name = trace_file.relative_to(ROOT)
    files = {kind: tmp_path / f"cli.{kind}" for kind in ("json", "csv", "npz", "wav")}
    cli("replay", name, "--repeat", 0, "--preset", preset, "--set", "delay.min_delay_ms=20",
        *(word for kind, file in files.items() for word in (f"--{kind}", file)))

    trace = neteq.Trace.parse(trace_file.read_bytes(), str(name))
    ours = {kind: tmp_path / f"py.{kind}" for kind in ("csv", "npz", "wav")}
    result = neteq.simulate(trace, neteq.Config(preset, delay__min_delay_ms=20), **ours)

    assert without_timing(result.to_json()) == without_timing(files["json"].read_text())
    for kind, file in ours.items():
        assert file.read_bytes() == files[kind].read_bytes(), kind
    result.write_wav(tmp_path / "again.wav")
    assert (tmp_path / "again.wav").read_bytes() == files["wav"].read_bytes()
    with np.load(files["npz"]) as arrays:
        for column in set(arrays) & set(result.ticks.dtype.names):
            np.testing.assert_array_equal(result.ticks[column], arrays[column], err_msg=column)
