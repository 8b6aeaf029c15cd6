# SPDX-License-Identifier: BSD-3-Clause
"""Tests of sweeps on a local Dask cluster: a scheduler and two workers, each in its own process."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

import neteq
from neteq import Range

distributed = pytest.importorskip("dask.distributed")

TRACES = [ROOT / "traces/mobile.rtpdump", ROOT / "traces/bursty_loss.rtpdump"]
SPACE = {"relative.quantile": Range(0.9, 0.99), "decision.postpone_share": Range(0.2, 0.8)}
POINTS = 100  # 200 replays on two traces


@pytest.fixture(scope="module")
def local():
    """The result of a sweep without a cluster."""
    return neteq.sweep(SPACE, TRACES, points=POINTS)


@pytest.fixture
def cluster(tmp_path):
    """A client and the processes of two workers."""
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_{}"]
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False"}

    def start(role, *arguments):
        words = [word.format(role) for word in command]
        return subprocess.Popen([*words, *arguments], cwd=tmp_path, env=environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                      "--scheduler-file", str(file))
    workers = [start("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
                     "--no-dashboard") for _ in range(2)]
    client = None
    try:
        client = distributed.Client(scheduler_file=str(file), timeout=600)
        client.wait_for_workers(2, timeout=600)
        yield client, workers
    finally:
        if client is not None:
            client.close()
        for process in [*workers, scheduler]:
            process.kill()
            process.wait()


def test_result_equals_that_of_a_local_sweep(cluster, local):
    client, _ = cluster
    shares = []

    result = neteq.sweep(SPACE, TRACES, points=POINTS, executor=client, progress=shares.append)

    assert result.points == local.points
    assert np.array_equal(result.values, local.values)
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_survives_the_loss_of_a_worker(cluster, local):
    client, workers = cluster
    killed = []

    def kill_one(share):
        if share > 0.2 and not killed:
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    result = neteq.sweep(SPACE, TRACES, points=POINTS, executor=client, progress=kill_one)

    assert killed
    assert np.array_equal(result.values, local.values)
    assert len(client.scheduler_info()["workers"]) == 1


def test_exceptions_of_workers_propagate(cluster, tmp_path):
    client, _ = cluster
    with pytest.raises(OSError, match="nowhere.rtpdump"):
        neteq.sweep(SPACE, tmp_path / "nowhere.rtpdump", points=4, executor=client)
