# SPDX-License-Identifier: BSD-3-Clause
"""Senders: sound becomes RTP packets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy.typing as npt

from neteq import _core
from neteq.sound import Sound
from neteq.trace import Trace, _sound


class Transmission(NamedTuple):
    """What was sent, and as what."""

    #: Packets as they left the sender, from time 0 on.
    trace: Trace
    #: The number that they have.
    payload_type: int
    #: As SDP names it, ``"opus/48000/2"``.
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
    """Sends sound from time 0 on, each packet when its first sample is spoken.

    Parameters
    ----------
    audio : array_like or Sound
        float, (samples,) or (channels, samples), full scale ±1.
    rate_hz : int, optional
        Samples a second; not for a `Sound`, which knows it.
    codec : {"opus", "pcmu", "pcma", "g722", "l16"}
        How it is coded.
    channels : int, optional
        1 to 8; by default as many as `audio` has, up to two, and one for G.722.
    frame_ms : float
        Sound in a packet, ms. Opus: 2.5, 5, 10, 20, 40, 60, 80, 100 or 120; others 2.5 to 120.
    l16_rate_hz : int
        Of L16, Hz.
    bitrate_bps : int
        Of Opus, bit/s.
    complexity : int
        Of Opus, 0 to 10.
    expected_loss_pct : int
        That Opus prepares for, %.
    fec : bool
        Opus sends in-band FEC.
    dtx : bool
        Opus pauses in silence.
    payload_type : int, optional
        By default the number that WebRTC's tools have for it.
    comfort_noise : bool
        RFC 3389 in pauses; not for Opus.
    red_distance : int
        Earlier payloads in each packet (RFC 2198), 0 to 9.
    keys : sequence of str
        Telephone keys, ``"12#@3.5"``: the keys 1, 2 and # from 3.5 s on.
    sequence, timestamp : int
        Of the first packet.
    ssrc : int
        Of the stream.

    Returns
    -------
    Transmission
        ``trace``, ``payload_type`` and ``encoding``.

    Raises
    ------
    ValueError
        Names the option that cannot be used.
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
