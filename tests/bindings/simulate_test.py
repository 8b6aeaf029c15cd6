# SPDX-License-Identifier: BSD-3-Clause
"""Tests of neteq.simulate and neteq.Result."""

import faulthandler
import os
import threading

import numpy as np
import pytest

import neteq
from conftest import ROOT, tone


def test_arrays_and_statistics_are_consistent(mobile):
    result = neteq.simulate(mobile)

    assert result.audio.dtype == np.float32
    assert result.audio.shape == (1, len(result.ticks) * result.sample_rate_hz // 100)
    assert len(result.ticks) == result.figures["ticks"]
    assert len(result.packets) == len(mobile) == result.figures["packets"]["count"]
    concealed = result.ticks["concealed_samples"].sum()
    assert concealed == result.statistics["concealed_samples"]
    by_operation = result.figures["per_tick"]["operation"]
    for operation in neteq.Operation:
        count = (result.ticks["operation"] == operation).sum()
        assert count == by_operation.get(str(operation), 0)


def test_arrays_are_views_and_outlive_the_result(mobile):
    result = neteq.simulate(mobile)
    audio, again = result.audio, result.audio
    assert np.shares_memory(audio, again)
    total = float(np.abs(audio).sum())

    del result, again

    assert float(np.abs(audio).sum()) == total > 0


def test_replays_without_audio(mobile):
    result = neteq.simulate(mobile, audio=False)

    assert result.audio.shape == (1, 0)
    assert result.to_json().split('"timing"')[0] == (
        neteq.simulate(mobile).to_json().split('"timing"')[0])


def test_converts_to_a_data_frame(mobile):
    table = neteq.simulate(mobile).to_dataframe()

    assert table.index.name == "t_ms"
    assert set(table["operation"].unique()) >= {"normal", "expand"}
    assert table["target_delay_ms"].max() > 0


def test_plots_with_units(mobile, tmp_path):
    figure = neteq.simulate(mobile).plot(from_ms=1000, to_ms=5000)

    delays, operations = figure.axes
    assert "[ms]" in delays.get_ylabel() and "[s]" in operations.get_xlabel()
    labels = [text.get_text() for text in delays.get_legend().get_texts()]
    assert labels == ["arrivals", "target", "level", "playout"]
    figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 10_000


def test_compares_with_a_clean_signal():
    sent = neteq.encode(neteq.Sound(np.tile(tone(), 3), 48000), codec="pcmu")

    result = neteq.simulate(sent.trace, reference=np.tile(tone(), 3), reference_rate_hz=48000)

    assert result.figures["reference_quality"] is not None


def test_releases_the_gil(mobile, tmp_path):
    """Another thread reads the CSV from a pipe of 64 KiB: a replay that held the GIL would wait forever."""
    pipe = tmp_path / "ticks.csv"
    os.mkfifo(pipe)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(pipe.read_text().splitlines()))
    faulthandler.dump_traceback_later(600, exit=True)  # needs no GIL
    reader.start()

    result = neteq.simulate(mobile, csv=pipe, audio=False)
    reader.join()
    faulthandler.cancel_dump_traceback_later()

    assert sum(map(len, lines)) > 65536
    assert len(lines) == 1 + result.figures["ticks"]


def test_errors_name_the_argument(mobile):
    with pytest.raises(ValueError, match="repeat"):
        neteq.simulate(mobile, repeat=-1)
    with pytest.raises(ValueError, match="reference"):
        neteq.simulate(mobile, reference=np.zeros((2, 3, 4)), reference_rate_hz=48000)
    with pytest.raises(TypeError, match="rate_hz"):
        neteq.simulate(mobile, reference=tone())
    with pytest.raises(ValueError, match="--pt"):
        neteq.simulate(mobile, payload_types=["what"])
    with pytest.raises(OSError, match="nowhere"):
        neteq.simulate("nowhere.pcap")
    with pytest.raises(ValueError, match="cannot open"):
        neteq.simulate(mobile, csv="/nowhere/a.csv")
