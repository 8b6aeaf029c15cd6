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
