# SPDX-License-Identifier: BSD-3-Clause
"""Traces: recorded or generated RTP packets with their arrival times."""

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
    """Return `values` as a column of `count` elements; a scalar is repeated."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf" or (dtype is np.int64 and array.dtype.kind == "f"):
        raise TypeError(f"{name}: expected {np.dtype(dtype)}, not {array.dtype}")
    if array.ndim == 0:
        array = np.full(count, array)
    if array.shape != (count,):
        raise ValueError(f"{name}: expected {count} values as in arrival_ms, not {array.shape}")
    if dtype is np.int64 and array.dtype == np.uint64 and (array > np.iinfo(np.int64).max).any():
        raise ValueError(f"{name}: expected at most 2**63 - 1")
    return np.ascontiguousarray(array, dtype=dtype)


class Trace:
    """Immutable sequence of RTP packets in order of arrival.

    Read a trace with `read`, or create one with `from_arrays` or `neteq.encode`. Editing methods
    return a new trace. Traces support pickling.
    """

    __slots__ = ("_name", "_trace")

    def __init__(self, trace: _core.Trace, name: str = "") -> None:
        self._trace = trace
        self._name = name

    @classmethod
    def read(cls, path: str | os.PathLike[str], port: int | None = None) -> Trace:
        """Read an rtpdump, pcap, pcapng, RtcEventLog or CSV file.

        The format is detected from the file content.

        Parameters
        ----------
        path : str or path
            File to read.
        port : int, optional
            In captures, treat all datagrams to this UDP port as RTP, 1 to 65535. By default RTP is
            detected by its headers.

        Returns
        -------
        Trace
            The packets of the file.

        Raises
        ------
        OSError
            The file cannot be read; names the file and the byte offset or line.
        ValueError
            `port` is out of range.
        """
        name = os.fspath(path)
        return cls(_core.Trace.read(name, _port(port)), name)

    @classmethod
    def parse(cls, file: bytes, name: str = "trace", port: int | None = None) -> Trace:
        """Parse the content of a trace file held in memory.

        Parameters
        ----------
        file : bytes
            Content of the file, in any format accepted by `read`.
        name : str
            Name used in messages and reports.
        port : int, optional
            As for `read`.

        Returns
        -------
        Trace
            The packets of the file.

        Raises
        ------
        OSError
            The content is malformed; names the byte offset or line.
        ValueError
            `port` is out of range.
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
        """Create a trace from columns. A scalar applies to all packets.

        Parameters
        ----------
        arrival_ms : array_like of float, (packets,)
            Arrival times in any order, ms. NaN marks a lost packet, which is left out.
        sequence : array_like of int, (packets,)
            RTP sequence numbers, 0 to 65535.
        timestamp : array_like of int, (packets,)
            RTP timestamps, 0 to 2**32 - 1.
        payloads : sequence of bytes, optional
            Payload of each packet. Without payloads the trace resembles a capture of headers only:
            call `replace_audio` before simulating it.
        size : array_like of int
            Packet size including the 12-byte RTP header, bytes. Used only without `payloads`. The
            default corresponds to 20 ms of Opus at 24 kb/s.
        payload_type : array_like of int
            RTP payload types, 0 to 127. The default is WebRTC's number for Opus.
        send_ms : array_like of float, optional
            Send times on any clock, ms; NaN if unknown.
        ssrc : array_like of int
            SSRC of each packet.
        marker : array_like of bool
            Marker bit of each packet.
        name : str
            Name used in messages and reports.

        Returns
        -------
        Trace
            The packets, sorted by arrival time.

        Raises
        ------
        TypeError, ValueError
            A column has the wrong type, length or range; names the column and the row, not counting
            lost packets.
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
                raise ValueError(
                    f"payloads: expected {count} as in arrival_ms, not {len(payloads)}")
            missing = np.zeros(count, dtype=np.int64)
            kept = [bytes(memoryview(payload)) for payload in payloads]
        columns.append(missing)
        kept = [payload for payload, is_here in zip(kept, here) if is_here]
        arrived = [np.ascontiguousarray(column[here]) for column in columns]
        return cls(_core.Trace.from_columns(*arrived, kept), name)

    @property
    def name(self) -> str:
        """Name of the trace in messages and reports; the path if it was read from a file."""
        return self._name

    def packets(self) -> npt.NDArray[np.void]:
        """Return all packets in order of arrival.

        Returns
        -------
        numpy.ndarray
            Structured array with one row per packet: ``arrival_ms``, ``send_ms`` (NaN if unknown),
            ``timestamp``, ``ssrc``, ``size`` (bytes of the RTP packet), ``payload_size``,
            ``missing_bytes`` (not captured), ``sequence``, ``payload_type``, ``marker``.
        """
        rows: npt.NDArray[np.void] = self._trace.packets()
        return rows

    def payloads(self) -> list[bytes]:
        """Return the captured payload of each packet.

        Returns
        -------
        list of bytes
            In order of arrival. Shorter than ``payload_size`` if the capture truncated the packet.
        """
        return self._trace.payloads()

    def info(self, payload_types: Sequence[str] = ()) -> dict[str, Any]:
        """Analyse streams, loss, reordering, gaps, jitter and clock drift.

        Parameters
        ----------
        payload_types : sequence of str
            Additional payload types, for example ``"96=opus/48000/2"``.

        Returns
        -------
        dict
            The same values as ``neteq trace info --json``.

        Raises
        ------
        ValueError
            An element of `payload_types` is malformed.
        """
        info: dict[str, Any] = json.loads(self._trace.info_json(list(payload_types), self._name))
        return info

    def write(self, path: str | os.PathLike[str], format: str | None = None) -> None:
        """Write the trace as rtpdump, pcap or CSV.

        rtpdump rounds times to 1 ms; CSV holds no payloads.

        Parameters
        ----------
        path : str or path
            File to write.
        format : {"rtpdump", "pcap", "csv"}, optional
            File format. By default derived from the file extension.

        Raises
        ------
        ValueError
            The format is unknown or cannot represent the trace, or the file cannot be written.
        """
        self._trace.write(os.fspath(path), format or "")

    def only(self, ssrc: int) -> Trace:
        """Return the RTP and RTCP packets of one stream.

        Parameters
        ----------
        ssrc : int
            SSRC of the stream.

        Returns
        -------
        Trace
            The packets of the stream.

        Raises
        ------
        ValueError
            The trace holds no such stream.
        """
        return Trace(_core.only_ssrc(self._trace, ssrc), self._name)

    def cut(self, from_ms: float, to_ms: float) -> Trace:
        """Return the packets that arrived in [`from_ms`, `to_ms`).

        Parameters
        ----------
        from_ms, to_ms : float
            Interval on the clock of the arrival times, ms.

        Returns
        -------
        Trace
            The selected packets.

        Raises
        ------
        ValueError
            No packet arrived in the interval.
        """
        return Trace(_core.cut(self._trace, from_ms, to_ms), self._name)

    def shift(
        self,
        *,
        sequence: int | None = None,
        timestamp: int | None = None,
        arrival_ms: float | None = None,
    ) -> Trace:
        """Return the trace with new start values. Relative values do not change.

        Parameters
        ----------
        sequence : int, optional
            Sequence number of the first packet of each stream.
        timestamp : int, optional
            RTP timestamp of the first packet of each stream.
        arrival_ms : float, optional
            Arrival time of the first packet of the trace, ms.

        Returns
        -------
        Trace
            The shifted trace.
        """
        return Trace(_core.shift_to(self._trace, sequence, timestamp, arrival_ms), self._name)

    @staticmethod
    def concatenate(
        traces: Sequence[Trace],
        gap_ms: float = 20.0,
        one_stream: bool = True,
        payload_types: Sequence[str] = (),
    ) -> Trace:
        """Join traces one after the other.

        Parameters
        ----------
        traces : sequence of Trace
            At least one trace.
        gap_ms : float
            Time from the last arrival of a trace to the first arrival of the next, ms.
        one_stream : bool
            Continue the stream of the first trace: rewrite SSRC, sequence numbers and timestamps of
            the following traces.
        payload_types : sequence of str
            Additional payload types, for example ``"96=opus/48000/2"``.

        Returns
        -------
        Trace
            The joined trace.

        Raises
        ------
        ValueError
            `traces` is empty, or the traces cannot be joined.
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
        """Replace the payloads of one stream by given audio, encoded as L16.

        Use it for traces captured without payloads. Each packet receives the section of `audio`
        that its RTP timestamp points to; `audio` repeats as needed. Arrival times and losses do not
        change.

        Parameters
        ----------
        audio : array_like or Sound
            float, (samples,) or (channels, samples), full scale ±1. Only the first channel is used.
        rate_hz : int, optional
            Sample rate of `audio`, Hz. Required unless `audio` is a `Sound`.
        ssrc : int, optional
            SSRC of the stream. Default: the first stream with speech.
        payload_types : sequence of str
            Additional payload types, for example ``"96=opus/48000/2"``.

        Returns
        -------
        Trace
            The trace with new payloads.

        Raises
        ------
        TypeError, ValueError
            The audio or its rate is invalid, or there is no such stream.
        """
        samples, rate = _sound("audio", audio, rate_hz)
        types = list(payload_types)
        return Trace(_core.replace_audio(self._trace, samples, rate, ssrc, types), self._name)

    def send_over(self, network: str | npt.ArrayLike, seed: int = 1) -> Trace:
        """Send the packets over a simulated network.

        The network adds its delays to those already in the trace.

        Parameters
        ----------
        network : str or array_like of float, (delays,)
            One of:

            * models as text, ``"gamma(mean=30, shape=2) + gilbert(loss=5%, burst=3)"``;
            * the name of a network, see `neteq.network_presets`;
            * the delay of each packet in ms, NaN for lost packets. A short array repeats.
        seed : int
            Seed of the random numbers. Equal seeds give equal networks.

        Returns
        -------
        Trace
            The packets that arrive.

        Raises
        ------
        ValueError
            `network` is malformed; the message gives the column. Or no packet arrives.
        """
        if isinstance(network, str):
            return Trace(_core.send_over(self._trace, network, seed), self._name)
        delays = np.atleast_1d(np.asarray(network))
        column = _column("network", delays, delays.shape[0], np.float64)
        return Trace(_core.send_with_delays(self._trace, column), self._name)

    def send_over_file(self, path: str | os.PathLike[str]) -> Trace:
        """Send the packets over a recorded network.

        Parameters
        ----------
        path : str or path
            Delays (one line per packet: ms or ``lost``), losses (one 0 or 1 per packet), or
            delivery opportunities (Mahimahi).

        Returns
        -------
        Trace
            The packets that arrive.

        Raises
        ------
        OSError
            The file cannot be read.
        ValueError
            No packet arrives.
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
    """Return samples and rate of an array or a `Sound`."""
    if isinstance(audio, Sound):
        if rate_hz is not None:
            raise TypeError(f"rate_hz: must not be given, {name} is a Sound with its own rate")
        return audio_array(name, audio.audio), audio.rate_hz
    if rate_hz is None:
        raise TypeError(f"rate_hz: required because {name} is not a Sound")
    return audio_array(name, audio), rate_hz
