# SPDX-License-Identifier: BSD-3-Clause
"""Tests that deprecated names warn and still work."""

import pytest

import neteq


class Recorder(neteq.DecisionPolicy):
    """Keeps the last state."""

    def decide(self, state):
        self.state = state


def test_policy_states_have_their_old_names(mobile):
    policy = Recorder()
    neteq.simulate(mobile, policy=policy)

    with pytest.warns(DeprecationWarning, match="use PolicyState.recent_playout_delay_ms"):
        assert policy.state.playout_delay_ms == policy.state.recent_playout_delay_ms
    with pytest.warns(DeprecationWarning, match="use PolicyState.next_recent_playout_delay_ms"):
        assert policy.state.packet_delay_ms == policy.state.next_recent_playout_delay_ms


def test_reports_have_their_old_names():
    engine = neteq.NetEq()
    _, report = engine.get_audio()

    with pytest.warns(DeprecationWarning, match="neteq.Frame is deprecated; use neteq.TickReport"):
        assert neteq.Frame is neteq.TickReport
    with pytest.warns(DeprecationWarning, match="use neteq.ArrivalReport"):
        assert neteq.Arrival is neteq.ArrivalReport
    with pytest.warns(DeprecationWarning, match="use TickReport.samples_per_channel"):
        assert report.samples == report.samples_per_channel == 480
    with pytest.warns(DeprecationWarning, match="use NetEq.last_tick"):
        assert engine.last_frame == engine.last_tick == report
    with pytest.raises(AttributeError, match="no attribute 'Fame'"):
        getattr(neteq, "Fame")


def test_presets_have_their_old_names():
    with pytest.warns(FutureWarning, match="preset modern is now called webrtc_2024"):
        config = neteq.Config("modern")

    assert config == neteq.Config("webrtc_2024") and config.preset == "webrtc_2024"


def test_engines_have_their_old_setters():
    engine = neteq.NetEq()

    for old, bound in {"set_minimum_delay": "minimum_delay_ms", "set_maximum_delay": "maximum_delay_ms",
                       "set_base_minimum_delay": "base_minimum_delay_ms"}.items():
        with pytest.warns(DeprecationWarning, match=rf"use NetEq.set_delay_bounds\({bound.replace('_delay', '')}="):
            assert getattr(engine, old)(120.0) is True
        assert getattr(engine.inspect(), bound) == 120.0
    with pytest.warns(DeprecationWarning):
        assert engine.set_minimum_delay(20_000.0) is False
    assert engine.inspect().minimum_delay_ms == 120.0


def test_engines_have_their_old_getters():
    engine = neteq.NetEq()
    engine.set_delay_bounds(base_minimum_ms=70.0)
    state = engine.inspect()

    for name in ("target_delay_ms", "unlimited_target_delay_ms", "filtered_delay_ms", "unplayed_ms",
                 "base_minimum_delay_ms", "playout_timestamp"):
        with pytest.warns(DeprecationWarning, match=rf"NetEq.{name} is deprecated; use NetEq.inspect\(\).{name}"):
            assert getattr(engine, name) == getattr(state, name)
    for name in ("stalls", "receiver_report", "clock_drift"):
        with pytest.warns(DeprecationWarning, match=rf"use NetEq.inspect\(\).{name}"):
            assert getattr(engine, name)() == getattr(state, name)
    with pytest.raises(AttributeError, match="'NetEq' object has no attribute 'delay'"):
        engine.delay
