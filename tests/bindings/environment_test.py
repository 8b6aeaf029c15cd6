# SPDX-License-Identifier: BSD-3-Clause
"""Tests of neteq.Environment."""

import numpy as np
import pytest

import neteq
from conftest import ROOT
from neteq import Action, Environment
from neteq.environment import OBSERVATION


def play(environment, action, seed=1):
    """Run one episode; return reports, rewards and audio."""
    observation, info = environment.reset(seed=seed)
    assert observation.shape == environment.observation_shape == (len(OBSERVATION),)
    assert info == {"seed": seed}
    reports, rewards, audio, done = [], [], [], False
    while not done:
        observation, reward, done, truncated, info = environment.step(action)
        assert observation.dtype == np.float32 and np.isfinite(observation).all()
        assert not truncated
        reports.append(info["report"])
        rewards.append(reward)
        audio.append(environment.audio)
    return reports, rewards, np.concatenate(audio, axis=1)


def test_action_auto_matches_simulate(mobile):
    environment = Environment(mobile)

    reports, rewards, audio = play(environment, Action.AUTO)

    result = neteq.simulate(mobile)
    assert [report.operation for report in reports] == result.ticks["operation"].tolist()
    np.testing.assert_array_equal(audio, result.audio)
    assert environment.statistics() == result.statistics
    assert sum(rewards) < 0


def test_an_action_overrides_the_policy(mobile):
    environment = Environment(mobile.cut(0, 2000))
    environment.reset()
    for _ in range(50):
        environment.step(Action.AUTO)

    _, _, _, _, info = environment.step(Action.EXPAND)

    assert info["report"].operation == neteq.Operation.EXPAND
    assert info["report"].reason == neteq.Reason.OVERRIDE


def test_the_network_depends_on_the_seed_alone():
    trace = neteq.Trace.read(ROOT / "traces/clean_pcmu.rtpdump").cut(0, 3000)
    environment = Environment(trace, network="gamma(mean=30) + loss(5%)", reward=lambda report: 1.5)

    first, rewards, _ = play(environment, 0, seed=3)
    other, _, _ = play(environment, 0, seed=4)
    again, _, _ = play(environment, 0, seed=3)

    assert first == again != other
    assert set(rewards) == {1.5}


def test_rejects_invalid_calls(mobile):
    environment = Environment(mobile.cut(0, 100))
    with pytest.raises(RuntimeError, match="reset"):
        environment.step(0)
    environment.reset()
    for action in (-1, 6):
        with pytest.raises(ValueError, match="action: expected 0 to 5"):
            environment.step(action)
    with pytest.raises(ValueError, match="over"):
        for _ in range(1000):
            environment.step(0)
    with pytest.raises(ValueError, match="seed"):
        environment.reset(seed=-1)
