# SPDX-License-Identifier: BSD-3-Clause
"""Replays of traces in virtual time."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.config import Config
from neteq.enums import Operation, Reason
from neteq.plugins import DecisionPolicy, DelayEstimator, check_plugins
from neteq.sound import Audio, Sound, write_wav
from neteq.trace import Trace, _sound

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure


class Result:
    """Result of a replay. Made by `simulate`.

    Arrays are views into memory owned by the result, not copies.
    """

    def __init__(self, run: _core.Run, name: str) -> None:
        self._run = run
        self._name = name
        self._figures: dict[str, Any] | None = None

    @property
    def ticks(self) -> npt.NDArray[np.void]:
        """Structured array with one row per tick of 10 ms.

        Columns are those of ``neteq replay --npz``; `tick_columns` explains each. Integers are
        int64, all other values float64. ``operation`` and ``decided_operation`` hold values of
        `Operation`, ``reason`` and ``decided_reason`` values of `Reason`.
        """
        return self._run.ticks()

    @property
    def packets(self) -> npt.NDArray[np.void]:
        """Structured array with one row per packet of the stream, in order of arrival.

        Columns: ``arrival_ms``, ``send_ms`` (from RTP timestamps, 0 for the first packet),
        ``relative_transit_ms`` (transit time above that of the fastest packet), ``timestamp``,
        ``size`` in bytes, ``sequence``, ``payload_type``. ``send_ms`` and ``relative_transit_ms``
        are NaN for telephone events.
        """
        rows: npt.NDArray[np.void] = self._run.packets()
        return rows

    @property
    def audio(self) -> Audio:
        """Output audio: float32, (channels, samples), full scale ±1.

        Has no samples if `simulate` ran with ``audio=False``.
        """
        return self._run.audio()

    @property
    def sample_rate_hz(self) -> int:
        """Sample rate of the output, Hz."""
        return self._run.sample_rate_hz

    @property
    def ssrc(self) -> int:
        """SSRC of the replayed stream."""
        return self._run.ssrc

    @property
    def figures(self) -> dict[str, Any]:
        """All results as a nested dictionary, with the keys of ``neteq replay --json``."""
        if self._figures is None:
            self._figures = json.loads(self._run.report_json())
        return self._figures

    @property
    def statistics(self) -> dict[str, int]:
        """Lifetime counters of the replay; ``neteq params --statistics`` explains each."""
        lifetime: dict[str, int] = self.figures["lifetime"]
        return lifetime

    def to_json(self) -> str:
        """Return `figures` as text, byte for byte the output of ``neteq replay --json``."""
        return self._run.report_json()

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the ticks as a DataFrame.

        Returns
        -------
        pandas.DataFrame
            One row per tick, indexed by ``t_ms``. Operations and reasons are categorical columns
            with their names.
        """
        import pandas

        frame = pandas.DataFrame(self.ticks).set_index("t_ms")
        for column, names in (("operation", Operation), ("reason", Reason),
                              ("decided_operation", Operation), ("decided_reason", Reason)):
            categories = [str(member) for member in names]
            frame[column] = pandas.Categorical.from_codes(frame[column], categories)
        return frame

    def write_wav(self, path: str | os.PathLike[str]) -> None:
        """Write the output as 16-bit WAV, byte for byte the file of ``neteq replay --wav``.

        Parameters
        ----------
        path : str or path
            File to write.

        Raises
        ------
        ValueError
            The file cannot be written, or the result holds no audio.
        """
        write_wav(path, self.audio, self.sample_rate_hz)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write the HTML report of ``neteq replay --report``, a single file.

        Parameters
        ----------
        path : str or path
            File to write.

        Raises
        ------
        ValueError
            The file cannot be written.
        """
        self._run.write_page(os.fspath(path))

    def plot(self, from_ms: float | None = None, to_ms: float | None = None) -> Figure:
        """Plot arrivals, target delay, buffer level, playout delay and operations over time.

        Parameters
        ----------
        from_ms, to_ms : float, optional
            Interval to show on the clock of the arrival times, ms. Default: the whole replay.

        Returns
        -------
        matplotlib.figure.Figure
            The figure.

        Raises
        ------
        ValueError
            `from_ms` is not less than `to_ms`.
        """
        from neteq.plot import plot_result

        return plot_result(self, from_ms, to_ms)

    def __repr__(self) -> str:
        seconds = len(self.ticks) / 100
        return f"<Result of {self._name!r}: {seconds:.2f} s at {self.sample_rate_hz} Hz>"


def tick_columns() -> dict[str, str]:
    """Return the columns of `Result.ticks`.

    Returns
    -------
    dict of str to str
        Name and meaning of each column.
    """
    return dict(_core.tick_columns())


def simulate(
    trace: Trace | str | os.PathLike[str],
    config: Config | None = None,
    audio: bool = True,
    *,
    estimator: DelayEstimator | None = None,
    policy: DecisionPolicy | None = None,
    ssrc: int | None = None,
    payload_types: Sequence[str] = (),
    reference: npt.ArrayLike | Sound | None = None,
    reference_rate_hz: int | None = None,
    repeat: int = 0,
    csv: str | os.PathLike[str] | None = None,
    npz: str | os.PathLike[str] | None = None,
    wav: str | os.PathLike[str] | None = None,
) -> Result:
    """Replay a trace through the engine in virtual time, faster than real time.

    Releases the GIL during the replay, so threads can replay in parallel.

    Parameters
    ----------
    trace : Trace, str or path
        Packets to replay, or the name of a trace file.
    config : Config, optional
        Engine parameters. Default: preset ``default``.
    audio : bool
        Keep the output audio. Without it long replays use less memory.
    estimator : DelayEstimator, optional
        Replaces the built-in delay estimator.
    policy : DecisionPolicy, optional
        Replaces the built-in decision policy.
    ssrc : int, optional
        SSRC of the stream to replay. Default: the first stream with speech.
    payload_types : sequence of str
        Payload types in addition to the default ones, for example ``"96=opus/48000/2"``.
    reference : array_like or Sound, optional
        Clean signal carried by the stream, starting with its first packet. The output is compared
        with it: ``figures["reference_quality"]``.
    reference_rate_hz : int, optional
        Sample rate of `reference`, Hz. Required unless `reference` is a `Sound`.
    repeat : int
        Number of extra replays that measure the time per call: ``figures["timing"]``.
    csv, npz, wav : str or path, optional
        Output files, as written by ``neteq replay``.

    Returns
    -------
    Result
        Ticks, packets, audio and statistics of the replay.

    Raises
    ------
    OSError
        The trace cannot be read; names the file and the byte offset or line.
    TypeError
        An argument has the wrong type, or `reference_rate_hz` is missing.
    ValueError
        The stream does not exist or has no payloads, or a parameter is invalid; names the argument.
    """
    if not isinstance(trace, Trace):
        trace = Trace.read(trace)
    config = Config() if config is None else config
    if repeat < 0:
        raise ValueError(f"repeat: expected at least 0, not {repeat}")
    options = _core.RunOptions()
    options.name = trace.name
    options.preset = config.preset
    options.payload_types = list(payload_types)
    options.ssrc = ssrc
    options.keeps_audio = audio
    options.repeat = repeat
    options.csv = "" if csv is None else os.fspath(csv)
    options.npz = "" if npz is None else os.fspath(npz)
    options.wav = "" if wav is None else os.fspath(wav)
    if reference is not None:
        options.set_reference(*_sound("reference", reference, reference_rate_hz))
    check_plugins(estimator, policy)
    plugins = _core.Plugins(estimator, policy)
    return Result(_core.simulate(trace._trace, config._engine, options, plugins), trace.name)
