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
    """What a replay found out. Arrays are views into it: nothing is copied until asked for.

    Made by `simulate`.
    """

    def __init__(self, run: _core.Run, name: str) -> None:
        self._run = run
        self._name = name
        self._figures: dict[str, Any] | None = None

    @property
    def ticks(self) -> npt.NDArray[np.void]:
        """Every tick of 10 ms as a structured array, named as in ``neteq replay --npz``.

        ``operation`` and ``reason`` are those of `Operation` and `Reason`; `tick_columns` says what
        each column means. Whole numbers are int64, all others float64.
        """
        return self._run.ticks()

    @property
    def packets(self) -> npt.NDArray[np.void]:
        """Every packet of the stream as a structured array, in order of arrival.

        ``arrival_ms``, ``send_ms`` (by RTP timestamps, from the first packet on),
        ``relative_transit_ms`` (above the fastest; both NaN for telephone keys), ``timestamp``,
        ``size`` in bytes, ``sequence``, ``payload_type``.
        """
        rows: npt.NDArray[np.void] = self._run.packets()
        return rows

    @property
    def audio(self) -> Audio:
        """What was played: float32, (channels, samples), full scale ±1; no samples without audio."""
        return self._run.audio()

    @property
    def sample_rate_hz(self) -> int:
        """Of the audio, Hz."""
        return self._run.sample_rate_hz

    @property
    def ssrc(self) -> int:
        """Of the stream that was played."""
        return self._run.ssrc

    @property
    def figures(self) -> dict[str, Any]:
        """All figures, as ``neteq replay --json`` writes them."""
        if self._figures is None:
            self._figures = json.loads(self._run.report_json())
        return self._figures

    @property
    def statistics(self) -> dict[str, int]:
        """Lifetime counters at the end; ``neteq params --statistics`` says what they mean."""
        lifetime: dict[str, int] = self.figures["lifetime"]
        return lifetime

    def to_json(self) -> str:
        """The figures as text, byte for byte that of ``neteq replay --json``."""
        return self._run.report_json()

    def to_dataframe(self) -> pandas.DataFrame:
        """The ticks as a table of pandas: times as index (ms), operations and reasons by name.

        Returns
        -------
        pandas.DataFrame
        """
        import pandas

        frame = pandas.DataFrame(self.ticks).set_index("t_ms")
        for column, names in (("operation", Operation), ("reason", Reason)):
            categories = [str(member) for member in names]
            frame[column] = pandas.Categorical.from_codes(frame[column], categories)
        return frame

    def write_wav(self, path: str | os.PathLike[str]) -> None:
        """Writes what was played, byte for byte as ``neteq replay --wav``.

        Parameters
        ----------
        path : str or path
            File to write, 16-bit PCM.
        """
        write_wav(path, self.audio, self.sample_rate_hz)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Writes a page of charts and tables, one HTML file, as ``neteq replay --report``.

        Parameters
        ----------
        path : str or path
            File to write.
        """
        self._run.write_page(os.fspath(path))

    def plot(self, from_ms: float | None = None, to_ms: float | None = None) -> Figure:
        """Arrivals, target delay, level, playout delay and operations over time.

        Parameters
        ----------
        from_ms, to_ms : float, optional
            Part of the time to show, on the clock of the arrivals, ms.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from neteq.plot import plot_result

        return plot_result(self, from_ms, to_ms)

    def __repr__(self) -> str:
        seconds = len(self.ticks) / 100
        return f"<Result of {self._name!r}: {seconds:.2f} s at {self.sample_rate_hz} Hz>"


def tick_columns() -> dict[str, str]:
    """Every column of `Result.ticks` and what it means.

    Returns
    -------
    dict of str to str
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
    """Plays a trace through the engine in virtual time, much faster than it took.

    The GIL is released meanwhile: threads run side by side.

    Parameters
    ----------
    trace : Trace, str or path
        Packets, or a file of them.
    config : Config, optional
        Parameters; by default those of the preset ``default``.
    audio : bool
        Keep what is played; without it a long trace takes less memory.
    estimator : DelayEstimator, optional
        In the place of the one built in.
    policy : DecisionPolicy, optional
        In the place of the one built in.
    ssrc : int, optional
        The stream to play; by default the first with speech.
    payload_types : sequence of str
        Formats beside the usual ones, as SDP has them: ``"96=opus/48000/2"``.
    reference : array_like or Sound, optional
        The clean signal that the stream carries from its first packet on, to compare with:
        ``figures["reference_quality"]``.
    reference_rate_hz : int, optional
        Its samples a second; not for a `Sound`, which knows it.
    repeat : int
        Replay so many more times to measure the time of each call: ``figures["timing"]``.
    csv, npz, wav : str or path, optional
        Files to write on the way, as ``neteq replay`` does.

    Returns
    -------
    Result

    Raises
    ------
    OSError
        The trace cannot be read; names the file and the byte offset or line.
    ValueError
        No such stream, no payloads, or parameters that cannot be used; names the argument.
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
