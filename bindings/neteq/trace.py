# SPDX-License-Identifier: BSD-3-Clause
"""Traces: the RTP packets that a receiver saw, and when."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.sound import Sound, audio_array

_RTP_HEADER = 12


def _column(name: str, values: npt.ArrayLike, count: int, dtype: type) -> npt.NDArray[Any]:
    """A column of `count` values; one value stands for all."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf" or (dtype is np.int64 and array.dtype.kind == "f"):
        raise TypeError(f"{name}: expected {np.dtype(dtype)}, not {array.dtype}")
    if array.ndim == 0:
        array = np.full(count, array)
    if array.shape != (count,):
        raise ValueError(f"{name}: expected {count} values as in arrival_ms, not {array.shape}")
    if dtype is np.int64 and array.dtype == np.uint64 and (array > np.iinfo(np.int64).max).any():
        raise ValueError(f"{name}: expected at most 32 bits")
    return np.ascontiguousarray(array, dtype=dtype)


class Trace:
    """RTP packets in order of arrival; never changes once made.

    Read one with `read`, make one with `from_arrays` or `neteq.encode`. Editing gives another
    trace. Traces can be pickled.
    """

    __slots__ = ("_name", "_trace")

    def __init__(self, trace: _core.Trace, name: str = "") -> None:
        self._trace = trace
        self._name = name

    @classmethod
    def read(cls, path: str | os.PathLike[str], port: int | None = None) -> Trace:
        """Reads an rtpdump, pcap, pcapng, RtcEventLog or CSV file; the content tells which.

        Parameters
        ----------
        path : str or path
            The file.
        port : int, optional
            In captures, take everything sent to this UDP port for RTP. By default RTP is told by
            its headers.

        Returns
        -------
        Trace

        Raises
        ------
        OSError
            The file cannot be read; names it and the byte offset or line.
        """
        name = os.fspath(path)
        return cls(_core.Trace.read(name, _port(port)), name)

    @classmethod
    def parse(cls, file: bytes, name: str = "trace", port: int | None = None) -> Trace:
        """The same from memory.

        Parameters
        ----------
        file : bytes
            Content of the file.
        name : str
            For messages and reports.
        port : int, optional
            As for `read`.

        Returns
        -------
        Trace

        Raises
        ------
        OSError
            As `read`.
        """
        return cls(_core.Trace.parse(bytes(file), name, _port(port)), name)

    @classmethod
    def from_arrays(
        cls,
        arrival_ms: npt.ArrayLike,
        sequence: npt.ArrayLike,
        timestamp: npt.ArrayLike,
        *,
        payloads: Sequence[bytes] | None = None,
        size: npt.ArrayLike = 72,
        payload_type: npt.ArrayLike = 111,
        send_ms: npt.ArrayLike | None = None,
        ssrc: npt.ArrayLike = 0x6E657465,
        marker: npt.ArrayLike = False,
        name: str = "arrays",
    ) -> Trace:
        """Packets from columns; a single value stands for all packets.

        Parameters
        ----------
        arrival_ms : array_like of float, (packets,)
            When each arrived, in any order; NaN for lost packets, which are left out.
        sequence : array_like of int, (packets,)
            Sequence numbers, 0 to 65535.
        timestamp : array_like of int, (packets,)
            RTP timestamps, 32 bits.
        payloads : sequence of bytes, optional
            What the packets hold. Without it they are as a capture of headers alone: give them
            sound with `replace_audio` before a simulation.
        size : array_like of int
            Bytes of a packet with its header of 12 bytes, where there are no payloads. The default
            is Opus at 24 kb/s.
        payload_type : array_like of int
            0 to 127; 111 is Opus, as WebRTC numbers it.
        send_ms : array_like of float, optional
            When each was sent, on any clock; NaN where it is not known.
        ssrc : array_like of int
            Stream of each packet.
        marker : array_like of bool
            Marker bit of the header.
        name : str
            For messages and reports.

        Returns
        -------
        Trace

        Raises
        ------
        TypeError, ValueError
            Names the column, and the row counted among those that arrived.
        """
        arrival = np.atleast_1d(np.asarray(arrival_ms))
        if arrival.ndim != 1:
            raise ValueError(f"arrival_ms: expected one dimension, not {arrival.shape}")
        count = arrival.shape[0]
        arrival = _column("arrival_ms", arrival, count, np.float64)
        here = ~np.isnan(arrival)
        columns = [arrival]
        sent = np.nan if send_ms is None else send_ms
        columns.append(_column("send_ms", sent, count, np.float64))
        for column, values in {
            "sequence": sequence,
            "timestamp": timestamp,
            "ssrc": ssrc,
            "payload_type": payload_type,
        }.items():
            columns.append(_column(column, values, count, np.int64))
        columns.append(_column("marker", marker, count, np.bool_))
        if payloads is None:
            missing = _column("size", size, count, np.int64) - _RTP_HEADER
            kept = [b""] * count
        else:
            if len(payloads) != count:
                raise ValueError(f"payloads: expected {count} of them, not {len(payloads)}")
            missing = np.zeros(count, dtype=np.int64)
            kept = [bytes(memoryview(payload)) for payload in payloads]
        columns.append(missing)
        kept = [payload for payload, is_here in zip(kept, here) if is_here]
        arrived = [np.ascontiguousarray(column[here]) for column in columns]
        return cls(_core.Trace.from_columns(*arrived, kept), name)

    @property
    def name(self) -> str:
        """Name of the file, for reports."""
        return self._name

    def packets(self) -> npt.NDArray[np.void]:
        """All packets as a structured array, in order of arrival.

        Returns
        -------
        numpy.ndarray
            One row a packet: ``arrival_ms``, ``send_ms`` (NaN where it is not known),
            ``timestamp``, ``ssrc``, ``size`` (bytes of the RTP packet), ``payload_size``,
            ``missing_bytes`` (not captured), ``sequence``, ``payload_type``, ``marker``.
        """
        rows: npt.NDArray[np.void] = self._trace.packets()
        return rows

    def payloads(self) -> list[bytes]:
        """The payload of each packet, as far as it was captured.

        Returns
        -------
        list of bytes
        """
        return self._trace.payloads()

    def info(self, payload_types: Sequence[str] = ()) -> dict[str, Any]:
        """What ``neteq trace info --json`` tells: streams, loss, reordering, gaps, jitter, drift.

        Parameters
        ----------
        payload_types : sequence of str
            Further formats, ``"96=opus/48000/2"``.

        Returns
        -------
        dict
        """
        info: dict[str, Any] = json.loads(self._trace.info_json(list(payload_types), self._name))
        return info

    def write(self, path: str | os.PathLike[str], format: str | None = None) -> None:
        """Writes rtpdump (times rounded to 1 ms), pcap, or CSV (without payloads).

        Parameters
        ----------
        path : str or path
            File to write.
        format : {"rtpdump", "pcap", "csv"}, optional
            By default what the path ends in.

        Raises
        ------
        ValueError
            Unknown format, or the file cannot be written or hold the trace.
        """
        self._trace.write(os.fspath(path), format or "")

    def only(self, ssrc: int) -> Trace:
        """The packets and RTCP of one stream.

        Parameters
        ----------
        ssrc : int
            Its SSRC.

        Returns
        -------
        Trace
        """
        return Trace(_core.only_ssrc(self._trace, ssrc), self._name)

    def cut(self, from_ms: float, to_ms: float) -> Trace:
        """What arrived in [from_ms, to_ms).

        Parameters
        ----------
        from_ms, to_ms : float
            On the clock of the arrivals, ms.

        Returns
        -------
        Trace
        """
        return Trace(_core.cut(self._trace, from_ms, to_ms), self._name)

    def shift(
        self,
        *,
        sequence: int | None = None,
        timestamp: int | None = None,
        arrival_ms: float | None = None,
    ) -> Trace:
        """The trace with another start; all distances stay.

        Parameters
        ----------
        sequence : int, optional
            Sequence number of the first packet of each stream.
        timestamp : int, optional
            RTP timestamp of the same packet.
        arrival_ms : float, optional
            Arrival of the first packet of the trace.

        Returns
        -------
        Trace
        """
        return Trace(_core.shift_to(self._trace, sequence, timestamp, arrival_ms), self._name)

    @staticmethod
    def concatenate(
        traces: Sequence[Trace],
        gap_ms: float = 20.0,
        one_stream: bool = True,
        payload_types: Sequence[str] = (),
    ) -> Trace:
        """One trace after the other.

        Parameters
        ----------
        traces : sequence of Trace
            At least one.
        gap_ms : float
            From the last arrival of each to the first of the next, ms.
        one_stream : bool
            Each goes on as the stream of the first trace: its SSRC, its sequence numbers and
            timestamps.
        payload_types : sequence of str
            Further formats, ``"96=opus/48000/2"``.

        Returns
        -------
        Trace
        """
        if not traces:
            raise ValueError("traces: expected at least one")
        parts = [trace._trace for trace in traces]
        joined = _core.concatenate(parts, gap_ms, one_stream, list(payload_types))
        return Trace(joined, traces[0]._name)

    def replace_audio(
        self,
        audio: npt.ArrayLike | Sound,
        rate_hz: int | None = None,
        *,
        ssrc: int | None = None,
        payload_types: Sequence[str] = (),
    ) -> Trace:
        """Gives one stream sound that can be decoded, where payloads were not captured.

        Each packet gets the stretch of `audio`, again and again, that its timestamp points to, as
        L16. What the network did stays.

        Parameters
        ----------
        audio : array_like or Sound
            float, (samples,) or (channels, samples), full scale ±1; the first channel is taken.
        rate_hz : int, optional
            Samples a second; not for a `Sound`, which knows it.
        ssrc : int, optional
            The stream; by default the first with speech.
        payload_types : sequence of str
            Further formats, ``"96=opus/48000/2"``.

        Returns
        -------
        Trace
        """
        samples, rate = _sound("audio", audio, rate_hz)
        types = list(payload_types)
        return Trace(_core.replace_audio(self._trace, samples, rate, ssrc, types), self._name)

    def send_over(self, network: str | npt.ArrayLike, seed: int = 1) -> Trace:
        """Sends the packets over a network, on top of the delays that they have.

        Parameters
        ----------
        network : str or array_like of float, (delays,)
            Models as text, ``"gamma(mean=30, shape=2) + gilbert(loss=5%, burst=3)"``, a network by
            name (see `neteq.network_presets`), or the delay of each packet in ms, NaN for lost
            ones, which repeats when it is too short.
        seed : int
            The same seed makes the same network.

        Returns
        -------
        Trace

        Raises
        ------
        ValueError
            What cannot be understood and where it stands, or nothing arrives.
        """
        if isinstance(network, str):
            return Trace(_core.send_over(self._trace, network, seed), self._name)
        delays = np.atleast_1d(np.asarray(network))
        column = _column("network", delays, delays.shape[0], np.float64)
        return Trace(_core.send_with_delays(self._trace, column), self._name)

    def send_over_file(self, path: str | os.PathLike[str]) -> Trace:
        """Sends the packets over a recorded network.

        Parameters
        ----------
        path : str or path
            Delays (a line a packet, ms; ``lost``), losses (0 or 1 a packet), or delivery
            opportunities (Mahimahi).

        Returns
        -------
        Trace
        """
        return Trace(_core.send_over_file(self._trace, os.fspath(path)), self._name)

    def __len__(self) -> int:
        return len(self._trace)

    def __repr__(self) -> str:
        return f"<Trace {self._name!r}: {len(self)} packets>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self._trace, self._name)


def _port(port: int | None) -> int | None:
    if port is not None and not 1 <= port <= 65535:
        raise ValueError(f"port: expected 1 to 65535, not {port}")
    return port


def _sound(
    name: str, audio: npt.ArrayLike | Sound, rate_hz: int | None
) -> tuple[npt.NDArray[np.float32], int]:
    """Samples and rate of what may be a Sound."""
    if isinstance(audio, Sound):
        if rate_hz is not None:
            raise TypeError(f"rate_hz: {name} knows its rate")
        return audio_array(name, audio.audio), audio.rate_hz
    if rate_hz is None:
        raise TypeError(f"rate_hz: required with {name} that is not a Sound")
    return audio_array(name, audio), rate_hz
