#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""own_estimator.py TRACE [PLOT]: compare a custom delay estimator with the built-in one."""

from __future__ import annotations

import sys

import numpy as np

import neteq


class SlowestRecent(neteq.DelayEstimator):
    """Targets the largest arrival delay of the last `packets` packets."""

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
    """Format mean target delay and share of concealed audio."""
    target_ms = float(np.mean(result.ticks["target_delay_ms"]))
    concealed_pct: float = result.figures["derived"]["concealed_pct"]
    return f"target {target_ms:.0f} ms, concealed {concealed_pct:.2f} %"


def main() -> int:
    trace = neteq.Trace.read(sys.argv[1])
    built_in = neteq.simulate(trace)
    config = neteq.Config(delay__max_delay_ms=400)
    custom = neteq.simulate(trace, config, estimator=SlowestRecent())
    print("built-in:", figures(built_in))
    print("custom:  ", figures(custom))
    if len(sys.argv) > 2:
        custom.plot().savefig(sys.argv[2])

    # The custom estimator was used, and the maximum was kept.
    targets_ms = custom.ticks["target_delay_ms"]
    differs = not np.array_equal(targets_ms, built_in.ticks["target_delay_ms"])
    return 0 if differs and targets_ms.max() <= 400 else 1


if __name__ == "__main__":
    sys.exit(main())
