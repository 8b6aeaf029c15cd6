# SPDX-License-Identifier: BSD-3-Clause
"""Arrays of audio: files, and the one shape that the engine works on."""

from __future__ import annotations

import os
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core

#: Samples as float32, (channels, samples), full scale ±1.
Audio = npt.NDArray[np.float32]


class Sound(NamedTuple):
    """Samples and how many of them make a second."""

    #: float32, (channels, samples), full scale ±1.
    audio: Audio
    #: Hz.
    rate_hz: int


def audio_array(name: str, samples: npt.ArrayLike) -> Audio:
    """`samples` as float32, (channels, samples), contiguous; without a copy if it is that already.

    Parameters
    ----------
    name : str
        What to call it in errors.
    samples : array_like
        (samples,) or (channels, samples), real numbers at full scale ±1. Integers are refused:
        they are at another scale.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples).

    Raises
    ------
    TypeError
        No real floating-point numbers.
    ValueError
        Another shape, more than 8 channels, none at all, or samples that are not finite.
    """
    array = np.asarray(samples)
    if array.dtype.kind != "f":
        raise TypeError(f"{name}: expected floating-point samples of ±1, not {array.dtype}")
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
    """Reads an audio file: WAV, FLAC, Ogg and what else libsndfile knows.

    Parameters
    ----------
    path : str or path
        Up to 8 channels and an hour.

    Returns
    -------
    Sound
        ``audio``, float32 (channels, samples), and ``rate_hz``.

    Raises
    ------
    OSError
        The file cannot be read; names it.
    """
    return Sound(*_core.read_audio(os.fspath(path)))


def write_wav(path: str | os.PathLike[str], audio: npt.ArrayLike, rate_hz: int) -> None:
    """Writes a WAV file of 16 bits a sample.

    Parameters
    ----------
    path : str or path
        File to write.
    audio : array_like
        float, (samples,) or (channels, samples), full scale ±1; what is beyond is clipped.
    rate_hz : int
        Samples a second, 8000 to 192000.

    Raises
    ------
    ValueError
        Malformed sound, or the file cannot be written.
    """
    _core.write_wav(os.fspath(path), audio_array("audio", audio), rate_hz)
