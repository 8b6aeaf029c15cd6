# SPDX-License-Identifier: BSD-3-Clause
"""Audio arrays and audio files."""

from __future__ import annotations

import os
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core

#: Samples: float32, (channels, samples), full scale ±1.
Audio = npt.NDArray[np.float32]


class Sound(NamedTuple):
    """Samples and their rate."""

    #: float32, (channels, samples), full scale ±1.
    audio: Audio
    #: Sample rate, Hz.
    rate_hz: int


def audio_array(name: str, samples: npt.ArrayLike) -> Audio:
    """Convert samples to a contiguous float32 array of shape (channels, samples).

    Returns the input without a copy if it already has this form.

    Parameters
    ----------
    name : str
        Argument name used in error messages.
    samples : array_like
        (samples,) or (channels, samples), floating point with full scale ±1. Integers are rejected
        because their full scale differs.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples).

    Raises
    ------
    TypeError
        The samples are not real floating-point numbers.
    ValueError
        The array has another shape, no channel, more than 8 channels, or samples that are not
        finite.
    """
    array = np.asarray(samples)
    if array.dtype.kind != "f":
        raise TypeError(f"{name}: expected floating-point samples, not {array.dtype}")
    if array.ndim == 1:
        array = array[np.newaxis, :]
    if array.ndim != 2:
        raise ValueError(f"{name}: expected (samples,) or (channels, samples), not {array.shape}")
    if not 1 <= array.shape[0] <= 8:
        raise ValueError(f"{name}: expected 1 to 8 channels, not {array.shape[0]}")
    with np.errstate(over="ignore"):
        result = np.ascontiguousarray(array, dtype=np.float32)
    if not np.isfinite(result).all():
        raise ValueError(f"{name}: expected finite samples")
    return result


def read_audio(path: str | os.PathLike[str]) -> Sound:
    """Read an audio file in any format supported by libsndfile, such as WAV, FLAC or Ogg.

    Parameters
    ----------
    path : str or path
        File with at most 8 channels and at most one hour of audio.

    Returns
    -------
    Sound
        Samples, float32 (channels, samples), and sample rate.

    Raises
    ------
    OSError
        The file cannot be read; names it.
    """
    return Sound(*_core.read_audio(os.fspath(path)))


def write_wav(path: str | os.PathLike[str], audio: npt.ArrayLike, rate_hz: int) -> None:
    """Write a 16-bit WAV file.

    Parameters
    ----------
    path : str or path
        File to write.
    audio : array_like
        float, (samples,) or (channels, samples), full scale ±1. Larger values are clipped.
    rate_hz : int
        Sample rate, 8000 to 192000 Hz.

    Raises
    ------
    TypeError
        The samples are not floating point.
    ValueError
        The audio or its rate is invalid, or the file cannot be written.
    """
    _core.write_wav(os.fspath(path), audio_array("audio", audio), rate_hz)
