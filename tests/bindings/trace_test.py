# SPDX-License-Identifier: BSD-3-Clause
"""Tests of neteq.Trace, networks and senders."""

import json
import pickle

import numpy as np
import pytest

import neteq
from conftest import ROOT, tone

CLEAN = ROOT / "traces/clean_pcmu.rtpdump"


def assert_same(ours, theirs):
    """Compare structured arrays column by column; NaN equals NaN."""
    for column in theirs.dtype.names:
        np.testing.assert_array_equal(ours[column], theirs[column], err_msg=column)


def test_reads_from_file_and_memory_alike():
    read = neteq.Trace.read(CLEAN)
    parsed = neteq.Trace.parse(CLEAN.read_bytes())

    assert len(read) == 1000 and repr(read).endswith("1000 packets>")
    assert_same(read.packets(), parsed.packets())
    assert read.payloads() == parsed.payloads()


def test_converts_to_arrays_and_back(mobile):
    packets = mobile.packets()

    made = neteq.Trace.from_arrays(
        packets["arrival_ms"], packets["sequence"], packets["timestamp"],
        payloads=mobile.payloads(), payload_type=packets["payload_type"], ssrc=packets["ssrc"],
        marker=packets["marker"], send_ms=packets["send_ms"])

    assert_same(made.packets(), packets)
    assert made.payloads() == mobile.payloads()


def test_survives_pickling(mobile):
    copy = pickle.loads(pickle.dumps(mobile))

    assert_same(copy.packets(), mobile.packets())
    assert copy.payloads() == mobile.payloads() and copy.name == mobile.name


@pytest.mark.parametrize("name", ["a.pcap", "a.rtpdump", "a.csv"])
def test_reads_back_a_written_file(tmp_path, mobile, name):
    mobile.write(tmp_path / name)

    again, packets = neteq.Trace.read(tmp_path / name).packets(), mobile.packets()
    np.testing.assert_array_equal(again["sequence"], packets["sequence"])
    np.testing.assert_allclose(
        np.diff(again["arrival_ms"]), np.diff(packets["arrival_ms"]), atol=1.0)


def test_info_matches_the_command_line(cli):
    listed = json.loads(cli("trace", "info", CLEAN, "--json", "-"))

    assert neteq.Trace.read(CLEAN).info() == listed


def test_leaves_out_lost_packets_and_sorts_the_others():
    trace = neteq.Trace.from_arrays([40.0, np.nan, 0.0], [2, 1, 0], [1920, 960, 0])

    assert trace.packets()["sequence"].tolist() == [0, 2]
    assert trace.packets()["size"].tolist() == [72, 72]
    assert trace.packets()["missing_bytes"].tolist() == [60, 60]


def test_cut_matches_the_command_line(tmp_path, cli, mobile):
    file = tmp_path / "cut.pcap"
    cli("trace", "cut", ROOT / "traces/mobile.rtpdump", file, "--from", 1000, "--to", 2000)

    cut = mobile.cut(1000, 2000)

    np.testing.assert_array_equal(
        cut.packets()["sequence"], neteq.Trace.read(file).packets()["sequence"])


def test_shifts_and_concatenates(mobile):
    shifted = mobile.shift(sequence=65530, timestamp=5, arrival_ms=0.0)
    joined = neteq.Trace.concatenate([shifted, mobile], gap_ms=20.0)

    assert shifted.packets()["arrival_ms"][0] == 0.0
    assert len(joined) == 2 * len(mobile)
    assert len(set(joined.packets()["ssrc"])) == 1
    assert len(mobile.only(int(mobile.packets()["ssrc"][0]))) == len(mobile)
    with pytest.raises(ValueError):
        neteq.Trace.concatenate([])


def test_simulated_network_matches_the_command_line(tmp_path, cli):
    network = "gamma(mean=30, shape=2) + gilbert(loss=5%, burst=3)"
    file = tmp_path / "sent.pcap"
    cli("trace", "generate", "--network", network, "--seed", 5, "--input", CLEAN, "-o", file)

    sent = neteq.Trace.read(CLEAN).send_over(network, seed=5)

    written = neteq.Trace.read(file).packets()  # pcap times start at 0
    assert_same(sent.shift(arrival_ms=0.0).packets(), written)


def test_network_delays_match_the_command_line(cli):
    lines = cli("trace", "generate", "--network", "internet", "--duration", 10).decode().split()

    delays = neteq.network_delays("internet", 500)

    expected = [np.nan if word == "lost" else float(word) for word in lines]
    np.testing.assert_allclose(delays, expected)


def test_lists_models_and_named_networks():
    for preset in neteq.network_presets():
        if "recorded" not in preset.models:
            assert len(neteq.network_delays(preset.name, 5)) == 5
    assert "gamma" in [model.name for model in neteq.models()]


def test_sends_over_given_delays():
    sent = neteq.Trace.read(CLEAN).send_over([10.0, np.nan])

    assert len(sent) == 500


@pytest.mark.parametrize("codec", ["opus", "pcmu", "pcma", "g722", "l16"])
def test_encodes_with_every_codec(codec):
    sent = neteq.encode(tone(2.0), 48000, codec=codec)

    result = neteq.simulate(sent.trace, payload_types=[f"{sent.payload_type}={sent.encoding}"])
    middle = result.audio[0, result.sample_rate_hz // 2:result.sample_rate_hz * 3 // 2]
    assert np.std(middle) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)


def test_encode_matches_the_command_line(tmp_path, cli):
    neteq.write_wav(tmp_path / "tone.wav", tone(), 48000)
    cli("trace", "encode", tmp_path / "tone.wav", "--out", tmp_path / "tone.rtpdump", "--red", 1)

    sent = neteq.encode(neteq.read_audio(tmp_path / "tone.wav"), red_distance=1)

    assert sent.trace.payloads() == neteq.Trace.read(tmp_path / "tone.rtpdump").payloads()


def test_replaces_the_audio_of_a_headers_only_trace():
    trace = neteq.Trace.from_arrays(np.arange(100) * 20.0, np.arange(100), np.arange(100) * 960)

    with pytest.raises(ValueError, match="replace_audio"):
        neteq.simulate(trace)
    result = neteq.simulate(trace.replace_audio(tone(), 48000))
    assert np.abs(result.audio).max() == pytest.approx(0.5, rel=0.1)


def test_errors_name_file_and_position(tmp_path):
    (tmp_path / "cut.rtpdump").write_bytes(CLEAN.read_bytes()[:1000])
    (tmp_path / "bad.csv").write_text("seq,timestamp,arrival_ms\n1,0,0\n2,960,soon\n")

    with pytest.raises(OSError, match="cannot open"):
        neteq.Trace.read(tmp_path / "none.pcap")
    # A cut file is read up to the damage.
    assert 0 < len(neteq.Trace.read(tmp_path / "cut.rtpdump")) < len(neteq.Trace.read(CLEAN))
    with pytest.raises(OSError, match="bad.csv: line 3: arrival_ms"):
        neteq.Trace.read(tmp_path / "bad.csv")
    with pytest.raises(ValueError, match="column 1"):
        neteq.network_delays("gama(mean=30)", 5)
    with pytest.raises(ValueError, match=r"sequence\[1\]"):
        neteq.Trace.from_arrays([0.0, 1.0], [0, 65536], [0, 960])
    with pytest.raises(ValueError, match="timestamp"):
        neteq.Trace.from_arrays([0.0, 1.0], [0, 1], [0, 960, 1920])
