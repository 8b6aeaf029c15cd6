# SPDX-License-Identifier: BSD-3-Clause
"""Tests of the kernels as functions on arrays, and of the quality measures."""

import numpy as np
import pytest

import neteq
from conftest import ROOT, tone
from neteq import dsp, quality

RATES = [8000, 16000, 32000, 44100, 48000]


@pytest.mark.parametrize("rate", RATES)
def test_stretches_by_whole_periods_of_a_tone(rate):
    audio = tone(0.04, rate, 200.0)

    shorter = dsp.accelerate(audio, rate)
    fast = dsp.accelerate(audio, rate, fast=True)
    longer = dsp.preemptive_expand(np.stack([audio, audio]), rate)

    period = rate / 200
    assert shorter.result == longer.result == "stretched"
    assert shorter.audio.shape == (1, len(audio) + shorter.change_samples)
    assert longer.audio.shape == (2, len(audio) + longer.change_samples)
    assert -shorter.change_samples == pytest.approx(period, abs=1.5)
    assert longer.change_samples == pytest.approx(period, abs=1.5)
    assert -fast.change_samples == pytest.approx(3 * period, abs=3)
    assert shorter.correlation > 0.99


def test_returns_short_audio_unchanged():
    audio = tone(0.02)

    stretched = dsp.accelerate(audio, 48000)

    assert stretched.result == "unchanged" and stretched.change_samples == 0
    np.testing.assert_array_equal(stretched.audio[0], audio)


@pytest.mark.parametrize("rate", RATES)
def test_concealment_continues_a_tone(rate):
    whole = tone(0.05, rate, 200.0)
    history = whole[: int(0.04 * rate)]

    concealment = dsp.expand(history, int(0.01 * rate), rate)

    played = np.concatenate([
        history[: len(history) - concealment.overlap.shape[1]], concealment.overlap[0],
        concealment.audio[0]])
    assert concealment.lag_samples == pytest.approx(rate / 200, abs=1.5)
    assert np.abs(played[: len(whole)] - whole[: len(played)]).max() < 0.1


def test_merges_at_the_best_offset():
    audio = tone(0.1, 16000, 200.0)

    merged = dsp.merge(audio[:404], audio[400:], 16000)

    assert merged.audio.shape[0] == 1 and merged.fade_samples > 0
    assert np.abs(np.diff(merged.audio[0])).max() < 1.5 * np.abs(np.diff(audio)).max()


def test_comfort_noise_has_the_level_of_its_descriptor():
    noise = dsp.comfort_noise(bytes([40]), 48000, 16000, channels=2)

    level_db = 10 * np.log10(np.mean(noise ** 2, axis=1))
    np.testing.assert_allclose(level_db, -40, atol=1.0)
    assert not np.array_equal(noise[0], noise[1])


def test_generates_dtmf_tone_pairs():
    spectrum = np.abs(np.fft.rfft(dsp.dtmf(5, 8000, 8000)[0]))

    assert sorted(np.argsort(spectrum)[-2:]) == [770, 1336]


@pytest.mark.parametrize("rate", RATES)
def test_finds_pitch_and_prediction(rate):
    audio = tone(0.1, rate, 150.0)

    assert dsp.pitch(audio, rate).lag_samples == pytest.approx(rate / 150, abs=1)
    # Noise is added because the predictor of a pure tone is unstable.
    model = dsp.lpc(audio + np.random.default_rng(1).normal(0, 0.02, audio.shape), 4)
    assert model.is_stable
    assert model.coefficients[0] == 1 and model.coefficients.shape == (5,)
    assert model.reflection.shape == (4,) and model.prediction_gain > 10


def test_resamples_without_delay():
    resampled = dsp.resample(tone(1.0, 16000), 16000, 48000)

    assert resampled.shape == (1, 48000)
    assert np.abs(resampled[0, 1000:-1000] - tone()[1000:-1000]).max() < 0.01
    assert dsp.varispeed(tone(), 48000, 1.02).shape[1] == pytest.approx(48000 / 1.02, abs=60)


def test_quality_measures_are_best_for_identical_signals():
    sound = neteq.simulate(ROOT / "traces/clean_pcmu.rtpdump")
    clean = sound.audio[0, 8000 : 8000 * 11]
    noisy = clean + np.random.default_rng(1).normal(0, 0.05, clean.shape)

    assert quality.estoi(clean, clean, 8000) == pytest.approx(1)
    assert quality.estoi(clean, noisy, 8000) < 0.95
    assert quality.log_spectral_distance_db(clean, clean, 8000) == 0
    assert quality.segmental_snr_db(clean, noisy, 8000) < quality.segmental_snr_db(
        clean, clean, 8000)
    compared = quality.compare(clean, 8000, np.concatenate([np.zeros(800), clean]), 8000)
    assert compared.figures["mouth_to_ear_mean_ms"] == pytest.approx(100, abs=1)
    np.testing.assert_allclose(np.median(compared.delay_ms), 100, atol=1)


def test_e_model_matches_g107():
    best = quality.e_model(0.0, 0.0, base_delay_ms=0.0, noticed_delay_ms=100.0)

    assert best["r_factor"] == pytest.approx(93.2, abs=0.3)  # G.107 with all defaults
    assert quality.e_model(400.0, 5.0)["mos_cq"] < best["mos_cq"]
    with pytest.raises(TypeError):
        quality.e_model(0.0, 0.0, bass_delay_ms=0.0)
    with pytest.raises(ValueError, match="echo_loudness_db"):
        quality.e_model(0.0, 0.0, echo_loudness_db=1e9)


def test_bound_matches_the_command_line(cli, mobile):
    import json

    name = "traces/mobile.rtpdump"
    trace = neteq.Trace.parse((ROOT / name).read_bytes(), name)

    assert quality.bound(trace) == json.loads(cli("bound", name, "--json", "-"))
