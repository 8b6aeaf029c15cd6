# SPDX-License-Identifier: BSD-3-Clause
"""Delay estimators and decision policies of one's own.

What they raise is raised by the call that led to it (`simulate`, `NetEq.insert_packet`,
`NetEq.get_audio`); until then the engine goes on with the last target, or with the policy built in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from neteq.enums import Operation, Reason


class PacketTiming(NamedTuple):
    """What an estimator sees of one packet that arrived."""

    #: Unwrapped RTP sequence number.
    sequence: int
    #: Place on the sender's time line, from any origin, ms.
    media_time_ms: float
    #: When it arrived, on the caller's clock, ms.
    arrival_ms: float
    #: Audio that it holds, ms; 0: not known.
    frame_ms: float
    #: False: comfort noise, DTX refresh or telephone event, which say little about pacing.
    is_speech: bool
    #: A copy of audio that had its own packet (RED, in-band FEC).
    is_redundant: bool
    #: Behind the fastest packet of the last seconds, ms; None for duplicates and the first.
    arrival_delay_ms: float | None
    #: Newer audio had come before.
    is_reordered: bool


class DelayEstimator:
    """Learns from arrivals how much delay playout needs. Derive from it to try one's own::

        class Slowest(neteq.DelayEstimator):
            def reset(self):
                self.longest_ms = 0.0

            def on_arrival(self, packet):
                self.longest_ms = max(self.longest_ms, packet.arrival_delay_ms or 0.0)

            def target_ms(self):
                return self.longest_ms

        neteq.simulate(trace, estimator=Slowest())

    ``reset`` is called before the first packet. Bounds of the delay stay the engine's business.
    """

    def on_arrival(self, packet: PacketTiming) -> None:
        """Called for every packet that carries audio, late ones too.

        Parameters
        ----------
        packet : PacketTiming
            Times are in ms.
        """
        raise NotImplementedError

    def target_ms(self) -> float:
        """The delay wished for, asked after every other call.

        Returns
        -------
        float
            0 to 10000 ms.
        """
        raise NotImplementedError

    def on_empty_packet(self, sequence: int) -> None:
        """Called for a packet without audio, which only fills a sequence number.

        Parameters
        ----------
        sequence : int
            Unwrapped.
        """

    def on_stream_change(self) -> None:
        """Another time line begins: nothing that comes compares with what came. Resets."""
        self.reset()

    def reset(self) -> None:
        """Forgets the stream and all that was learned."""

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
    """What a decision may depend on."""

    #: What the policy built in would do.
    built_in: Operation
    #: Why.
    reason: Reason
    #: Delay that is aimed at, ms.
    target_delay_ms: float
    #: Smoothed span of what waits, ms.
    filtered_level_ms: float
    #: Of the first sample of this tick, behind the fastest packet of the last seconds, ms.
    playout_delay_ms: float
    #: Of the slowest packet of the last seconds, likewise, ms.
    max_arrival_delay_ms: float
    #: Decoded and not played yet, ms.
    playable_ms: float
    #: From the first to the end of the last waiting packet, ms of media time.
    span_ms: float
    #: Decodable in one run from the next packet on, ms.
    contiguous_ms: float
    #: A packet waits.
    has_packet: bool
    #: What is missing before it, ms; negative: it is old.
    gap_ms: float
    #: If it were played in this tick, behind the fastest packet, ms.
    packet_delay_ms: float
    #: Length of the concealment going on, ms.
    concealed_ms: float
    #: Gain of that concealment, 1 falling to 0.
    mute_factor: float
    #: What was done in the tick before.
    previous: Operation
    #: What that inserted, or removed if negative, ms.
    previous_stretched_ms: float
    #: The next packet begins a new time line.
    stream_starts: bool
    #: Noise fills a pause of the sender.
    is_pause: bool


class DecisionPolicy:
    """Decides what to do in each tick. Derive from it to try one's own::

        class NeverFaster(neteq.DecisionPolicy):
            def decide(self, state):
                if state.built_in in (neteq.Operation.ACCELERATE, neteq.Operation.FAST_ACCELERATE):
                    return neteq.Operation.NORMAL

        neteq.simulate(trace, policy=NeverFaster())

    What cannot be carried out turns into the nearest thing: a stretch without enough audio into
    normal playout, all but noise without a packet into concealment.
    """

    def decide(self, state: PolicyState) -> Operation | None:
        """The operation of this tick.

        Parameters
        ----------
        state : PolicyState
            What it may depend on.

        Returns
        -------
        Operation or None
            None leaves it to the policy built in.
        """
        raise NotImplementedError

    def reset(self) -> None:
        """Another stream begins, or decoding starts afresh; also called before the first tick."""

    def _decide(self, built_in: int, reason: int, *others: Any) -> int:
        state = PolicyState(Operation(built_in), Reason(reason), *others)
        state = state._replace(previous=Operation(state.previous))
        chosen = self.decide(state)
        return -1 if chosen is None else int(chosen)


def check_plugins(estimator: object, policy: object) -> None:
    """TypeError for what is neither None nor derived from the right class.

    Parameters
    ----------
    estimator : DelayEstimator or None
        To be checked.
    policy : DecisionPolicy or None
        To be checked.
    """
    for name, value, kind in (
        ("estimator", estimator, DelayEstimator),
        ("policy", policy, DecisionPolicy),
    ):
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{name}: expected a {kind.__name__}, not {type(value).__name__}")
