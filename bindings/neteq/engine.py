# SPDX-License-Identifier: BSD-3-Clause
"""The engine live: packets in, 10 ms of audio out, at the caller's pace."""

from __future__ import annotations

from typing import Any, NamedTuple

from neteq import _core
from neteq.config import Config
from neteq.enums import InsertResult, Operation, Reason, SpeechType
from neteq.plugins import DecisionPolicy, DelayEstimator, check_plugins
from neteq.sound import Audio


class Arrival(NamedTuple):
    """What became of a packet."""

    #: Its fate.
    result: InsertResult
    #: First packet, other SSRC or other codec: the time line starts anew.
    timeline_changed: bool
    #: After it, ms.
    target_delay_ms: float


class DecodedPacket(NamedTuple):
    """A packet that was decoded for a tick."""

    #: Stream of the packet.
    ssrc: int
    #: Of the packet that carried the audio.
    sequence: int
    #: Of the audio, also when a later packet carried it.
    timestamp: int
    #: When it came, ms.
    arrival_ms: float
    #: Number of its format.
    payload_type: int
    #: Recovered from RED or in-band FEC.
    is_redundant: bool


class Frame(NamedTuple):
    """One tick of 10 ms, as it was played. Lengths in samples are at the decoder's rate."""

    #: What was done.
    operation: Operation
    #: Why.
    reason: Reason
    #: What is heard.
    speech_type: SpeechType
    #: It begins with decoded audio, perhaps stretched, not with concealment.
    decoded_audio: bool
    #: Concealment has faded out completely.
    muted: bool
    #: A telephone key sounds.
    dtmf: bool
    #: The decoder refused a packet.
    decode_error: bool
    #: Packets decoded.
    packets_decoded: int
    #: Of the output, Hz.
    sample_rate_hz: int
    #: Of the output.
    channels: int
    #: Samples per channel: 10 ms.
    samples: int
    #: Packets that wait.
    packets_in_buffer: int
    #: Inserted, or removed if negative.
    stretched_samples: int
    #: Of concealment.
    concealed_samples: int
    #: Of comfort noise.
    noise_samples: int
    #: Of stretch or concealment; 0: none.
    pitch_lag_samples: int
    #: Of the spliced periods, -1 to 1.
    correlation: float
    #: Delay that is aimed at, ms.
    target_delay_ms: float
    #: The same before minimum and maximum, ms.
    unlimited_target_delay_ms: float
    #: Smoothed level and decoded audio not played yet, ms.
    filtered_delay_ms: float
    #: How far the first sample trails the fastest packet of the last seconds, ms.
    recent_playout_delay_ms: float
    #: Waiting packets and decoded audio not played yet, ms.
    current_buffer_size_ms: float
    #: False before the first packet.
    has_timestamps: bool
    #: RTP timestamp of the first sample.
    frame_timestamp: int
    #: Just after the last sample.
    playout_timestamp: int


