# SPDX-License-Identifier: BSD-3-Clause
"""Tests that invalid arguments raise exceptions and never crash."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn

import neteq
from conftest import ROOT
from neteq import dsp, quality

REFUSED = (TypeError, ValueError, OverflowError)
RATES = st.sampled_from([-1, 0, 1, 7999, 8000, 16000, 44100, 48000, 48001, 2**40])
COUNTS = st.one_of(st.integers(-5, 3000), st.sampled_from([2**31, 2**63, -(2**63)]))
NUMBERS = st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=3))


@st.composite
def sounds(draw):
    """Draw an array of any type, shape and memory layout."""
    kind = draw(st.sampled_from(["f2", "f4", ">f4", "f8", "i2", "c8", "?", "O"]))
    shape = draw(hn.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9))
    if draw(st.booleans()):
        shape = (draw(st.integers(1, 2)), draw(st.integers(0, 3000)))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    array = random.uniform(-1.5, 1.5, shape).astype(kind)
    if array.size and kind in ("f4", "f8") and draw(st.integers(0, 4)) == 0:
        array.flat[0] = draw(st.sampled_from([math.nan, math.inf, 1e300 if kind == "f8" else 1e38]))
    if array.ndim and draw(st.booleans()):
        array = array[..., ::draw(st.sampled_from([-1, 2]))]
    array.flags.writeable = draw(st.booleans())
    return array


def attempt(function, *arguments, **keywords):
    """Return the result of a call, or None if it raises an expected exception."""
    try:
        return function(*arguments, **keywords)
    except REFUSED:
        return None


def fuzz(**strategies):
    """Decorate a test with 100 reproducible draws."""
    def wrap(test):
        quiet = settings(max_examples=100, deadline=None, derandomize=True, database=None,
                         suppress_health_check=list(HealthCheck))
        return quiet(given(**strategies)(test))
    return wrap


@fuzz(audio=sounds(), other=sounds(), rate=RATES, number=NUMBERS, count=COUNTS)
def test_kernels(audio, other, rate, number, count):
    count = min(count, 10_000) if count < 2**30 else count
    for result in (
        attempt(dsp.accelerate, audio, rate, min_correlation=number),
        attempt(dsp.preemptive_expand, audio, rate, old_samples=count),
        attempt(dsp.varispeed, audio, rate, number),
        attempt(dsp.varispeed, audio, rate, 1.01),
        attempt(dsp.expand, audio, count, rate),
        attempt(dsp.merge, audio, other, rate, max_lag_samples=count, min_samples=count),
        attempt(dsp.merge, audio, other, rate),
        attempt(dsp.pitch, audio, rate, window_ms=number),
        attempt(dsp.pitch, audio, rate),
        attempt(dsp.lpc, audio, count),
        attempt(dsp.resample, audio, rate, 16000),
        attempt(dsp.comfort_noise, audio.tobytes()[:20], count, rate, channels=count),
        attempt(dsp.dtmf, count, count, rate),
    ):
        sound = getattr(result, "audio", result)
        assert sound is None or not isinstance(sound, np.ndarray) or np.isfinite(sound).all()


@fuzz(audio=sounds(), other=sounds(), rate=RATES, number=NUMBERS)
def test_quality(audio, other, rate, number):
    attempt(quality.estoi, audio, other, rate)
    attempt(quality.segmental_snr_db, audio, audio, rate)
    attempt(quality.compare, audio, rate, other, rate)
    attempt(quality.e_model, number, number, number)
    attempt(quality.e_model, 0.0, 0.0, band=number, base_delay_ms=number)


@fuzz(audio=sounds(), rate=RATES, number=NUMBERS, count=COUNTS)
def test_senders_and_files(audio, rate, number, count):
    attempt(neteq.encode, audio, rate, codec="pcmu", frame_ms=number)
    attempt(neteq.encode, audio, rate, codec="opus", bitrate_bps=count, complexity=count)
    attempt(neteq.encode, audio, rate, codec="l16", channels=count, red_distance=count)
    attempt(neteq.encode, audio, rate, codec="pcma", payload_type=count, sequence=count)
    attempt(neteq.network_delays, "mobile", min(count, 1000), spacing_ms=number)


@fuzz(columns=st.lists(hn.arrays(
    st.sampled_from(["f8", "i8", "u8", "f4", "?", "U2"]),
    hn.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=4)), min_size=7, max_size=7),
    payloads=st.one_of(st.none(), st.lists(st.binary(max_size=9), max_size=4)))
def test_traces(columns, payloads):
    arrival, sequence, timestamp, size, kind, sent, marker = columns
    trace = attempt(neteq.Trace.from_arrays, arrival, sequence, timestamp, size=size,
                    payloads=payloads, payload_type=kind, send_ms=sent, marker=marker)
    if trace is not None:
        attempt(neteq.simulate, trace)
        assert len(trace.packets()) == len(trace) > 0


@fuzz(values=st.dictionaries(st.sampled_from(list(neteq.Config())), NUMBERS, max_size=3))
def test_configurations(values):
    config = attempt(neteq.Config.from_dict, values)
    if config is not None and config.limits.max_packets < 1000:
        attempt(neteq.NetEq, config)


@fuzz(payload=st.binary(max_size=200), fields=st.lists(NUMBERS, min_size=6, max_size=6),
      steps=st.integers(0, 3))
def test_engine(payload, fields, steps):
    engine = neteq.NetEq()
    sequence, timestamp, number, arrival, delay, operation = fields
    attempt(engine.insert_packet, payload, sequence=sequence, timestamp=timestamp,
            payload_type=number, arrival_ms=arrival)
    engine.insert_packet(payload, sequence=1, timestamp=2, payload_type=0, arrival_ms=0.0)
    attempt(engine.set_delay_bounds, delay)
    attempt(engine.nack_list, delay)
    attempt(engine.register, number, str(delay))
    attempt(engine.override_next_operation, operation)
    for _ in range(steps):
        audio, _ = engine.get_audio()
        assert np.isfinite(audio).all()


@pytest.mark.parametrize("file", sorted((ROOT / "tests/fuzz/corpus").rglob("*"))[::20],
                         ids=lambda path: path.name[:12])
def test_fuzzer_corpus(file):
    if file.is_file():
        try:
            trace = neteq.Trace.parse(file.read_bytes())
            trace.info()
            attempt(neteq.simulate, trace)
        except OSError:
            pass
