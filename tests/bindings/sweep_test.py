# SPDX-License-Identifier: BSD-3-Clause
"""Tests of sweeps on one machine."""

import concurrent.futures
import json

import numpy as np
import pytest
from conftest import ROOT

import neteq
from neteq import Range

TRACES = [ROOT / "traces/mobile.rtpdump", ROOT / "traces/stall_burst.rtpdump"]
SPACE = {"delay.max_delay_ms": [60, 100, 0], "relative.quantile": Range(0.9, 0.99)}


def test_a_grid_has_all_combinations_and_matches_single_replays():
    result = neteq.sweep({"delay.max_delay_ms": [60, 0], "delay.min_delay_ms": [0, 40]}, TRACES)

    assert result.points[1] == {"delay.max_delay_ms": 60, "delay.min_delay_ms": 40}
    assert result.values.shape == (4, 2, len(neteq.metrics()))
    config = neteq.Config(delay__max_delay_ms=60, delay__min_delay_ms=40)
    for index, trace in enumerate(TRACES):
        report = neteq.simulate(trace, config, audio=False).figures
        names = [metric.name for metric in neteq.metrics()]
        assert result.values[1, index, names.index("concealed_pct")] == pytest.approx(
            report["derived"]["concealed_pct"], abs=1e-5)
        assert result.values[1, index, names.index("mean_playout_delay_ms")] == pytest.approx(
            report["playout_delay_ms"]["mean"], abs=1e-3)


def test_the_result_matches_the_command_line(cli):
    result = neteq.sweep({"delay.max_delay_ms": [60, 100, 0]}, TRACES)
    printed = json.loads(cli("sweep", *TRACES, "--grid", "delay.max_delay_ms=60,100,0", "--json", "-"))

    for point, row in zip(printed["results"], result.mean):
        np.testing.assert_allclose(list(point["mean"].values()), row, atol=1e-6)
    assert [point["pareto_front"] for point in printed["results"]] == list(result.pareto)


def test_the_result_depends_on_the_seed_alone():
    one = neteq.sweep(SPACE, TRACES, points=20, seed=3)
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        two = neteq.sweep(SPACE, TRACES, points=20, seed=3, executor=executor)
    other = neteq.sweep(SPACE, TRACES, points=20, seed=4)

    assert one.points == two.points != other.points
    assert np.array_equal(one.values, two.values)
    assert all(0.9 <= point["relative.quantile"] <= 0.99 for point in one.points)


def test_no_point_dominates_the_pareto_front():
    result = neteq.sweep(SPACE, TRACES, points=20)
    costs = np.stack([result.metric(name) for name in result.objective], axis=1)

    for point, is_on_front in enumerate(result.pareto):
        beaten = any((other <= costs[point]).all() and (other < costs[point]).any() for other in costs)
        assert is_on_front != beaten
    assert result.metric("concealed_pct").min() == result.metric("concealed_pct")[
        result.points.index(result.best("concealed_pct"))]
    frame = result.to_dataframe()
    assert len(frame) == 20 and frame["pareto_front"].sum() == result.pareto.sum()
    assert "%" in result.plot().axes[0].get_xlabel()


def test_accepts_traces_and_folders_and_reports_progress(mobile, tmp_path):
    (tmp_path / "a.rtpdump").write_bytes(TRACES[0].read_bytes())
    told = []

    from_folder = neteq.sweep(SPACE, tmp_path, points=20, progress=told.append)
    from_trace = neteq.sweep(SPACE, mobile, points=20)

    assert np.array_equal(from_folder.values, from_trace.values)
    assert told == [0.5, 1.0]


def test_resumes_from_an_incomplete_log(tmp_path):
    whole = neteq.sweep(SPACE, TRACES, points=40, log=tmp_path / "whole.jsonl")
    lines = (tmp_path / "whole.jsonl").read_text().splitlines(True)
    assert len(lines) == 6
    (tmp_path / "part.jsonl").write_text("".join(lines[:2]) + lines[2][:20])  # as left by a killed process

    resumed = neteq.sweep(SPACE, TRACES, points=40, log=tmp_path / "part.jsonl")

    assert np.array_equal(resumed.values, whole.values)
    assert len((tmp_path / "part.jsonl").read_text().splitlines()) == 2 + 4


@pytest.mark.parametrize("arguments, error, text", [
    (({"relative.quantil": [0.9]}, TRACES), TypeError, "relative.quantile"),
    (({"relative.quantile": [7.0]}, TRACES), ValueError, "relative.quantile"),
    (({"relative.quantile": Range(0.5, 7.0)}, TRACES), ValueError, "relative.quantile"),
    (({"relative.quantile": []}, TRACES), ValueError, "relative.quantile"),
    (({}, TRACES), ValueError, "space"),
    ((SPACE, []), ValueError, "traces"),
    ((SPACE, "nowhere.rtpdump"), OSError, "nowhere.rtpdump"),
    ((SPACE, ROOT / "cmake"), OSError, "cmake"),
    ((SPACE, TRACES, "delay"), TypeError, "objective"),
])
def test_errors_name_the_argument(arguments, error, text):
    with pytest.raises(error, match=text):
        neteq.sweep(*arguments)


def test_leaves_out_contradictory_combinations():
    result = neteq.sweep({"delay.min_delay_ms": [0, 200], "delay.max_delay_ms": [100, 0]}, TRACES[0])
    assert {"delay.min_delay_ms": 200, "delay.max_delay_ms": 100} not in result.points
    assert len(result.points) == 3
