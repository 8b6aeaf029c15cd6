# SPDX-License-Identifier: BSD-3-Clause
"""User-defined delay estimators and decision policies.

An exception raised by a callback propagates from the call that triggered it (`simulate`,
`NetEq.insert_packet`, `NetEq.get_audio`). Until that call returns, the engine keeps the last
target, or falls back to the built-in policy.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from neteq._deprecated import renamed
from neteq.enums import Operation, Reason


class PacketTiming(NamedTuple):
    """Timing of one packet as seen by a delay estimator."""

    #: Unwrapped RTP sequence number.
    sequence: int
    #: Position on the sender's timeline, ms. The origin is arbitrary.
    media_time_ms: float
    #: Arrival time on the caller's clock, ms.
    arrival_ms: float
    #: Duration of the audio in the packet, ms; 0 if unknown.
    frame_ms: float
    #: False for comfort noise, DTX refreshes and telephone events, whose spacing says little about
    #: the sender's pacing.
    is_speech: bool
    #: The audio is a copy of audio sent in its own packet (RED, in-band FEC).
    is_redundant: bool
    #: Delay behind the fastest packet of the last seconds, ms. None for duplicates and for the
    #: first packet.
    arrival_delay_ms: float | None
    #: A packet with newer audio arrived earlier.
    is_reordered: bool


class DelayEstimator:
    """Base class of delay estimators, which derive the target delay from packet arrivals.

    Derive from it and override at least `on_arrival` and `target_ms`::

        class Slowest(neteq.DelayEstimator):
            def reset(self):
                self.longest_ms = 0.0

            def on_arrival(self, packet):
                self.longest_ms = max(self.longest_ms, packet.arrival_delay_ms or 0.0)

            def target_ms(self):
                return self.longest_ms

        neteq.simulate(trace, estimator=Slowest())

    The engine calls ``reset`` before the first packet and applies the delay bounds itself.
    """

    def on_arrival(self, packet: PacketTiming) -> None:
        """Process one packet that carries audio. Called for late packets too.

        Parameters
        ----------
        packet : PacketTiming
            Timing of the packet.
        """
        raise NotImplementedError

    def target_ms(self) -> float:
        """Return the target delay. Called after every other method.

        Returns
        -------
        float
            Target delay before the delay bounds are applied, 0 to 10000 ms.
        """
        raise NotImplementedError

    def on_empty_packet(self, sequence: int) -> None:
        """Process a packet without audio, which only consumes a sequence number.

        Parameters
        ----------
        sequence : int
            Unwrapped RTP sequence number.
        """

    def on_stream_change(self) -> None:
        """Handle the start of a new timeline. Calls `reset` by default.

        Later arrival times cannot be compared with earlier ones.
        """
        self.reset()

    def reset(self) -> None:
        """Discard all learned state."""

    def _arrival(
        self,
        sequence: int,
        media_time_ms: float,
        arrival_ms: float,
        frame_ms: float,
        is_speech: bool,
        is_redundant: bool,
        arrival_delay_ms: float | None,
        is_reordered: bool,
    ) -> float:
        self.on_arrival(PacketTiming(
            sequence, media_time_ms, arrival_ms, frame_ms, is_speech, is_redundant,
            arrival_delay_ms, is_reordered))
        return float(self.target_ms())

    def _empty_packet(self, sequence: int) -> float:
        self.on_empty_packet(sequence)
        return float(self.target_ms())

    def _stream_change(self) -> float:
        self.on_stream_change()
        return float(self.target_ms())

    def _reset(self) -> float:
        self.reset()
        return float(self.target_ms())


class PolicyState(NamedTuple):
    """Input of one decision."""

    #: Operation chosen by the built-in policy.
    built_in: Operation
    #: Reason given by the built-in policy.
    reason: Reason
    #: Target delay, ms.
    target_delay_ms: float
    #: Smoothed duration of the buffered packets, ms.
    filtered_level_ms: float
    #: Delay of this tick's first sample behind the fastest packet of the last seconds, ms.
    recent_playout_delay_ms: float
    #: Delay of the slowest packet of the last seconds behind the fastest, ms.
    max_arrival_delay_ms: float
    #: Decoded audio not played yet, ms.
    playable_ms: float
    #: Media time from the start of the first to the end of the last buffered packet, ms.
    span_ms: float
    #: Buffered audio that can be decoded without a gap from the next packet on, ms.
    contiguous_ms: float
    #: The buffer holds at least one packet.
    has_packet: bool
    #: Missing audio before the next packet, ms. Negative if the packet is late.
    gap_ms: float
    #: Delay of the next packet behind the fastest packet if it is played in this tick, ms.
    next_recent_playout_delay_ms: float
    #: Length of the current concealment, ms.
    concealed_ms: float
    #: Gain of the current concealment, falling from 1 to 0.
    mute_factor: float
    #: Operation of the previous tick.
    previous: Operation
    #: Audio inserted by the previous tick, ms; negative if removed.
    previous_stretched_ms: float
    #: The next packet starts a new timeline.
    stream_starts: bool
    #: The sender is silent and comfort noise is playing.
    is_pause: bool

    @property
    def playout_delay_ms(self) -> float:
        """Deprecated name of `recent_playout_delay_ms`."""
        return float(renamed(self, "playout_delay_ms", "recent_playout_delay_ms"))

    @property
    def packet_delay_ms(self) -> float:
        """Deprecated name of `next_recent_playout_delay_ms`."""
        return float(renamed(self, "packet_delay_ms", "next_recent_playout_delay_ms"))


class DecisionPolicy:
    """Base class of decision policies, which choose the operation of each tick.

    Derive from it and override `decide`::

        class NeverFaster(neteq.DecisionPolicy):
            def decide(self, state):
                if state.built_in in (neteq.Operation.ACCELERATE, neteq.Operation.FAST_ACCELERATE):
                    return neteq.Operation.NORMAL

        neteq.simulate(trace, policy=NeverFaster())

    If an operation cannot be executed, the engine executes the nearest one that can. A stretch
    without enough audio becomes normal playout. Without a packet, every operation except comfort
    noise becomes concealment.
    """

    def decide(self, state: PolicyState) -> Operation | None:
        """Choose the operation of this tick.

        Parameters
        ----------
        state : PolicyState
            Input of the decision.

        Returns
        -------
        Operation or None
            None selects the operation of the built-in policy.
        """
        raise NotImplementedError

    def reset(self) -> None:
        """Discard all state.

        Called before the first tick, when a new stream begins and when decoding restarts.
        """

    def _decide(self, built_in: int, reason: int, *others: Any) -> int:
        state = PolicyState(Operation(built_in), Reason(reason), *others)
        state = state._replace(previous=Operation(state.previous))
        chosen = self.decide(state)
        return -1 if chosen is None else int(chosen)


def check_plugins(estimator: object, policy: object) -> None:
    """Check the types of user-supplied plug-ins.

    Parameters
    ----------
    estimator : DelayEstimator or None
        Delay estimator to check.
    policy : DecisionPolicy or None
        Decision policy to check.

    Raises
    ------
    TypeError
        An argument is neither None nor derived from its base class.
    """
    for name, value, kind in (
        ("estimator", estimator, DelayEstimator),
        ("policy", policy, DecisionPolicy),
    ):
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{name}: expected a {kind.__name__}, not {type(value).__name__}")
