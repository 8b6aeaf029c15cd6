# SPDX-License-Identifier: BSD-3-Clause
"""The signal-processing kernels as functions on arrays.

Input audio is float, (samples,) or (channels, samples), with full scale ±1. Results are float32,
(channels, samples). Sample rates are 8000 to 48000 Hz unless stated otherwise. All functions raise
TypeError if the audio is not floating point, and ValueError if its shape, the rate or another
argument is out of range.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from neteq import _core
from neteq.sound import Audio, audio_array

#: Default mean square of the background noise before it has been measured: about -56 dBFS.
BACKGROUND_ENERGY: float = _core.BACKGROUND_ENERGY

_MOST_SAMPLES = 1 << 28  # heuristic: 8 GiB with 8 channels; larger requests are mistakes
_RESULTS = ("stretched", "stretched_low_energy", "unchanged")


class Stretched(NamedTuple):
    """Result of `accelerate` and `preemptive_expand`."""

    #: float32, (channels, samples).
    audio: Audio
    #: ``"stretched"``, ``"stretched_low_energy"`` or ``"unchanged"``.
    result: str
    #: Samples inserted; negative if removed.
    change_samples: int
    #: Correlation of the spliced pitch periods, -1 to 1.
    correlation: float


class Concealment(NamedTuple):
    """Result of `expand`."""

    #: Replacement of the newest samples of the history: float32, (channels, samples).
    overlap: Audio
    #: Concealment that follows `overlap`: float32, (channels, samples).
    audio: Audio
    #: Pitch lag, samples.
    lag_samples: int
    #: Gain of the voiced part at the end, falling from 1 to 0.
    mute_factor: float


class Merged(NamedTuple):
    """Result of `merge`."""

    #: float32, (channels, samples).
    audio: Audio
    #: Position in `audio` at which the decoded audio begins.
    offset_samples: int
    #: Length of the cross-fade that starts at this position.
    fade_samples: int


class Pitch(NamedTuple):
    """Result of `pitch`."""

    #: Pitch lag, samples.
    lag_samples: int
    #: Normalized correlation of adjacent periods, -1 to 1.
    correlation: float


class LinearPrediction(NamedTuple):
    """Linear predictor A(z) = 1 + a1 z^-1 + ... + ap z^-p."""

    #: float32, (order + 1,): 1, a1, ..., ap.
    coefficients: npt.NDArray[np.float32]
    #: Reflection coefficients: float32, (order,).
    reflection: npt.NDArray[np.float32]
    #: Signal energy divided by residual energy, at least 1.
    prediction_gain: float
    #: False if the signal is silent or the fit is unstable; the predictor is then white.
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
    """Shorten audio by one pitch period (WSOLA).

    Parameters
    ----------
    audio : array_like
        At least 30 ms; shorter audio is returned unchanged. Audio beyond 30 ms is copied.
    rate_hz : int
        Sample rate, Hz.
    fast : bool
        Remove as many whole periods as fit into 15 ms.
    background_energy : float
        Mean square of the background noise, 0 to 1. Audio close to it is spliced at any
        correlation.
    min_correlation : float
        Minimum correlation of adjacent periods, 0 to 1.

    Returns
    -------
    Stretched
        Shortened audio and the samples removed.
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
    """Lengthen audio by one pitch period (WSOLA).

    Parameters
    ----------
    audio : array_like
        At least 30 ms; shorter audio is returned unchanged. Audio beyond 30 ms is copied.
    rate_hz : int
        Sample rate, Hz.
    old_samples : int
        Number of samples at the beginning that have been played already and must not change.
    background_energy : float
        Mean square of the background noise, 0 to 1. Audio close to it is spliced at any
        correlation.
    min_correlation : float
        Minimum correlation of adjacent periods, 0 to 1.

    Returns
    -------
    Stretched
        Lengthened audio and the samples inserted.
    """
    samples = audio_array("audio", audio)
    _within("old_samples", old_samples, 0, samples.shape[1])
    _within("background_energy", background_energy, 0.0, 1.0)
    _within("min_correlation", min_correlation, 0.0, 1.0)
    stretched, result, change, correlation = _core.stretch(
        samples, _rate(rate_hz), False, False, old_samples, background_energy, min_correlation)
    return Stretched(stretched, _RESULTS[result], change, correlation)


