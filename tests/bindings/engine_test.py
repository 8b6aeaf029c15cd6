# SPDX-License-Identifier: BSD-3-Clause
"""Tests of the live engine."""

import numpy as np
import pytest

import neteq


def play(trace, config=None):
    """Replay a trace with a live engine; return audio, reports and engine."""
    engine = neteq.NetEq(config, register_defaults=False)
    engine.register(111, "opus/48000/2")
    packets, payloads = trace.packets(), trace.payloads()
    now, end, index = packets["arrival_ms"][0], packets["arrival_ms"][-1] + 1000, 0
    audio, reports = [], []
    while now <= end:
        while index < len(packets) and packets["arrival_ms"][index] <= now:
            packet = packets[index]
            engine.insert_packet(
                payloads[index], sequence=int(packet["sequence"]),
                timestamp=int(packet["timestamp"]), payload_type=int(packet["payload_type"]),
                ssrc=int(packet["ssrc"]), marker=bool(packet["marker"]),
                arrival_ms=float(packet["arrival_ms"]))
            index += 1
        samples, report = engine.get_audio()
        audio.append(samples)
        reports.append(report)
        now += 10
    return np.concatenate(audio, axis=1), reports, engine


def test_a_manual_replay_matches_simulate(mobile):
    config = neteq.Config(output__rate_hz=48000, output__channels=1)

    audio, reports, engine = play(mobile, config)
    result = neteq.simulate(mobile, config)

    assert [report.operation for report in reports] == result.ticks["operation"].tolist()
    assert [report.target_delay_ms for report in reports] == result.ticks["target_delay_ms"].tolist()
    assert engine.statistics() == result.statistics
    assert audio.shape == result.audio.shape
    # simulate rounds to 16 bits like the command line.
    np.testing.assert_allclose(audio, result.audio, atol=1.01 / 32768)


def test_plays_silence_before_the_first_packet():
    audio, report = neteq.NetEq(neteq.Config(output__rate_hz=16000)).get_audio()

    assert audio.shape == (1, 160) and not audio.any()
    assert report.reason == neteq.Reason.BEFORE_FIRST_PACKET
    assert report.samples_per_channel == 160 and not report.has_timestamps


def test_registers_and_removes():
    engine = neteq.NetEq(register_defaults=False)
    packet = {"timestamp": 0, "payload_type": 0, "arrival_ms": 0.0}

    unknown = engine.insert_packet(bytes(160), sequence=1, **packet)
    engine.register(0, "PCMU/8000")
    known = engine.insert_packet(bytes(160), sequence=2, **packet)
    engine.remove(0)
    removed = engine.insert_packet(bytes(160), sequence=3, **packet)
    engine.register_sdp("a=rtpmap:96 opus/48000/2", "a=fmtp:96 stereo=1")

    assert unknown.result == neteq.InsertResult.UNKNOWN_PAYLOAD_TYPE
    assert known.result == neteq.InsertResult.INSERTED and known.timeline_changed
    assert removed.result == neteq.InsertResult.UNKNOWN_PAYLOAD_TYPE


def test_bounds_the_target_delay():
    engine = neteq.NetEq(neteq.Config(delay__start_delay_ms=80))

    engine.set_delay_bounds(minimum_ms=200.0)
    state = engine.inspect()
    assert state.target_delay_ms == 200.0 and state.unlimited_target_delay_ms == 80.0
    engine.set_delay_bounds(minimum_ms=0.0, maximum_ms=50.0)
    assert engine.inspect().target_delay_ms == 50.0
    engine.set_delay_bounds(base_minimum_ms=30.0)
    with pytest.raises(ValueError, match=r"minimum = 100 ms is out of range \[0, 50\] ms"):
        engine.set_delay_bounds(minimum_ms=100.0)
    state = engine.inspect()
    assert (state.minimum_delay_ms, state.maximum_delay_ms, state.base_minimum_delay_ms) == (0, 50, 30)


def test_keeps_a_service_level():
    engine = neteq.NetEq()

    engine.set_service_level(max_late_percent=1.0, max_delay_ms=120.0)
    assert engine.inspect().service == {
        "max_late_percent": 1.0, "max_delay_ms": 120.0, "late_since_ms": None, "slow_since_ms": None}
    with pytest.raises(ValueError, match="max_late_percent = 101 % is out of range"):
        engine.set_service_level(max_late_percent=101.0)
    with pytest.raises(ValueError, match="only delay.estimator=adaptive keeps a service level"):
        neteq.NetEq(neteq.Config("webrtc_2024")).set_service_level(max_late_percent=1.0)


def test_lists_missing_packets():
    engine = neteq.NetEq(neteq.Config(nack__enabled=True))
    for sequence in (1, 2, 5):
        engine.insert_packet(bytes(160), sequence=sequence, timestamp=160 * sequence,
                             payload_type=0, arrival_ms=20.0 * sequence)
        engine.get_audio()

    assert engine.nack_list(10.0) == [3, 4]


def test_overrides_the_next_operation(mobile):
    _, _, engine = play(mobile.cut(0, 2000))

    engine.override_next_operation(neteq.Operation.EXPAND)
    _, report = engine.get_audio()

    assert report.operation == neteq.Operation.EXPAND and report.reason == neteq.Reason.OVERRIDE
    assert report.decided_operation == neteq.Operation.EXPAND
    assert report.decided_reason == neteq.Reason.OVERRIDE and not report.output_too_small


def test_has_a_fixed_output_format(mobile):
    _, reports, engine = play(mobile)

    state = engine.inspect()
    assert (state.sample_rate_hz, state.channels) == (48000, 1)
    assert {(r.sample_rate_hz, r.channels, r.samples_per_channel) for r in reports} == {(48000, 1, 480)}


@pytest.mark.parametrize("encoding, message", [
    ("opus/8000", "clock rate of opus"), ("what/8000", "'what'"), ("opus", "clock rate")])
def test_rejects_formats_with_a_message(encoding, message):
    with pytest.raises(ValueError, match=message):
        neteq.NetEq().register(99, encoding)


def test_reports_statistics(mobile):
    _, _, engine = play(mobile)

    state = engine.inspect()
    assert state.receiver_report["packets_received"] == len(mobile)
    assert state.stalls["played_ms"] > 0
    assert engine.take_network_statistics()["packet_loss_rate"] >= 0
    assert state.clock_drift["is_known"] in (True, False)
    assert engine.estimator()["quantile_delay_ms"] > 0
    assert engine.last_tick is not None and state.unplayed_ms >= 0
    engine.flush()
    assert engine.get_audio()[1].packets_in_buffer == 0


@pytest.mark.parametrize("field, value", [
    ("sequence", 65536), ("sequence", -1), ("timestamp", 2**32), ("ssrc", -1),
    ("payload_type", 128), ("arrival_ms", float("nan")), ("arrival_ms", 1e300)])
def test_rejects_header_fields_out_of_range(field, value):
    packet = {"sequence": 0, "timestamp": 0, "payload_type": 0, "arrival_ms": 0.0, field: value}

    with pytest.raises(ValueError, match=field):
        neteq.NetEq().insert_packet(b"", **packet)
