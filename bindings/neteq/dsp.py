# SPDX-License-Identifier: BSD-3-Clause
"""The signal kernels as functions on arrays.

Audio is float, (samples,) or (channels, samples), full scale ±1; results are float32, (channels,
samples). Rates are 8000 to 48000 Hz.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.sound import Audio, audio_array

#: Mean square that is assumed of background noise before any is known: about -56 dBFS.
BACKGROUND_ENERGY: float = _core.BACKGROUND_ENERGY

_MOST_SAMPLES = 1 << 28  # some GB with 8 channels; more is a mistake
_RESULTS = ("stretched", "stretched_low_energy", "unchanged")


class Stretched(NamedTuple):
    """Audio that was made shorter or longer."""

    #: float32, (channels, samples).
    audio: Audio
    #: ``"stretched"``, ``"stretched_low_energy"`` or ``"unchanged"``.
    result: str
    #: Inserted, or removed if negative.
    change_samples: int
    #: Of the spliced periods, -1 to 1.
    correlation: float


class Concealment(NamedTuple):
    """What continues a sound that ended."""

    #: Replaces the newest samples of the history: float32, (channels, samples).
    overlap: Audio
    #: Follows it: float32, (channels, samples).
    audio: Audio
    #: Pitch period, samples.
    lag_samples: int
    #: Gain of the concealed speech at the end, 1 falling to 0.
    mute_factor: float


class Merged(NamedTuple):
    """Concealment that goes over into decoded audio."""

    #: float32, (channels, samples).
    audio: Audio
    #: Where the decoded audio begins.
    offset_samples: int
    #: Length of the cross-fade that starts there.
    fade_samples: int


class Pitch(NamedTuple):
    """The pitch period that was found."""

    #: Length, samples.
    lag_samples: int
    #: Similarity of neighbouring periods, -1 to 1.
    correlation: float


class LinearPrediction(NamedTuple):
    """A(z) = 1 + a1 z^-1 + ... + ap z^-p."""

    #: float32, (order + 1,): 1, a1, ..., ap.
    coefficients: npt.NDArray[np.float32]
    #: float32, (order,).
    reflection: npt.NDArray[np.float32]
    #: Energy of the signal over that of the residual, at least 1.
    prediction_gain: float
    #: False: the signal was silent or the fit unstable, and the model is white.
    is_stable: bool


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name}: expected {least} to {most}, not {value}")


def _rate(rate_hz: int) -> int:
    _within("rate_hz", rate_hz, 8000, 48000)
    return rate_hz


def _mono(name: str, samples: npt.ArrayLike) -> Audio:
    audio = audio_array(name, samples)
    if audio.shape[0] != 1:
        raise ValueError(f"{name}: expected one channel, not {audio.shape[0]}")
    return audio


def accelerate(
    audio: npt.ArrayLike,
    rate_hz: int,
    *,
    fast: bool = False,
    background_energy: float = BACKGROUND_ENERGY,
    min_correlation: float = 0.9,
) -> Stretched:
    """Removes one pitch period (WSOLA).

    Parameters
    ----------
    audio : array_like
        30 ms or more; what lies behind that is copied. Shorter audio stays as it is.
    rate_hz : int
        Samples a second.
    fast : bool
        Remove as many whole periods as fit into 15 ms.
    background_energy : float
        Mean square of the background noise: audio near it is spliced at any correlation.
    min_correlation : float
        Similarity of neighbouring periods that allows a splice, 0 to 1.

    Returns
    -------
    Stretched
        ``audio``, ``result``, ``change_samples``, ``correlation``.
    """
    _within("background_energy", background_energy, 0.0, 1.0)
    _within("min_correlation", min_correlation, 0.0, 1.0)
    stretched, result, change, correlation = _core.stretch(
        audio_array("audio", audio), _rate(rate_hz), True, fast, 0, background_energy,
        min_correlation)
    return Stretched(stretched, _RESULTS[result], change, correlation)


def preemptive_expand(
    audio: npt.ArrayLike,
    rate_hz: int,
    *,
    old_samples: int = 0,
    background_energy: float = BACKGROUND_ENERGY,
    min_correlation: float = 0.9,
) -> Stretched:
    """Inserts one pitch period (WSOLA).

    Parameters
    ----------
    audio : array_like
        30 ms or more; what lies behind that is copied. Shorter audio stays as it is.
    rate_hz : int
        Samples a second.
    old_samples : int
        So many at the beginning have been played and stay as they are.
    background_energy : float
        Mean square of the background noise: audio near it is spliced at any correlation.
    min_correlation : float
        Similarity of neighbouring periods that allows a splice, 0 to 1.

    Returns
    -------
    Stretched
        ``audio``, ``result``, ``change_samples``, ``correlation``.
    """
    samples = audio_array("audio", audio)
    _within("old_samples", old_samples, 0, samples.shape[1])
    _within("background_energy", background_energy, 0.0, 1.0)
    _within("min_correlation", min_correlation, 0.0, 1.0)
    stretched, result, change, correlation = _core.stretch(
        samples, _rate(rate_hz), False, False, old_samples, background_energy, min_correlation)
    return Stretched(stretched, _RESULTS[result], change, correlation)


def varispeed(audio: npt.ArrayLike, rate_hz: int, speed: float) -> Audio:
    """Plays audio a little faster or slower, pitch included.

    Parameters
    ----------
    audio : array_like
        Any length.
    rate_hz : int
        Samples a second.
    speed : float
        0.98 to 1.02; above 1 shortens.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples), late by 0.4 ms at 48 kHz.
    """
    _within("speed", speed, 0.98, 1.02)
    return _core.varispeed(audio_array("audio", audio), _rate(rate_hz), speed)


def expand(
    history: npt.ArrayLike,
    samples: int,
    rate_hz: int,
    *,
    background_noise: str = "hold",
    fade_db_per_ms: float = 0.3,
    fade_end_db: float = 50.0,
    seed: int = 1,
) -> Concealment:
    """Packet loss concealment: continues a sound as pitch cycles and noise, fading.

    Parameters
    ----------
    history : array_like
        What was played, at least 33 ms; its newest 0.625 ms are replaced by ``overlap``.
    samples : int
        To make.
    rate_hz : int
        Samples a second.
    background_noise : {"off", "hold", "fade"}
        What a long concealment fades into: silence, the noise of the history, or that dying away.
    fade_db_per_ms : float
        After the first 60 ms, 0.01 to 10.
    fade_end_db : float
        Fall at which the fade is over, 20 to 96.
    seed : int
        Of the noise.

    Returns
    -------
    Concealment
        ``overlap``, ``audio``, ``lag_samples``, ``mute_factor``.
    """
    audio = audio_array("history", history)
    least = int(33 * _rate(rate_hz) / 1000 + 0.5)
    if audio.shape[1] < least:
        raise ValueError(f"history: expected at least {least} samples, 33 ms")
    _within("samples", samples, 0, _MOST_SAMPLES)
    if background_noise not in ("off", "hold", "fade"):
        raise ValueError(f"background_noise: expected off, hold or fade, not {background_noise}")
    _within("fade_db_per_ms", fade_db_per_ms, 0.01, 10.0)
    _within("fade_end_db", fade_end_db, 20.0, 96.0)
    _within("seed", seed, 0, 2**64 - 1)
    return Concealment(*_core.expand(
        audio, rate_hz, samples, background_noise, fade_db_per_ms, fade_end_db, seed))


def merge(
    extension: npt.ArrayLike,
    decoded: npt.ArrayLike,
    rate_hz: int,
    *,
    mute_factor: float = 1.0,
    max_lag_samples: int | None = None,
    min_samples: int = 0,
) -> Merged:
    """Joins decoded audio to concealment where their waveforms agree best.

    Parameters
    ----------
    extension : array_like
        Concealment, about 25 ms.
    decoded : array_like
        What was received, of as many channels, at least one sample.
    rate_hz : int
        Samples a second.
    mute_factor : float
        Gain at which the concealment stands, 0 to 1.
    max_lag_samples : int, optional
        Its pitch period; by default 15 ms.
    min_samples : int
        Least length of the result, at most that of both together.

    Returns
    -------
    Merged
        ``audio``, ``offset_samples``, ``fade_samples``.
    """
    before, after = audio_array("extension", extension), audio_array("decoded", decoded)
    if before.shape[0] != after.shape[0]:
        raise ValueError(f"decoded: expected {before.shape[0]} channels, not {after.shape[0]}")
    if after.shape[1] < 1:
        raise ValueError("decoded: expected at least one sample")
    _within("extension", before.shape[1], 1, _rate(rate_hz))
    _within("mute_factor", mute_factor, 0.0, 1.0)
    lag = int(0.015 * rate_hz) if max_lag_samples is None else max_lag_samples
    _within("max_lag_samples", lag, 1, rate_hz)
    _within("min_samples", min_samples, 0, after.shape[1])
    return Merged(*_core.merge(before, after, rate_hz, mute_factor, lag, min_samples))


def comfort_noise(
    descriptor: bytes, samples: int, rate_hz: int, *, channels: int = 1, seed: int = 1
) -> Audio:
    """Comfort noise of RFC 3389.

    Parameters
    ----------
    descriptor : bytes
        Level in -dBov, then reflection coefficients.
    samples : int
        To make.
    rate_hz : int
        Samples a second.
    channels : int
        1 to 8, independent.
    seed : int
        The same seed makes the same noise.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples).
    """
    _within("samples", samples, 0, _MOST_SAMPLES)
    _within("channels", channels, 1, 8)
    _within("seed", seed, 0, 2**64 - 1)
    kept = bytes(memoryview(descriptor))
    return _core.comfort_noise(kept, _rate(rate_hz), samples, channels, seed)


def dtmf(event: int, samples: int, rate_hz: int, *, attenuation_db: int = 0) -> Audio:
    """The two tones of a telephone key (ITU-T Q.23).

    Parameters
    ----------
    event : int
        0 to 15: 0-9 * # A-D (RFC 4733).
    samples : int
        To make.
    rate_hz : int
        Samples a second.
    attenuation_db : int
        Below full level, 0 to 63.

    Returns
    -------
    numpy.ndarray
        float32, (1, samples).
    """
    _within("event", event, 0, 15)
    _within("samples", samples, 0, _MOST_SAMPLES)
    _within("attenuation_db", attenuation_db, 0, 63)
    return _core.dtmf(event, _rate(rate_hz), samples, attenuation_db)


def pitch(
    samples: npt.ArrayLike,
    rate_hz: int,
    *,
    window_ms: float = 15.0,
    min_lag_ms: float = 2.5,
    max_lag_ms: float = 15.0,
) -> Pitch:
    """The period at which the end of a sound looks most like what came before.

    Parameters
    ----------
    samples : array_like
        One channel, at least ``window_ms + max_lag_ms`` long.
    rate_hz : int
        Samples a second.
    window_ms : float
        The newest piece, which is compared; with the longest period at most 45 ms.
    min_lag_ms, max_lag_ms : float
        Shortest and longest period, ms.

    Returns
    -------
    Pitch
        ``lag_samples``, ``correlation``.
    """
    audio = _mono("samples", samples)
    _within("window_ms", window_ms, 1.0, 44.0)
    _within("min_lag_ms", min_lag_ms, 0.5, 44.0)
    _within("max_lag_ms", max_lag_ms, min_lag_ms + 0.5, 45.0 - window_ms)
    least = int((window_ms + max_lag_ms) * _rate(rate_hz) / 1000) + 2
    if audio.shape[1] < least:
        raise ValueError(f"samples: expected at least {least}, window_ms and max_lag_ms")
    return Pitch(*_core.find_pitch(audio, rate_hz, window_ms, min_lag_ms, max_lag_ms))


def lpc(samples: npt.ArrayLike, order: int) -> LinearPrediction:
    """Fits linear prediction by the autocorrelation method.

    Parameters
    ----------
    samples : array_like
        One channel, more samples than `order`.
    order : int
        1 to 16.

    Returns
    -------
    LinearPrediction
        ``coefficients``, ``reflection``, ``prediction_gain``, ``is_stable``.
    """
    audio = _mono("samples", samples)
    _within("order", order, 1, 16)
    if audio.shape[1] <= order:
        raise ValueError(f"samples: expected more than order, {order}")
    return LinearPrediction(*_core.fit_lpc(audio, order))


def resample(audio: npt.ArrayLike, from_hz: int, to_hz: int) -> Audio:
    """All of a signal at another rate, in step with it.

    Parameters
    ----------
    audio : array_like
        At least one sample.
    from_hz, to_hz : int
        Multiples of 25 Hz, 8000 to 192000.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples), lasting at least as long.
    """
    samples = audio_array("audio", audio)
    for name, rate in (("from_hz", from_hz), ("to_hz", to_hz)):
        _within(name, rate, 8000, 192_000)
        if rate % 25:
            raise ValueError(f"{name}: expected a multiple of 25, not {rate}")
    if samples.shape[1] < 1:
        raise ValueError("audio: expected at least one sample")
    return _core.resample(samples, from_hz, to_hz)
