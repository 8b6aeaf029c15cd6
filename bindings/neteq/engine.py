# SPDX-License-Identifier: BSD-3-Clause
"""The live engine: insert packets, get 10 ms of audio per call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from neteq import _core
from neteq._deprecated import engine_member, renamed, renamed_class
from neteq.config import Config
from neteq.enums import InsertResult, Operation, Reason, SpeechType
from neteq.plugins import DecisionPolicy, DelayEstimator, check_plugins
from neteq.sound import Audio


class ArrivalReport(NamedTuple):
    """Result of `NetEq.insert_packet`."""

    #: Result of the insertion.
    result: InsertResult
    #: The packet starts a new timeline: first packet, new SSRC or new codec.
    timeline_changed: bool
    #: Target delay after this packet, ms.
    target_delay_ms: float


class DecodedPacket(NamedTuple):
    """A packet decoded in the last tick."""

    #: SSRC of the packet.
    ssrc: int
    #: Sequence number of the RTP packet that carried the audio.
    sequence: int
    #: RTP timestamp of the audio. Differs from the header for redundant audio.
    timestamp: int
    #: Arrival time on the caller's clock, ms.
    arrival_ms: float
    #: RTP payload type, 0 to 127.
    payload_type: int
    #: The audio was recovered from RED or in-band FEC.
    is_redundant: bool


class TickReport(NamedTuple):
    """Report of one tick of 10 ms.

    Lengths in samples are per channel and at the decoder's rate, except `samples_per_channel`.
    """

    #: Operation executed.
    operation: Operation
    #: Reason for the operation executed.
    reason: Reason
    #: Operation chosen by the decision policy. Differs from `operation` if the choice could not be
    #: executed.
    decided_operation: Operation
    #: Reason given by the decision policy.
    decided_reason: Reason
    #: Kind of audio heard.
    speech_type: SpeechType
    #: The tick begins with decoded audio, possibly stretched, not with concealment.
    decoded_audio: bool
    #: Concealment has faded out completely.
    muted: bool
    #: A DTMF tone is playing.
    dtmf: bool
    #: The decoder rejected a packet.
    decode_error: bool
    #: The output buffer was too small. Always False in Python, which allocates the buffer itself.
    output_too_small: bool
    #: Number of packets decoded.
    packets_decoded: int
    #: Output sample rate, Hz.
    sample_rate_hz: int
    #: Number of output channels.
    channels: int
    #: Output samples per channel: 10 ms.
    samples_per_channel: int
    #: Number of packets in the buffer.
    packets_in_buffer: int
    #: Samples inserted by time stretching; negative if removed.
    stretched_samples: int
    #: Samples of concealment.
    concealed_samples: int
    #: Samples of comfort noise.
    noise_samples: int
    #: Pitch lag of the stretch or concealment, samples; 0 if there was none.
    pitch_lag_samples: int
    #: Correlation of the spliced pitch periods, -1 to 1.
    correlation: float
    #: Target delay, ms.
    target_delay_ms: float
    #: Target delay before the delay bounds are applied, ms.
    unlimited_target_delay_ms: float
    #: Smoothed buffer level plus decoded audio not played yet, ms.
    filtered_delay_ms: float
    #: Delay of the first sample behind the fastest packet of the last seconds, ms.
    recent_playout_delay_ms: float
    #: Audio in the packet buffer plus decoded audio not played yet, ms.
    current_buffer_size_ms: float
    #: The timestamps below are valid. False before the first packet.
    has_timestamps: bool
    #: RTP timestamp of the first sample played.
    frame_timestamp: int
    #: RTP timestamp following the last sample played.
    playout_timestamp: int

    @property
    def samples(self) -> int:
        """Deprecated name of `samples_per_channel`."""
        return int(renamed(self, "samples", "samples_per_channel"))


def report_of(values: tuple[Any, ...]) -> TickReport:
    """Convert the fields of a report, as returned by the compiled module.

    Parameters
    ----------
    values : tuple
        Fields in the order of `TickReport`, enumerations as integers.

    Returns
    -------
    TickReport
        The report.
    """
    operation, reason, decided_operation, decided_reason, speech_type, *rest = values
    return TickReport(
        Operation(operation), Reason(reason), Operation(decided_operation), Reason(decided_reason),
        SpeechType(speech_type), *rest)


class Snapshot(NamedTuple):
    """State of a `NetEq`, returned by `NetEq.inspect`."""

    #: Target delay, ms.
    target_delay_ms: float
    #: Target delay before the delay bounds are applied, ms.
    unlimited_target_delay_ms: float
    #: Smoothed buffer level plus decoded audio not played yet, ms.
    filtered_delay_ms: float
    #: Decoded audio not played yet, ms.
    unplayed_ms: float
    #: Lower bound of the target delay, ms; 0 if there is none.
    minimum_delay_ms: float
    #: Upper bound of the target delay, ms; 0 if there is none.
    maximum_delay_ms: float
    #: Second lower bound as set by the application, ms; 0 if there is none.
    base_minimum_delay_ms: float
    #: RTP timestamp following the last sample played. None before the first packet and during
    #: comfort noise.
    playout_timestamp: int | None
    #: Counts and lengths of concealment longer than 60, 150 and 500 ms.
    stalls: dict[str, Any]
    #: Fields of an RTCP report block (RFC 3550).
    receiver_report: dict[str, Any]
    #: Drift of the sender's clock against the caller's, ppm, and its standard error.
    clock_drift: dict[str, Any]
    #: Audio taken at once at most in the last 5 to 10 s, ms: the period of the audio device.
    device_period_ms: float
    #: Timestamp step over decoded length of recent packets in sequence; 1 for a correct sender.
    timestamp_step_ratio: float
    #: Output sample rate, Hz.
    sample_rate_hz: int
    #: Number of output channels.
    channels: int
    #: The service level: max_late_percent and max_delay_ms as set, and late_since_ms and
    #: slow_since_ms, the arrival times since which they are not kept; None if they are kept.
    service: dict[str, Any]


class NetEq:
    """A jitter buffer with packet loss concealment.

    Insert packets as they arrive, and get exactly one tick of audio for each 10 ms of playback::

        engine = neteq.NetEq()
        engine.insert_packet(payload, sequence=1, timestamp=960, payload_type=111, arrival_ms=0.0)
        audio, report = engine.get_audio()

    Not thread-safe: calls on one object must not overlap.

    Parameters
    ----------
    config : Config, optional
        Engine parameters. Default: preset ``default``. ``output.rate_hz`` and ``output.channels``
        fix the output format; 0 means 48000 Hz and mono.
    estimator : DelayEstimator, optional
        Replaces the built-in delay estimator.
    policy : DecisionPolicy, optional
        Replaces the built-in decision policy.
    register_defaults : bool
        Register the static payload types of RFC 3551 and the numbers used by WebRTC's tools: Opus
        111, PCMU 0, PCMA 8, G.722 9.

    Raises
    ------
    TypeError
        `estimator` or `policy` is not derived from its base class.
    ValueError
        The parameters contradict each other.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        estimator: DelayEstimator | None = None,
        policy: DecisionPolicy | None = None,
        register_defaults: bool = True,
    ) -> None:
        config = Config() if config is None else config
        check_plugins(estimator, policy)
        self._engine = _core.Engine(config._engine, _core.Plugins(estimator, policy))
        self._last: TickReport | None = None
        if register_defaults:
            self._engine.register_defaults()

    def register(self, payload_type: int, encoding: str, parameters: str = "") -> None:
        """Register a payload type and allocate its decoder.

        Replaces an existing registration of the same payload type.

        Parameters
        ----------
        payload_type : int
            RTP payload type, 0 to 127.
        encoding : str
            Encoding as in SDP: ``"opus/48000/2"``, ``"CN/8000"``, ``"red/48000"``.
        parameters : str
            Format parameters as in an ``a=fmtp`` line: ``"stereo=1"``.

        Raises
        ------
        ValueError
            The format is unknown or not supported.
        """
        self._engine.remove_payload_type(_number(payload_type))
        self._engine.register_format(payload_type, encoding, parameters)

    def register_sdp(self, rtpmap: str, fmtp: str = "") -> None:
        """Register a payload type from lines of a session description.

        Parameters
        ----------
        rtpmap : str
            ``"a=rtpmap:96 opus/48000/2"``. The payload type must not be registered yet.
        fmtp : str
            ``"a=fmtp:96 stereo=1"``, or an empty string.

        Raises
        ------
        ValueError
            A line is malformed or its format is not supported; names the offending part.
        """
        self._engine.register_sdp(rtpmap, fmtp)

    def remove(self, payload_type: int) -> None:
        """Remove a payload type and discard its buffered packets.

        Does nothing if the payload type is not registered.

        Parameters
        ----------
        payload_type : int
            RTP payload type, 0 to 127.

        Raises
        ------
        ValueError
            `payload_type` is out of range.
        """
        self._engine.remove_payload_type(_number(payload_type))

    def insert_packet(
        self,
        payload: bytes,
        *,
        sequence: int,
        timestamp: int,
        payload_type: int,
        arrival_ms: float,
        ssrc: int = 0,
        marker: bool = False,
    ) -> ArrivalReport:
        """Insert one RTP packet.

        Parameters
        ----------
        payload : bytes
            Payload without the RTP header. Empty for padding-only packets, whose sequence number
            then counts as received.
        sequence : int
            RTP sequence number, 0 to 65535.
        timestamp : int
            RTP timestamp, 0 to 2**32 - 1.
        payload_type : int
            RTP payload type, 0 to 127.
        arrival_ms : float
            Arrival time on any monotonic clock, ms.
        ssrc : int
            SSRC, 0 to 2**32 - 1.
        marker : bool
            Marker bit.

        Returns
        -------
        ArrivalReport
            Result, whether the timeline changed, and the new target delay.

        Raises
        ------
        TypeError
            An argument has the wrong type.
        ValueError
            A header field or the arrival time is out of range; names it.
        """
        for name, value, bits in (
            ("sequence", sequence, 16), ("timestamp", timestamp, 32), ("ssrc", ssrc, 32)
        ):
            if not 0 <= value < 1 << bits:
                raise ValueError(f"{name}: expected 0 to 2**{bits} - 1, not {value}")
        kept = payload if type(payload) is bytes else bytes(memoryview(payload))
        result, changed, target = self._engine.insert(
            kept, _number(payload_type), sequence, timestamp, ssrc, marker, arrival_ms
        )
        return ArrivalReport(InsertResult(result), changed, target)

    def get_audio(self) -> tuple[Audio, TickReport]:
        """Produce the next 10 ms of audio.

        Returns
        -------
        audio : numpy.ndarray
            float32, (channels, samples) in the output format, full scale ±1. Silence before the
            first packet.
        report : TickReport
            Report of the tick.
        """
        audio, values = self._engine.pull()
        self._last = report_of(values)
        return audio, self._last

    def override_next_operation(self, operation: Operation) -> None:
        """Force the operation of the next tick, bypassing the decision policy.

        Parameters
        ----------
        operation : Operation
            Requested operation. If it cannot be executed, the engine executes the nearest one that
            can.

        Raises
        ------
        ValueError
            `operation` is not an `Operation`.
        """
        self._engine.override_next_operation(Operation(operation))

    def nack_list(self, rtt_ms: float = -1.0) -> list[int]:
        """Return the sequence numbers to request again, oldest first.

        Empty unless the parameter ``nack.enabled`` is set.

        Parameters
        ----------
        rtt_ms : float
            Round-trip time, ms; 0 or negative if unknown.

        Returns
        -------
        list of int
            Sequence numbers of missing packets that can still arrive in time.
        """
        return self._engine.nack_list(rtt_ms)

    def flush(self) -> None:
        """Discard all buffered packets and decoded audio not played yet."""
        self._engine.flush()

    def set_delay_bounds(
        self,
        minimum_ms: float | None = None,
        maximum_ms: float | None = None,
        base_minimum_ms: float | None = None,
    ) -> None:
        """Set the bounds of the target delay. Takes effect immediately.

        Parameters
        ----------
        minimum_ms : float, optional
            Lower bound, 0 to 10000 ms, at most 75 % of the packet buffer; 0 removes it. None leaves
            a bound unchanged.
        maximum_ms : float, optional
            Upper bound, 0 to 10000 ms, at least one packet; 0 removes it.
        base_minimum_ms : float, optional
            Second lower bound, 0 to 10000 ms; 0 removes it. Limited by the other bounds and by the
            capacity of the packet buffer.

        Raises
        ------
        ValueError
            A bound is out of range; names it and the range. No bound changes.
        """
        self._engine.set_delay_bounds(minimum_ms, maximum_ms, base_minimum_ms)

    def set_service_level(self, max_late_percent: float = 0.0, max_delay_ms: float = 0.0) -> None:
        """Set limits that playout is to keep, each alone or both. Takes effect immediately.

        If no target delay can keep both limits, the target is the cheapest one, and
        ``inspect().service`` tells which limit is not kept, and since when.

        Parameters
        ----------
        max_late_percent : float
            Largest share of audio that arrives too late, 0 to 100 %; 0 removes the limit.
        max_delay_ms : float
            Playout delay that 95 % of the audio stays below, 0 to 10000 ms; 0 removes the limit.

        Raises
        ------
        ValueError
            A limit is out of range, or the estimator is not the adaptive one. Nothing changes.
        """
        self._engine.set_service_level(max_late_percent, max_delay_ms)

    def inspect(self) -> Snapshot:
        """Return the current state: delays, bounds, playout position, stalls and RTCP figures.

        Takes tens of microseconds because of the clock drift: call it a few times per second, and
        use `last_tick` for values of every tick.

        Returns
        -------
        Snapshot
            The current state.
        """
        return Snapshot(*self._engine.inspect())

    @property
    def last_tick(self) -> TickReport | None:
        """Report of the last `get_audio` call; None before the first."""
        return self._last

    def statistics(self) -> dict[str, int]:
        """Return the lifetime counters; ``neteq params --statistics`` explains each."""
        return self._engine.statistics()

    def take_network_statistics(self) -> dict[str, Any]:
        """Return NetEQ's network statistics since the last call."""
        return self._engine.take_network_statistics()

    def close_receiver_interval(self) -> dict[str, Any]:
        """Return the fields of an RTCP report block, and start the next ``fraction_lost`` interval.

        Call it once per RTCP report sent; `inspect` returns the same fields without this effect.

        Returns
        -------
        dict of str to Any
            Fields of a report block (RFC 3550).
        """
        return self._engine.close_receiver_interval()

    def estimator(self) -> dict[str, Any]:
        """Return the internal values of the delay estimator; times in ms."""
        return self._engine.estimator()

    def decoded_packets(self) -> list[DecodedPacket]:
        """Return the packets decoded in the last tick, oldest first."""
        return [DecodedPacket(*packet) for packet in self._engine.decoded_packets()]

    @property
    def last_frame(self) -> TickReport | None:
        """Deprecated name of `last_tick`."""
        report: TickReport | None = renamed(self, "last_frame", "last_tick")
        return report

    if not TYPE_CHECKING:  # type checkers accept any attribute of a class with __getattr__

        def __getattr__(self, name: str) -> Any:
            return engine_member(self, name)


def _number(payload_type: int) -> int:
    if not 0 <= payload_type <= 127:
        raise ValueError(f"payload_type: expected 0 to 127, not {payload_type}")
    return payload_type


if not TYPE_CHECKING:  # type checkers accept any attribute of a module with __getattr__

    def __getattr__(name: str) -> type:
        return renamed_class(__name__, name, {"Arrival": ArrivalReport, "Frame": TickReport})
