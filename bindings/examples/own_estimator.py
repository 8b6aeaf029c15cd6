#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""own_estimator.py TRACE [PLOT]: an estimator of one's own beside the one built in."""

from __future__ import annotations

import sys

import numpy as np

import neteq


class SlowestOfLate(neteq.DelayEstimator):
    """As much delay as the slowest of the last packets had."""

    def __init__(self, packets: int = 100) -> None:
        self._packets = packets

    def reset(self) -> None:
        self._delays_ms: list[float] = []

    def on_arrival(self, packet: neteq.PacketTiming) -> None:
        if packet.arrival_delay_ms is not None:
            self._delays_ms = [*self._delays_ms[1 - self._packets :], packet.arrival_delay_ms]

    def target_ms(self) -> float:
        return max(self._delays_ms, default=80.0)


def figures(result: neteq.Result) -> str:
    """Mean target and share of concealment."""
    target_ms = float(np.mean(result.ticks["target_delay_ms"]))
    concealed_pct: float = result.figures["derived"]["concealed_pct"]
    return f"target {target_ms:.0f} ms, concealed {concealed_pct:.2f} %"


def main() -> None:
    trace = neteq.Trace.read(sys.argv[1])
    print("built in:", figures(neteq.simulate(trace)))
    ours = neteq.simulate(trace, neteq.Config(delay__max_delay_ms=400), estimator=SlowestOfLate())
    print("ours:    ", figures(ours))
    if len(sys.argv) > 2:
        ours.plot().savefig(sys.argv[2])


if __name__ == "__main__":
    main()
