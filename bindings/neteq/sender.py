# SPDX-License-Identifier: BSD-3-Clause
"""Senders: encode audio into RTP packets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy.typing as npt

from neteq import _core
from neteq.sound import Sound
from neteq.trace import Trace, _sound


class Transmission(NamedTuple):
    """Result of `encode`."""

    #: Packets as they leave the sender, starting at time 0.
    trace: Trace
    #: RTP payload type of the packets.
    payload_type: int
    #: Encoding as in SDP, for example ``"opus/48000/2"``.
    encoding: str


def encode(
    audio: npt.ArrayLike | Sound,
    rate_hz: int | None = None,
    *,
    codec: str = "opus",
    channels: int | None = None,
    frame_ms: float = 20.0,
    l16_rate_hz: int = 48000,
    bitrate_bps: int = 24000,
    complexity: int = 10,
    expected_loss_pct: int = 0,
    fec: bool = False,
    dtx: bool = False,
    payload_type: int | None = None,
    comfort_noise: bool = False,
    red_distance: int = 0,
    keys: Sequence[str] = (),
    sequence: int = 0,
    timestamp: int = 0,
    ssrc: int = 0x6E657465,
) -> Transmission:
    """Encode audio into RTP packets, each sent at the time of its first sample.

    Parameters
    ----------
    audio : array_like or Sound
        float, (samples,) or (channels, samples), full scale ±1.
    rate_hz : int, optional
        Sample rate of `audio`, Hz. Required unless `audio` is a `Sound`.
    codec : {"opus", "pcmu", "pcma", "g722", "l16"}
        Codec.
    channels : int, optional
        Number of channels, 1 to 8. Default: the channels of `audio`, at most two, and one for
        G.722.
    frame_ms : float
        Audio per packet, ms. Opus: 2.5, 5, 10, 20, 40, 60, 80, 100 or 120; other codecs: 2.5 to
        120.
    l16_rate_hz : int
        Sample rate of L16, Hz.
    bitrate_bps : int
        Bit rate of Opus, bit/s.
    complexity : int
        Complexity of Opus, 0 to 10.
    expected_loss_pct : int
        Packet loss that Opus prepares for, %.
    fec : bool
        Send in-band FEC (Opus).
    dtx : bool
        Use discontinuous transmission in silence (Opus).
    payload_type : int, optional
        RTP payload type. Default: the number used by WebRTC's tools.
    comfort_noise : bool
        Send comfort noise in pauses (RFC 3389); not for Opus.
    red_distance : int
        Number of earlier payloads in each packet (RFC 2198), 0 to 9; 0 disables RED.
    keys : sequence of str
        DTMF events, for example ``"12#@3.5"``: keys 1, 2 and # starting at 3.5 s.
    sequence, timestamp : int
        Sequence number and RTP timestamp of the first packet.
    ssrc : int
        SSRC of the stream.

    Returns
    -------
    Transmission
        Packets, payload type and encoding.

    Raises
    ------
    TypeError, ValueError
        The audio is invalid or an option is out of range; names the argument.
    """
    samples, rate = _sound("audio", audio, rate_hz)
    if channels is None:
        channels = 1 if codec.lower() == "g722" else min(samples.shape[0], 2)
    options = _core.SenderOptions()
    encoder = options.encoder
    encoder.channels = channels
    encoder.frame_ms = frame_ms
    encoder.rate_hz = l16_rate_hz
    encoder.bitrate_bps = bitrate_bps
    encoder.complexity = complexity
    encoder.expected_loss_pct = expected_loss_pct
    encoder.fec = fec
    encoder.dtx = dtx
    options.payload_type = payload_type
    options.comfort_noise = comfort_noise
    options.red_distance = red_distance
    options.keys = list(keys)
    options.first_sequence = sequence
    options.first_timestamp = timestamp
    options.ssrc = ssrc
    trace, number, encoding = _core.encode(samples, rate, codec, options)
    return Transmission(Trace(trace, codec), number, encoding)
