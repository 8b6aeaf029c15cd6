# SPDX-License-Identifier: BSD-3-Clause
"""What a receiver's output is worth, and what would have been possible."""

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
    """An output beside the clean signal."""

    #: ``estoi``, ``log_spectral_distance_db``, ``segmental_snr_db``, ``mouth_to_ear_mean_ms`` ...
    figures: dict[str, float]
    #: float64, (pieces,): times in the clean signal, ms.
    reference_ms: npt.NDArray[np.float64]
    #: float64, (pieces,): true delay there, ms.
    delay_ms: npt.NDArray[np.float64]


def compare(
    reference: npt.ArrayLike,
    reference_hz: int,
    output: npt.ArrayLike,
    output_hz: int,
    *,
    output_begin_ms: float = 0.0,
) -> Comparison:
    """Aligns an output with the clean signal and compares them, both as mono.

    Parameters
    ----------
    reference : array_like
        Clean signal: float, (samples,) or (channels, samples), full scale ±1.
    reference_hz : int
        Its samples a second.
    output : array_like
        What was played.
    output_hz : int
        Its samples a second.
    output_begin_ms : float
        When it begins, on the time line of the clean signal, ms.

    Returns
    -------
    Comparison
        ``figures``, ``reference_ms``, ``delay_ms``.

    Raises
    ------
    ValueError
        The clean signal has no sound, or nothing of it is found in the output.
    """
    if not abs(output_begin_ms) <= 1e9:
        raise ValueError(f"output_begin_ms: expected milliseconds, not {output_begin_ms}")
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
    """Intelligibility (Jensen and Taal 2016) of two aligned signals.

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Samples a second.

    Returns
    -------
    float
        Up to 1; 0 if fewer than 384 ms have sound.
    """
    return _core.estoi(*_aligned(reference, output, rate_hz))


def log_spectral_distance_db(
    reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int
) -> float:
    """Mean distance of log spectra (Gray and Markel 1976) of two aligned signals.

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Samples a second.

    Returns
    -------
    float
        dB.
    """
    return _core.log_spectral_distance_db(*_aligned(reference, output, rate_hz))


def segmental_snr_db(reference: npt.ArrayLike, output: npt.ArrayLike, rate_hz: int) -> float:
    """Mean signal-to-noise ratio of frames (Hansen and Pellom 1998) of two aligned signals.

    Parameters
    ----------
    reference, output : array_like
        float, (samples,), of equal length.
    rate_hz : int
        Samples a second.

    Returns
    -------
    float
        dB, -10 to 35.
    """
    return _core.segmental_snr_db(*_aligned(reference, output, rate_hz))


def e_model(
    playout_delay_ms: float,
    concealed_pct: float,
    burst_ratio: float = 1.0,
    **params: float | str,
) -> dict[str, float]:
    """Estimates the worth of a conversation by planning formulas (ITU-T G.107, G.107.1, G.107.2).

    Parameters
    ----------
    playout_delay_ms : float
        Mean, above the fastest packet, ms.
    concealed_pct : float
        Lost, late or discarded packets, %.
    burst_ratio : float
        Mean length of the runs of them over what it would be by chance, at least 0.1.
    **params : float or str
        ``band`` (narrowband, wideband, fullband), ``equipment_impairment``, ``loss_robustness``,
        ``base_delay_ms``, ``noticed_delay_ms``, ``delay_sensitivity``, ``echo_loudness_db``.

    Returns
    -------
    dict of str to float
        ``r_factor``, ``mos_cq``, ``mos_lq``, ``delay_impairment``, ``loss_impairment``, ...

    Raises
    ------
    TypeError, ValueError
        Unknown parameter, or one outside its range.
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
    except RuntimeError as error:  # a value of another type
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
    """The least delay that any schedule could reach for each concealed share, knowing all packets.

    Parameters
    ----------
    trace : Trace
        Packets.
    max_stretch_pct : float
        How much faster or slower sound may be played, %.
    grid_ms : float
        Step of the delays tried, 1 to 5 ms.
    max_delay_ms : float
        No schedule has more, ms.
    points : int
        Of the hull, at most.
    ssrc : int, optional
        The stream; by default the first with speech.
    payload_types : sequence of str
        Further formats, ``"96=opus/48000/2"``.

    Returns
    -------
    dict
        As ``neteq bound --json`` writes it.
    """
    found: dict[str, Any] = json.loads(_core.bound_json(
        trace._trace, ssrc, list(payload_types), max_stretch_pct, grid_ms, max_delay_ms, points,
        trace.name))
    return found
