# SPDX-License-Identifier: BSD-3-Clause
"""Objective quality measures of the output, and bounds on what any receiver can achieve."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.sound import audio_array
from neteq.trace import Trace


class Comparison(NamedTuple):
    """Comparison of an output with the clean signal."""

    #: ``estoi``, ``log_spectral_distance_db``, ``segmental_snr_db``, ``mouth_to_ear_mean_ms``, ...
    figures: dict[str, float]
    #: float64, (segments,): positions in the clean signal, ms.
    reference_ms: npt.NDArray[np.float64]
    #: float64, (segments,): measured delay of the output at these positions, ms.
    delay_ms: npt.NDArray[np.float64]


def compare(
    reference: npt.ArrayLike,
    reference_hz: int,
    output: npt.ArrayLike,
    output_hz: int,
    *,
    output_begin_ms: float = 0.0,
) -> Comparison:
    """Align an output with the clean signal and measure its quality. Both are mixed to mono.

    Parameters
    ----------
    reference : array_like
        Clean signal: float, (samples,) or (channels, samples), full scale ±1.
    reference_hz : int
        Sample rate of `reference`, 8000 to 192000 Hz.
    output : array_like
        Output signal, in the same format.
    output_hz : int
        Sample rate of `output`, 8000 to 192000 Hz.
    output_begin_ms : float
        Start time of `output` relative to the start of `reference`, ms.

    Returns
    -------
    Comparison
        Quality figures, and the delay over time.

    Raises
    ------
    TypeError
        A signal is not floating point.
    ValueError
        An argument is out of range, the clean signal is silent, or no part of it is found in the
        output.
    """
    if not abs(output_begin_ms) <= 1e9:
        raise ValueError(f"output_begin_ms: expected -1e9 to 1e9, not {output_begin_ms}")
    return Comparison(*_core.compare(
        audio_array("reference", reference), reference_hz, audio_array("output", output),
        output_hz, output_begin_ms))


def _aligned(
    reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], int]:
    clean, heard = audio_array("reference", reference), audio_array("output", output)
    for name, audio in (("reference", clean), ("output", heard)):
        if audio.shape[0] != 1:
            raise ValueError(f"{name}: expected one channel, not {audio.shape[0]}")
    if clean.shape != heard.shape:
        raise ValueError(f"output: expected {clean.shape[1]} samples, not {heard.shape[1]}")
    if not 8000 <= rate_hz <= 192_000 or rate_hz % 25:
        raise ValueError(f"rate_hz: expected a multiple of 25, 8000 to 192000, not {rate_hz}")
    return clean, heard, rate_hz


def estoi(reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int) -> float:
    """Measure the intelligibility of an aligned signal (ESTOI, Jensen and Taal 2016).

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Sample rate, a multiple of 25 from 8000 to 192000 Hz.

    Returns
    -------
    float
        At most 1, which means identical; 0 if less than 384 ms of the reference is active.

    Raises
    ------
    TypeError, ValueError
        The signals differ in length, are not mono, or the rate is invalid.
    """
    return _core.estoi(*_aligned(reference, output, rate_hz))


def log_spectral_distance_db(
    reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int
) -> float:
    """Measure the mean log-spectral distance of an aligned signal (Gray and Markel 1976).

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Sample rate, a multiple of 25 from 8000 to 192000 Hz.

    Returns
    -------
    float
        Distance, dB; 0 for identical signals.

    Raises
    ------
    TypeError, ValueError
        The signals differ in length, are not mono, or the rate is invalid.
    """
    return _core.log_spectral_distance_db(*_aligned(reference, output, rate_hz))


def segmental_snr_db(reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int) -> float:
    """Measure the segmental signal-to-noise ratio of an aligned signal (Hansen and Pellom 1998).

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Sample rate, a multiple of 25 from 8000 to 192000 Hz.

    Returns
    -------
    float
        Mean over all frames, -10 to 35 dB.

    Raises
    ------
    TypeError, ValueError
        The signals differ in length, are not mono, or the rate is invalid.
    """
    return _core.segmental_snr_db(*_aligned(reference, output, rate_hz))


def e_model(
    playout_delay_ms: float,
    concealed_pct: float,
    burst_ratio: float = 1.0,
    **params: float | str,
) -> dict[str, float]:
    """Estimate conversational quality with the E-model (ITU-T G.107, G.107.1, G.107.2).

    Parameters
    ----------
    playout_delay_ms : float
        Mean playout delay behind the fastest packet, 0 to 1e6 ms.
    concealed_pct : float
        Share of lost, late and discarded packets, 0 to 100 %.
    burst_ratio : float
        Mean loss burst length divided by that of random loss, at least 0.1.
    **params : float or str
        ``band`` (narrowband, wideband, fullband), ``equipment_impairment``, ``loss_robustness``,
        ``base_delay_ms``, ``noticed_delay_ms``, ``delay_sensitivity``, ``echo_loudness_db``.

    Returns
    -------
    dict of str to float
        ``r_factor``, ``mos_cq``, ``mos_lq``, ``delay_impairment``, ``loss_impairment``, ...

    Raises
    ------
    TypeError
        A parameter is unknown or has the wrong type.
    ValueError
        A value is out of range.
    """
    for name, value, least, most in (
        ("playout_delay_ms", playout_delay_ms, 0.0, 1e6),
        ("concealed_pct", concealed_pct, 0.0, 100.0),
        ("burst_ratio", burst_ratio, 0.1, 1e6),
    ):
        if not least <= value <= most:
            raise ValueError(f"{name}: expected {least} to {most}, not {value}")
    try:
        return _core.e_model(playout_delay_ms, concealed_pct, burst_ratio, params)
    except RuntimeError as error:  # pybind11 could not convert a value
        raise TypeError(str(error)) from None


def bound(
    trace: Trace,
    *,
    max_stretch_pct: float = 15.0,
    grid_ms: float = 2.0,
    max_delay_ms: float = 2000.0,
    points: int = 24,
    ssrc: int | None = None,
    payload_types: Sequence[str] = (),
) -> dict[str, Any]:
    """Compute the offline bound: the least delay of any schedule that knows all packets in advance.

    Parameters
    ----------
    trace : Trace
        Packets.
    max_stretch_pct : float
        Maximum change of the playout speed, %.
    grid_ms : float
        Step of the delays tried, 1 to 5 ms.
    max_delay_ms : float
        Maximum delay of a schedule, ms.
    points : int
        Maximum number of points on the hull.
    ssrc : int, optional
        SSRC of the stream. Default: the first stream with speech.
    payload_types : sequence of str
        Payload types in addition to the default ones, for example ``"96=opus/48000/2"``.

    Returns
    -------
    dict
        The same values as ``neteq bound --json``: a hull of (concealed share, delay).

    Raises
    ------
    ValueError
        A parameter is out of range, or no audio packet arrives within `max_delay_ms`.
    """
    found: dict[str, Any] = json.loads(_core.bound_json(
        trace._trace, ssrc, list(payload_types), max_stretch_pct, grid_ms, max_delay_ms, points,
        trace.name))
    return found
