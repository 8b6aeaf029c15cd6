# SPDX-License-Identifier: BSD-3-Clause
"""A replay controlled tick by tick, with the interface of a Gymnasium environment."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.config import Config
from neteq.engine import TickReport, report_of
from neteq.enums import Operation
from neteq.trace import Trace


class Action(enum.IntEnum):
    """Action for one tick. If it cannot be executed, the engine executes the nearest one."""

    #: Use the decision of the built-in policy.
    AUTO = 0
    NORMAL = 1
    EXPAND = 2
    ACCELERATE = 3
    FAST_ACCELERATE = 4
    PREEMPTIVE_EXPAND = 5


_OPERATION = {
    Action.AUTO: -1,
    **{action: int(Operation[action.name]) for action in Action if action is not Action.AUTO},
}

#: Names of the elements of an observation, in order. Times are in seconds to keep values near 1.
OBSERVATION = (
    "target_delay_s",
    "current_buffer_size_s",
    "filtered_delay_s",
    "recent_playout_delay_s",
    "packets_inserted",
    "packets_in_buffer",
    "concealed_share",
    "stretched_share",
    "correlation",
    "is_muted",
)

# E-model of Cole and Rosenbluth, Computer Communication Review 31(2), 2001, with delay d in ms and
# loss rate e: R = 94.2 - 0.024 d - 0.11 (d - 177.3) [d > 177.3] - 11 - 40 ln(1 + 10 e).
# The cost of concealment is the slope of the last term at e = 0: 400.
_DELAY_COST = 0.024
_LONG_DELAY_COST = 0.11
_LONG_DELAY_MS = 177.3
_CONCEALMENT_COST = 400.0


def _concealed_share(report: TickReport) -> float:
    return min(report.concealed_samples / report.samples_per_channel, 1.0)


class Environment:
    """A replay controlled tick by tick.

    Has the interface of ``gymnasium.Env`` but does not depend on Gymnasium: `reset` and `step`
    return the same tuples. The action space corresponds to ``Discrete(len(Action))``, the
    observation space to a ``Box`` of ``observation_shape``::

        environment = neteq.Environment("traces/clean.rtpdump", network="mobile")
        observation, info = environment.reset(seed=1)
        done = False
        while not done:
            observation, reward, done, truncated, info = environment.step(neteq.Action.AUTO)

    Parameters
    ----------
    trace : Trace, str or path
        Packets to replay, or the name of a trace file.
    config : Config, optional
        Engine parameters. Default: preset ``default``.
    network : str, optional
        Simulated network, drawn anew at each reset, see `Trace.send_over`.
    reward : callable, optional
        Maps a `TickReport` to a number. Default: the negative E-model impairment of the tick (Cole and
        Rosenbluth 2001), with concealment weighted by the slope at low loss.
    ssrc : int, optional
        SSRC of the stream to replay. Default: the first stream with speech.
    payload_types : sequence of str
        Payload types in addition to the default ones, for example ``"96=opus/48000/2"``.

    Raises
    ------
    OSError
        The trace cannot be read.
    """

    #: Shape of an observation.
    observation_shape = (len(OBSERVATION),)

    def __init__(
        self,
        trace: Trace | str | os.PathLike[str],
        config: Config | None = None,
        *,
        network: str | None = None,
        reward: Callable[[TickReport], float] | None = None,
        ssrc: int | None = None,
        payload_types: Sequence[str] = (),
    ) -> None:
        self._trace = trace if isinstance(trace, Trace) else Trace.read(trace)
        self._config = Config() if config is None else config
        self._network = network
        self._reward = reward
        self._ssrc = ssrc
        self._payload_types = list(payload_types)
        self._seed = 0
        self._stepper: _core.Stepper | None = None

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[npt.NDArray[np.float32], dict[str, Any]]:
        """Start a new episode.

        Parameters
        ----------
        seed : int, optional
            Seed of the network, 64 bits. Default: the previous seed plus one.
        options : dict, optional
            Ignored; part of the Gymnasium interface.

        Returns
        -------
        observation : numpy.ndarray
            float32, ``observation_shape``; ``neteq.environment.OBSERVATION`` names the elements.
        info : dict
            ``seed``: the seed used.

        Raises
        ------
        ValueError
            The seed is out of range, or the trace has no stream that can be replayed.
        """
        self._seed = self._seed + 1 if seed is None else seed
        if not 0 <= self._seed < 1 << 64:
            raise ValueError(f"seed: expected 0 to 2**64 - 1, not {self._seed}")
        trace = self._trace
        if self._network is not None:
            trace = trace.send_over(self._network, self._seed)
        self._stepper = _core.Stepper(
            trace._trace, self._config._engine, self._ssrc, self._payload_types, trace.name)
        return np.zeros(self.observation_shape, dtype=np.float32), {"seed": self._seed}

    def step(
        self, action: int
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Insert all packets that have arrived and play one tick of 10 ms.

        Parameters
        ----------
        action : Action or int
            Action of the tick.

        Returns
        -------
        observation : numpy.ndarray
            As returned by `reset`.
        reward : float
            Reward of the tick.
        terminated : bool
            The trace has ended.
        truncated : bool
            Always False.
        info : dict
            ``report``: the `TickReport` of the tick; ``frame`` is its deprecated name.

        Raises
        ------
        ValueError
            `action` is not an `Action`, or the trace has ended.
        RuntimeError
            `reset` has not been called.
        """
        if self._stepper is None:
            raise RuntimeError("call reset before this method")
        try:
            operation = _OPERATION[Action(int(action))]
        except ValueError:
            raise ValueError(f"action: expected 0 to {len(Action) - 1}, not {action}") from None
        values, inserted = self._stepper.step(operation)
        report = report_of(values)
        reward = self._cost(report) if self._reward is None else float(self._reward(report))
        info = {"report": report, "frame": report}
        return self._observe(report, inserted), reward, self._stepper.is_done, False, info

    @property
    def audio(self) -> npt.NDArray[np.float32]:
        """Audio of the last step: float32, (channels, samples), full scale ±1."""
        if self._stepper is None:
            raise RuntimeError("call reset before this method")
        return self._stepper.audio()

    def statistics(self) -> dict[str, int]:
        """Return the lifetime counters since the last reset."""
        if self._stepper is None:
            raise RuntimeError("call reset before this method")
        return self._stepper.statistics()

    @staticmethod
    def _cost(report: TickReport) -> float:
        delay = report.recent_playout_delay_ms
        cost = _DELAY_COST * delay + _LONG_DELAY_COST * max(0.0, delay - _LONG_DELAY_MS)
        return -cost - _CONCEALMENT_COST * _concealed_share(report)

    @staticmethod
    def _observe(report: TickReport, inserted: int) -> npt.NDArray[np.float32]:
        return np.array(
            [
                report.target_delay_ms / 1000,
                report.current_buffer_size_ms / 1000,
                report.filtered_delay_ms / 1000,
                report.recent_playout_delay_ms / 1000,
                inserted,
                report.packets_in_buffer,
                _concealed_share(report),
                report.stretched_samples / report.samples_per_channel,
                report.correlation,
                report.muted,
            ],
            dtype=np.float32,
        )
