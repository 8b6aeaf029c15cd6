# SPDX-License-Identifier: BSD-3-Clause
"""Matplotlib plots of replays and sweeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from neteq.enums import Operation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from neteq.simulation import Result
    from neteq.sweeps import SweepResult

Times = npt.NDArray[np.float64]

# Muted colours for inaudible operations, strong ones for audible ones.
_COLOURS = {
    Operation.NORMAL: "#d9d9d9",
    Operation.MERGE: "#fdae61",
    Operation.EXPAND: "#d7191c",
    Operation.CODEC_PLC: "#d7191c",
    Operation.ACCELERATE: "#2c7bb6",
    Operation.FAST_ACCELERATE: "#08306b",
    Operation.PREEMPTIVE_EXPAND: "#7fbf7b",
    Operation.COMFORT_NOISE: "#f7f7f7",
    Operation.CODEC_COMFORT_NOISE: "#f7f7f7",
    Operation.DTMF: "#762a83",
}


def _within(times: Times, from_s: float, to_s: float) -> npt.NDArray[np.bool_]:
    return (times >= from_s) & (times <= to_s)


def _plot_delays(axes: Axes, result: Result, from_s: float, to_s: float) -> None:
    ticks, packets = result.ticks, result.packets
    arrived = packets["arrival_ms"] / 1000
    shown = _within(arrived, from_s, to_s)
    axes.plot(arrived[shown], packets["relative_transit_ms"][shown], ".", ms=2, color="0.5",
              label="arrivals")
    time = ticks["t_ms"] / 1000
    shown = _within(time, from_s, to_s)
    for column, label, colour in (
        ("target_delay_ms", "target", "#2c7bb6"),
        ("current_buffer_size_ms", "level", "#7fbf7b"),
        ("playout_delay_ms", "playout", "black"),
    ):
        axes.plot(time[shown], ticks[column][shown], lw=1, color=colour, label=label)
    axes.set_ylabel("Delay above the\nfastest packet [ms]")
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper right", ncol=4, fontsize="small")


def _plot_operations(axes: Axes, result: Result, from_s: float, to_s: float) -> None:
    time = result.ticks["t_ms"] / 1000
    operations = result.ticks["operation"]
    for operation in Operation:
        shown = (operations == operation) & _within(time, from_s, to_s)
        if shown.any():
            # Draw runs of equal ticks as one bar each; one bar per tick is slow for long replays.
            edges = np.flatnonzero(np.diff(np.concatenate(([0], shown.astype(np.int8), [0]))))
            starts, ends = edges[::2], edges[1::2]
            bars = [(time[a], (b - a) * 0.01) for a, b in zip(starts, ends)]
            axes.broken_barh(bars, (0, 1), color=_COLOURS[operation], lw=0, label=str(operation))
    axes.set_yticks([])
    axes.set_ylabel("Operation")
    axes.set_xlabel("Time [s]")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.9), ncol=5, fontsize="small")


def plot_result(result: Result, from_ms: float | None = None, to_ms: float | None = None) -> Figure:
    """Plot arrivals, target delay, buffer level, playout delay and operations over time.

    Parameters
    ----------
    result : Result
        Result of a replay.
    from_ms, to_ms : float, optional
        Interval to show on the clock of the arrival times, ms. Default: the whole replay.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.

    Raises
    ------
    ValueError
        `from_ms` is not less than `to_ms`.
    """
    from matplotlib import pyplot  # notebooks display its figures automatically

    time = result.ticks["t_ms"] / 1000
    from_s = time[0] if from_ms is None else from_ms / 1000
    to_s = time[-1] if to_ms is None else to_ms / 1000
    if not from_s < to_s:
        raise ValueError(f"from_ms: expected less than to_ms, not {from_ms} and {to_ms}")
    figure, (delays, operations) = pyplot.subplots(
        2, 1, figsize=(10, 5), layout="constrained", sharex=True,
        gridspec_kw={"height_ratios": [8, 1]})
    _plot_delays(delays, result, from_s, to_s)
    _plot_operations(operations, result, from_s, to_s)
    delays.set_xlim(from_s, to_s)
    return figure


def plot_sweep(result: SweepResult) -> Figure:
    """Plot the first two objectives of all points, with the Pareto front as a line.

    Parameters
    ----------
    result : SweepResult
        Result of a sweep with at least two objectives.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.

    Raises
    ------
    ValueError
        The sweep has only one objective.
    """
    from matplotlib import pyplot

    if len(result.objective) < 2:
        raise ValueError("objective: a plot needs at least two metrics")
    down, across = result.objective[0], result.objective[1]
    y, x, front = result.metric(down), result.metric(across), result.pareto
    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    axes.plot(x[~front], y[~front], "o", ms=4, color="0.6", label="other points")
    order = np.argsort(x[front])
    axes.plot(x[front][order], y[front][order], "o-", ms=6, color="#d55e00", label="Pareto front")
    axes.set_xlabel(_title(across))
    axes.set_ylabel(_title(down))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def _title(metric: str) -> str:
    """Format a metric name as an axis label: "concealed_pct" becomes "concealed [%]"."""
    for suffix, unit in (("_pct", "%"), ("_ms", "ms"), ("_per_min", "1/min")):
        if metric.endswith(suffix):
            return f"{metric[: -len(suffix)].replace('_', ' ')} [{unit}]"
    return metric.replace("_", " ")