def varispeed(audio: npt.ArrayLike, rate_hz: int, speed: float) -> Audio:
    """Change the speed of audio by resampling, which shifts the pitch too.

    Parameters
    ----------
    audio : array_like
        Audio of any length.
    rate_hz : int
        Sample rate, Hz.
    speed : float
        Playback speed, 0.98 to 1.02. Values above 1 shorten the audio.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples), delayed by 0.4 ms at 48 kHz.
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
    """Conceal a loss: continue audio with repeated pitch cycles and shaped noise that fade out.

    Parameters
    ----------
    history : array_like
        Audio played before the loss, at least 33 ms. ``overlap`` replaces its newest 0.625 ms.
    samples : int
        Number of samples to generate.
    rate_hz : int
        Sample rate, Hz.
    background_noise : {"off", "hold", "fade"}
        End of a long concealment: silence, the background noise of the history, or that noise
        fading out.
    fade_db_per_ms : float
        Speed of the fade after the first 60 ms, 0.01 to 10 dB/ms.
    fade_end_db : float
        Attenuation at which the fade ends, 20 to 96 dB.
    seed : int
        Seed of the noise, 64 bits.

    Returns
    -------
    Concealment
        Overlap, concealment, pitch lag and final gain.
    """
    audio = audio_array("history", history)
    least = int(33 * _rate(rate_hz) / 1000 + 0.5)
    if audio.shape[1] < least:
        raise ValueError(
            f"history: expected at least {least} samples (33 ms), not {audio.shape[1]}")
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
    """Join decoded audio to concealment at the offset of highest correlation.

    Parameters
    ----------
    extension : array_like
        Concealment, about 25 ms.
    decoded : array_like
        Decoded audio with the same number of channels, at least one sample.
    rate_hz : int
        Sample rate, Hz.
    mute_factor : float
        Gain at the end of the concealment, 0 to 1.
    max_lag_samples : int, optional
        Pitch lag of the concealment, samples. Default: 15 ms.
    min_samples : int
        Minimum length of the result, at most the length of `decoded`.

    Returns
    -------
    Merged
        Joined audio, and position and length of the cross-fade.
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
    """Generate comfort noise from a silence descriptor (RFC 3389).

    Parameters
    ----------
    descriptor : bytes
        Payload of a comfort-noise packet: noise level in -dBov, then reflection coefficients.
    samples : int
        Number of samples to generate.
    rate_hz : int
        Sample rate, Hz.
    channels : int
        Number of channels, 1 to 8. Their noise is independent.
    seed : int
        Seed of the noise, 64 bits. Equal seeds give equal noise.

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
    """Generate the tone pair of a DTMF event (ITU-T Q.23).

    Parameters
    ----------
    event : int
        Event code of RFC 4733: 0 to 9 for digits, then ``*``, ``#``, A to D up to 15.
    samples : int
        Number of samples to generate.
    rate_hz : int
        Sample rate, Hz.
    attenuation_db : int
        Attenuation below full level, 0 to 63 dB.

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
    """Find the pitch lag with the highest correlation at the end of a signal.

    Parameters
    ----------
    samples : array_like
        One channel, at least ``window_ms + max_lag_ms`` long.
    rate_hz : int
        Sample rate, Hz.
    window_ms : float
        Length of the newest section, which is compared with earlier ones, 1 to 44 ms. ``window_ms +
        max_lag_ms`` must not exceed 45 ms.
    min_lag_ms, max_lag_ms : float
        Range of pitch lags, ms. The shortest lag is at least 0.5 ms.

    Returns
    -------
    Pitch
        Lag and correlation.
    """
    audio = _mono("samples", samples)
    _within("window_ms", window_ms, 1.0, 44.0)
    _within("min_lag_ms", min_lag_ms, 0.5, 44.0)
    _within("max_lag_ms", max_lag_ms, min_lag_ms + 0.5, 45.0 - window_ms)
    least = int((window_ms + max_lag_ms) * _rate(rate_hz) / 1000) + 2
    if audio.shape[1] < least:
        raise ValueError(
            f"samples: expected at least {least} (window_ms + max_lag_ms), not {audio.shape[1]}")
    return Pitch(*_core.find_pitch(audio, rate_hz, window_ms, min_lag_ms, max_lag_ms))


def lpc(samples: npt.ArrayLike, order: int) -> LinearPrediction:
    """Fit a linear predictor with the autocorrelation method.

    Parameters
    ----------
    samples : array_like
        One channel, with more samples than `order`.
    order : int
        Order of the predictor, 1 to 16.

    Returns
    -------
    LinearPrediction
        Predictor, reflection coefficients and prediction gain.
    """
    audio = _mono("samples", samples)
    _within("order", order, 1, 16)
    if audio.shape[1] <= order:
        raise ValueError(f"samples: expected more than {order} (order), not {audio.shape[1]}")
    return LinearPrediction(*_core.fit_lpc(audio, order))


def resample(audio: npt.ArrayLike, from_hz: int, to_hz: int) -> Audio:
    """Convert a whole signal to another sample rate without delay.

    Parameters
    ----------
    audio : array_like
        At least one sample.
    from_hz, to_hz : int
        Sample rates, multiples of 25 from 8000 to 192000 Hz.

    Returns
    -------
    numpy.ndarray
        float32, (channels, samples), at least as long as the input.
    """
    samples = audio_array("audio", audio)
    for name, rate in (("from_hz", from_hz), ("to_hz", to_hz)):
        _within(name, rate, 8000, 192_000)
        if rate % 25:
            raise ValueError(f"{name}: expected a multiple of 25, not {rate}")
    if samples.shape[1] < 1:
        raise ValueError("audio: expected at least one sample")
    return _core.resample(samples, from_hz, to_hz)
