# SPDX-License-Identifier: BSD-3-Clause
"""Tests of delay estimators and decision policies written in Python."""

import numpy as np
import pytest

import neteq

LONGEST_PACKET_US = 120_000


class Iat(neteq.DelayEstimator):
    """Reimplementation of the estimator `iat` without its peak detector.

    Times are integers in microseconds, as in the engine.
    """

    def __init__(self, config):
        self.start_us = 1000 * config.delay.start_delay_ms
        self.quantile = config.iat.quantile
        self.final_factor = config.iat.forget_factor

    def reset(self):
        self.histogram = 0.5 ** np.arange(1.0, 66.0)
        self.histogram[-1] *= 2
        self.factor = 0.0
        self.length_us = self.packets = 0
        self.on_stream_change()

    def on_stream_change(self):
        self.reference = None
        self.reordered_run = 0

    def on_empty_packet(self, sequence):
        if self.reference and sequence > self.reference[0]:
            self.reference = (self.reference[0] + 1, *self.reference[1:])

    def on_arrival(self, packet):
        if packet.is_redundant:
            return
        if not packet.is_speech:
            self.reference = None
            return
        media_us, time_us, length_us = (
            round(1000 * ms) for ms in (packet.media_time_ms, packet.arrival_ms, packet.frame_ms))
        newest = (packet.sequence, media_us, time_us)
        is_reordered = self.reference is not None and packet.sequence <= self.reference[0]
        if not is_reordered and length_us > 0 and length_us != self.length_us:
            assert self.packets == 0, "bundled traces have a constant packet length"
            self.length_us, self.reference = length_us, None
        if self.reference is None or self.length_us == 0:
            self.reference, self.reordered_run = newest, 0
            return
        self.learn(newest, is_reordered)
        if is_reordered and self.reordered_run < 10:
            self.reordered_run += 1
        else:
            self.reference, self.reordered_run = newest, 0

    def learn(self, newest, is_reordered):
        steps = newest[0] - self.reference[0]
        interval_us = self.length_us
        if not is_reordered:
            interval_us = int((newest[1] - self.reference[1]) / steps)
        if not 0 < interval_us <= LONGEST_PACKET_US:
            return
        packets = int((newest[2] - self.reference[2]) / interval_us) + 1 - steps
        self.histogram *= self.factor
        self.histogram[self.histogram < 1e-30] = 0.0
        self.histogram[min(max(packets, 0), 64)] += 1.0 - self.factor
        self.factor += (self.final_factor - self.factor) * 0.25
        tail = self.histogram[64]
        self.packets = 64
        while self.packets > 1 and tail <= 1.0 - self.quantile:
            self.packets -= 1
            tail += self.histogram[self.packets]

    def target_ms(self):
        return (self.packets * self.length_us or self.start_us) / 1000


def test_a_python_estimator_matches_the_built_in_one(trace_file):
    config = neteq.Config("legacy", delay__estimator="iat", peak__enabled=False)
    trace = neteq.Trace.read(trace_file)

    ours = neteq.simulate(trace, config, estimator=Iat(config))
    built_in = neteq.simulate(trace, config)

    np.testing.assert_array_equal(
        ours.ticks["target_delay_ms"], built_in.ticks["target_delay_ms"])
    np.testing.assert_array_equal(ours.audio, built_in.audio)
    assert len(set(built_in.ticks["target_delay_ms"])) > 1


class Fixed(neteq.DelayEstimator):
    """Returns a constant target."""

    def __init__(self, ms):
        self.ms = ms

    def on_arrival(self, packet):
        pass

    def target_ms(self):
        return self.ms


def test_a_live_engine_accepts_an_estimator():
    engine = neteq.NetEq(estimator=Fixed(140.0))

    engine.insert_packet(bytes(160), sequence=1, timestamp=0, payload_type=0, arrival_ms=0.0)

    assert engine.inspect().target_delay_ms == 140.0


class Policy(neteq.DecisionPolicy):
    """Returns a constant answer and records its input."""

    def __init__(self, answer=None):
        self.answer = answer
        self.states = []

    def decide(self, state):
        self.states.append(state)
        return self.answer


def test_a_policy_that_returns_none_changes_nothing(mobile):
    policy = Policy()

    result = neteq.simulate(mobile, policy=policy)

    np.testing.assert_array_equal(result.audio, neteq.simulate(mobile).audio)
    assert len(policy.states) <= len(result.ticks)
    operations = {state.built_in for state in policy.states}
    assert {neteq.Operation.NORMAL, neteq.Operation.EXPAND} <= operations


def test_a_policy_decides(mobile):
    never = neteq.simulate(mobile, policy=Policy(neteq.Operation.NORMAL))

    operations = set(never.ticks["operation"])
    assert not operations & {neteq.Operation.ACCELERATE, neteq.Operation.PREEMPTIVE_EXPAND}


class Broken(neteq.DelayEstimator):
    """Raises an exception at the third packet."""

    count = 0

    def on_arrival(self, packet):
        self.count += 1
        if self.count >= 3:
            raise KeyError("third packet")

    def target_ms(self):
        return 60.0


def test_exceptions_of_callbacks_propagate(mobile):
    with pytest.raises(KeyError, match="third packet"):
        neteq.simulate(mobile, estimator=Broken())
    with pytest.raises(ValueError, match="target_ms: expected 0 to 10000"):
        neteq.simulate(mobile, estimator=Fixed(-1.0))
    with pytest.raises(ValueError, match="target_ms"):
        neteq.NetEq(estimator=Fixed(float("nan")))
    with pytest.raises(ValueError, match="decide: expected an Operation"):
        neteq.simulate(mobile, policy=Policy(77))
    with pytest.raises(ValueError):
        neteq.simulate(mobile, policy=Policy("what"))
    with pytest.raises(NotImplementedError):
        neteq.simulate(mobile, policy=neteq.DecisionPolicy())
    with pytest.raises(TypeError, match="estimator: expected a DelayEstimator"):
        neteq.simulate(mobile, estimator=Policy())


def test_an_engine_survives_exceptions_of_callbacks():
    engine = neteq.NetEq(estimator=Broken())
    packet = {"payload_type": 0, "arrival_ms": 0.0}

    for sequence in range(5):
        try:
            engine.insert_packet(bytes(160), sequence=sequence, timestamp=160 * sequence, **packet)
        except KeyError:
            assert sequence >= 2
        assert engine.get_audio()[0].shape[0] == 1
    assert engine.inspect().target_delay_ms == 60.0
