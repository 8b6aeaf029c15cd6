# SPDX-License-Identifier: BSD-3-Clause
"""A replay that is steered tick by tick, with the interface of a Gymnasium environment."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.config import Config
from neteq.engine import Frame
from neteq.enums import Operation, Reason, SpeechType
from neteq.trace import Trace


class Action(enum.IntEnum):
    """What can be done in a tick. What cannot be carried out turns into the nearest thing."""

    #: Leave it to the policy built in.
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

#: Names of what an observation holds, in order. Times are in seconds, so that all are near 1.
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

# The E-model after Cole and Rosenbluth, Computer Communication Review 31(2), 2001:
# R = 94.2 - 0.024 d - 0.11 (d - 177.3) [d > 177.3] - 11 - 40 ln(1 + 10 e). A tick that is concealed
# costs the slope at e = 0, which is 400.
_DELAY_COST = 0.024
_LONG_DELAY_COST = 0.11
_LONG_DELAY_MS = 177.3
_CONCEALMENT_COST = 400.0


def _concealed_share(frame: Frame, decoder_samples: float) -> float:
    return min(frame.concealed_samples / decoder_samples, 1.0)


class Environment:
    """A replay that is steered tick by tick.

    Shaped like a Gymnasium environment, without needing it: `reset` and `step` return what
    gymnasium.Env's do, ``action_space`` would be ``Discrete(len(Action))`` and
    ``observation_space`` a ``Box`` of ``observation_shape``::

        environment = neteq.Environment("traces/clean.rtpdump", network="mobile")
        observation, info = environment.reset(seed=1)
        done = False
        while not done:
            observation, reward, done, truncated, info = environment.step(neteq.Action.AUTO)

    Parameters
    ----------
    trace : Trace, str or path
        Packets, or a file of them.
    config : Config, optional
        Parameters; by default those of the preset ``default``.
    network : str, optional
        Made-up network over which the trace is sent anew at each reset, see `Trace.send_over`.
    reward : callable, optional
        From `Frame` to a number; by default minus what the tick costs by the E-model (Cole and
        Rosenbluth 2001), concealment counting by its slope where there is little.
    ssrc : int, optional
        The stream to play; by default the first with speech.
    payload_types : sequence of str
        Formats beside the usual ones, as SDP has them: ``"96=opus/48000/2"``.
    """

    #: Shape of an observation.
    observation_shape = (len(OBSERVATION),)

    def __init__(
        self,
        trace: Trace | str | os.PathLike[str],
        config: Config | None = None,
        *,
        network: str | None = None,
        reward: Callable[[Frame], float] | None = None,
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
        """Starts over.

        Parameters
        ----------
        seed : int, optional
            Of the network; by default the next one after that of the reset before.
        options : dict, optional
            Not used.

        Returns
        -------
        observation : numpy.ndarray
            float32, ``observation_shape``, named by ``neteq.environment.OBSERVATION``.
        info : dict
            ``seed``.
        """
        self._seed = self._seed + 1 if seed is None else seed
        if not 0 <= self._seed < 1 << 64:
            raise ValueError(f"seed: expected 64 bits, not {self._seed}")
        trace = self._trace
        if self._network is not None:
            trace = trace.send_over(self._network, self._seed)
        self._stepper = _core.Stepper(
            trace._trace, self._config._engine, self._ssrc, self._payload_types, trace.name)
        return np.zeros(self.observation_shape, dtype=np.float32), {"seed": self._seed}

    def step(
        self, action: int
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Inserts what has arrived and plays 10 ms.

        Parameters
        ----------
        action : Action or int
            What to do.

        Returns
        -------
        observation : numpy.ndarray
            As that of `reset`.
        reward : float
            Of this tick.
        terminated : bool
            The trace is over.
        truncated : bool
            Never.
        info : dict
            ``frame``, the `Frame` that was played.

        Raises
        ------
        ValueError
            No action, or the trace is over.
        RuntimeError
            There was no reset.
        """
        if self._stepper is None:
            raise RuntimeError("reset comes before the first step")
        try:
            operation = _OPERATION[Action(int(action))]
        except ValueError:
            raise ValueError(f"action: expected 0 to {len(Action) - 1}, not {action}") from None
        (operation, reason, speech_type, *rest), inserted = self._stepper.step(operation)
        frame = Frame(Operation(operation), Reason(reason), SpeechType(speech_type), *rest)
        reward = self._cost(frame) if self._reward is None else float(self._reward(frame))
        done = self._stepper.is_done
        return self._observe(frame, inserted), reward, done, False, {"frame": frame}

    @property
    def audio(self) -> npt.NDArray[np.float32]:
        """What the last step played: float32, (channels, samples), full scale ±1."""
        if self._stepper is None:
            raise RuntimeError("reset comes before the first step")
        return self._stepper.audio()

    def statistics(self) -> dict[str, int]:
        """Lifetime counters since the reset."""
        if self._stepper is None:
            raise RuntimeError("reset comes before the first step")
        return self._stepper.statistics()

    @staticmethod
    def _cost(frame: Frame) -> float:
        delay = frame.recent_playout_delay_ms
        cost = _DELAY_COST * delay + _LONG_DELAY_COST * max(0.0, delay - _LONG_DELAY_MS)
        return -cost - _CONCEALMENT_COST * _concealed_share(frame, frame.samples)

    @staticmethod
    def _observe(frame: Frame, inserted: int) -> npt.NDArray[np.float32]:
        return np.array(
            [
                frame.target_delay_ms / 1000,
                frame.current_buffer_size_ms / 1000,
                frame.filtered_delay_ms / 1000,
                frame.recent_playout_delay_ms / 1000,
                inserted,
                frame.packets_in_buffer,
                _concealed_share(frame, frame.samples),
                frame.stretched_samples / frame.samples,
                frame.correlation,
                frame.muted,
            ],
            dtype=np.float32,
        )