class NetEq:
    """A jitter buffer with packet loss concealment.

    Insert packets as they arrive, pull exactly one tick for each 10 ms that is played::

        engine = neteq.NetEq()
        engine.insert_packet(payload, sequence=1, timestamp=960, payload_type=111, arrival_ms=0.0)
        audio, frame = engine.get_audio()

    Calls on one object must not overlap.

    Parameters
    ----------
    config : Config, optional
        Parameters; by default those of the preset ``default``.
    estimator : DelayEstimator, optional
        In the place of the one built in.
    policy : DecisionPolicy, optional
        In the place of the one built in.
    register_defaults : bool
        Register the payload types that RFC 3551 and WebRTC's tools have numbers for: Opus is 111,
        PCMU 0, PCMA 8, G.722 9.

    Raises
    ------
    ValueError
        Parameters that contradict each other.
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
        self._last: Frame | None = None
        if register_defaults:
            self._engine.register_defaults()

    def register(self, payload_type: int, encoding: str, parameters: str = "") -> None:
        """Registers a payload type; allocates its decoder. Replaces what it was.

        Parameters
        ----------
        payload_type : int
            0 to 127.
        encoding : str
            As SDP names it: ``"opus/48000/2"``, ``"CN/8000"``, ``"red/48000"``.
        parameters : str
            As a=fmtp has them: ``"stereo=1"``.

        Raises
        ------
        ValueError
            A format that is not known or not offered.
        """
        self._engine.remove_payload_type(_number(payload_type))
        self._engine.register_format(payload_type, encoding, parameters)

    def register_sdp(self, rtpmap: str, fmtp: str = "") -> None:
        """The same from lines of a session description.

        Parameters
        ----------
        rtpmap : str
            ``"a=rtpmap:96 opus/48000/2"``; the number must be free.
        fmtp : str
            ``"a=fmtp:96 stereo=1"``, or nothing.

        Raises
        ------
        ValueError
            The part that cannot be used.
        """
        self._engine.register_sdp(rtpmap, fmtp)

    def remove(self, payload_type: int) -> None:
        """Forgets a payload type and throws away what waits of it; unknown ones are fine.

        Parameters
        ----------
        payload_type : int
            0 to 127.
        """
        self._engine.remove_payload_type(_number(payload_type))

    def remove_all(self) -> None:
        """Forgets all payload types."""
        self._engine.remove_all_payload_types()

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
    ) -> Arrival:
        """Takes one RTP packet.

        Parameters
        ----------
        payload : bytes
            Behind the RTP header; empty for padding, whose sequence number then is not lost.
        sequence : int
            Of the header, 16 bits.
        timestamp : int
            Of the header, 32 bits.
        payload_type : int
            0 to 127.
        arrival_ms : float
            On any clock that does not go back, ms.
        ssrc : int
            Of the header.
        marker : bool
            Of the header.

        Returns
        -------
        Arrival
            ``result``, ``timeline_changed``, ``target_delay_ms``.

        Raises
        ------
        TypeError, ValueError
            Header fields outside their bits, or a time that is none.
        """
        for name, value, bits in (
            ("sequence", sequence, 16), ("timestamp", timestamp, 32), ("ssrc", ssrc, 32)
        ):
            if not 0 <= value < 1 << bits:
                raise ValueError(f"{name}: expected {bits} bits, not {value}")
        kept = payload if type(payload) is bytes else bytes(memoryview(payload))
        result, changed, target = self._engine.insert(
            kept, _number(payload_type), sequence, timestamp, ssrc, marker, arrival_ms
        )
        return Arrival(InsertResult(result), changed, target)

    def get_audio(self) -> tuple[Audio, Frame]:
        """Produces the next 10 ms.

        Returns
        -------
        audio : numpy.ndarray
            float32, (channels, samples), full scale ±1; silence before the first packet.
        frame : Frame
            What was done and why.
        """
        audio, (operation, reason, speech_type, *rest) = self._engine.pull()
        self._last = Frame(Operation(operation), Reason(reason), SpeechType(speech_type), *rest)
        return audio, self._last

    def override_next_operation(self, operation: Operation) -> None:
        """The operation of the next tick, whatever the policy would choose.

        Parameters
        ----------
        operation : Operation
            What cannot be carried out turns into the nearest thing.
        """
        self._engine.override_next_operation(Operation(operation))

    def nack_list(self, rtt_ms: float = -1.0) -> list[int]:
        """Sequence numbers worth asking for again, oldest first; none unless ``nack.enabled``.

        Parameters
        ----------
        rtt_ms : float
            Round-trip time, ms; 0 or less is unknown.

        Returns
        -------
        list of int
        """
        return self._engine.nack_list(rtt_ms)

    def flush(self) -> None:
        """Throws away waiting packets and unplayed audio."""
        self._engine.flush()

    def set_minimum_delay(self, delay_ms: float) -> bool:
        """Lower bound of the target delay, in effect at once.

        Parameters
        ----------
        delay_ms : float
            0 to 10000 ms; 0 removes it.

        Returns
        -------
        bool
            False, and nothing changed, when refused.
        """
        return self._engine.set_minimum_delay(delay_ms)

    def set_maximum_delay(self, delay_ms: float) -> bool:
        """Upper bound of the target delay, in effect at once.

        Parameters
        ----------
        delay_ms : float
            0 to 10000 ms; 0 removes it.

        Returns
        -------
        bool
            False, and nothing changed, when refused.
        """
        return self._engine.set_maximum_delay(delay_ms)

    def set_base_minimum_delay(self, delay_ms: float) -> bool:
        """The application's own floor; applied as far as the other bounds allow.

        Parameters
        ----------
        delay_ms : float
            0 to 10000 ms.

        Returns
        -------
        bool
            False, and nothing changed, when refused.
        """
        return self._engine.set_base_minimum_delay(delay_ms)

    @property
    def target_delay_ms(self) -> float:
        """Delay that is aimed at, ms."""
        return self._engine.target_delay_ms

    @property
    def unlimited_target_delay_ms(self) -> float:
        """The same before minimum and maximum, ms."""
        return self._engine.unlimited_target_delay_ms

    @property
    def filtered_delay_ms(self) -> float:
        """Smoothed level and decoded audio not played yet, ms."""
        return self._engine.filtered_delay_ms

    @property
    def unplayed_ms(self) -> float:
        """Decoded audio not played yet, ms."""
        return self._engine.unplayed_ms

    @property
    def base_minimum_delay_ms(self) -> float:
        """As it was set, ms."""
        return self._engine.base_minimum_delay_ms

    @property
    def playout_timestamp(self) -> int | None:
        """RTP timestamp just after the last sample; None before the first packet and in pauses."""
        return self._engine.playout_timestamp

    @property
    def last_tick(self) -> Frame | None:
        """What the last `get_audio` told; None before the first."""
        return self._last

    def statistics(self) -> dict[str, int]:
        """Lifetime counters; ``neteq params --statistics`` says what they mean."""
        return self._engine.statistics()

    def take_network_statistics(self) -> dict[str, Any]:
        """What happened since the last call (NetEQ's NetworkStatistics)."""
        return self._engine.take_network_statistics()

    def stalls(self) -> dict[str, Any]:
        """Runs of concealment of 60, 150 and 500 ms."""
        return self._engine.stalls()

    def receiver_report(self) -> dict[str, Any]:
        """What an RTCP report block says (RFC 3550)."""
        return self._engine.receiver_report()

    def close_receiver_interval(self) -> dict[str, Any]:
        """The same; begins the next interval of ``fraction_lost``."""
        return self._engine.close_receiver_interval()

    def clock_drift(self) -> dict[str, Any]:
        """How much faster the sender's clock runs than the caller's, in ppm, and how sure that is."""
        return self._engine.clock_drift()

    def estimator(self) -> dict[str, Any]:
        """What the delay estimator knows; times in ms."""
        return self._engine.estimator()

    def decoded_packets(self) -> list[DecodedPacket]:
        """The packets decoded in the last tick, oldest first."""
        return [DecodedPacket(*packet) for packet in self._engine.decoded_packets()]


def _number(payload_type: int) -> int:
    if not 0 <= payload_type <= 127:
        raise ValueError(f"payload_type: expected 0 to 127, not {payload_type}")
    return payload_type
