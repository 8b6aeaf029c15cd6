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
