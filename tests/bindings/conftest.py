# SPDX-License-Identifier: BSD-3-Clause
"""Fixtures and helpers of the tests of the Python package."""

import os
import pathlib
import subprocess

import numpy as np
import pytest

import neteq

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACES = sorted((ROOT / "traces").glob("*.rtpdump"))


@pytest.fixture(params=TRACES, ids=lambda path: path.stem)
def trace_file(request):
    """Each bundled trace in turn."""
    return request.param


@pytest.fixture
def mobile():
    """A trace with jitter and losses."""
    return neteq.Trace.read(ROOT / "traces/mobile.rtpdump")


@pytest.fixture
def cli():
    """A function that runs `neteq` with given arguments and returns its output."""
    def run(*arguments):
        command = [os.environ["NETEQ_CLI"], *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout
    return run


def tone(seconds=1.0, rate_hz=48000, frequency_hz=440.0):
    """A sine, float32, (samples,)."""
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * frequency_hz * time)).astype(np.float32)
