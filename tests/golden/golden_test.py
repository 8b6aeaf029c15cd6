#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compares the figures and the decisions of every bundled trace with those on record.

    golden_test.py NETEQ TRACES_DIR GOLDEN_DIR            fails on a difference beyond its tolerance
    golden_test.py NETEQ TRACES_DIR GOLDEN_DIR --exact    fails on any difference between decisions
    golden_test.py NETEQ TRACES_DIR GOLDEN_DIR --update   records the present state; review the diff

The same binary makes the same decisions on the same machine. Another compiler adds floats in another order, which moves
a stretch here or there. Counts of packets must match exactly, and so must the number of ticks with each operation and
reason, except for stretches and normal ticks, which replace each other. Sample counts and delays have tolerances.

TRACE.json holds the figures. TRACE.decisions has one character per tick and one line per second, below a legend.
"""
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

# dotted key: (relative tolerance, absolute tolerance)
TOLERANCES = {
    "packets.count": (0, 0),
    "packets.lost": (0, 0),
    "ticks": (0, 0),
    "lifetime_in_stream.packets_discarded": (0, 2),
    "lifetime_in_stream.concealment_events": (0.05, 1),
    "lifetime_in_stream.concealed_samples": (0.05, 960),
    "lifetime_in_stream.inserted_samples_for_deceleration": (0.1, 1500),
    "lifetime_in_stream.removed_samples_for_acceleration": (0.1, 1500),
    "lifetime_in_stream.interruption_count": (0, 0),
    "playout_delay_ms.mean": (0.03, 1),
    "playout_delay_ms.p95": (0.05, 5),
    "per_tick.target_delay_ms.mean": (0.02, 1),
}
STRETCHES = {"accelerate", "fast_accelerate", "preemptive_expand"}
STRETCH_TOLERANCE = (0.1, 2)
# Largest share of ticks whose operation may differ from the record: stretches that moved.
MOVED_SHARE = 0.01
TICKS_PER_LINE = 100
# Marks of the usual ticks. Others stand out.
USUAL = {"normal expected_packet": "=", "normal buffered_audio": "-"}
MARKS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lookup(report, dotted):
    for key in dotted.split("."):
        report = report[key]
    return report


def replay(neteq, trace):
    """The figures of a replay, and the operation and the reason of each tick."""
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "ticks.csv"
        done = subprocess.run([neteq, "replay", str(trace), "--repeat", "0", "--json", "-", "--csv", str(table)],
                              stdout=subprocess.PIPE, check=True)
        with table.open(newline="") as file:
            decisions = [f"{row['operation']} {row['reason']}" for row in csv.DictReader(file)]
    report = json.loads(done.stdout)
    return {key: lookup(report, key) for key in TOLERANCES}, decisions


def write_decisions(path, decisions):
    counts = collections.Counter(decisions)
    mark = {**USUAL, **dict(zip(sorted(set(counts) - set(USUAL)), MARKS, strict=False))}
    lines = [f"{mark[decision]} {counts[decision]} {decision}" for decision in sorted(counts)] + [""]
    for first in range(0, len(decisions), TICKS_PER_LINE):
        lines.append("".join(mark[decision] for decision in decisions[first:first + TICKS_PER_LINE]))
    path.write_text("\n".join(lines) + "\n")


def read_decisions(path):
    legend, ticks = path.read_text().split("\n\n")
    decision = {line[0]: line.split(" ", 2)[2] for line in legend.splitlines()}
    return [decision[mark] for mark in ticks if mark != "\n"]


def figure_differences(golden, actual):
    """One line for each figure beyond its tolerance."""
    for key, (relative, absolute) in TOLERANCES.items():
        allowed = max(absolute, relative * abs(golden[key]))
        if abs(actual[key] - golden[key]) > allowed:
            yield f"{key}: {actual[key]}, on record {golden[key]} +- {allowed:g}"


def operation(decision):
    return decision.split()[0]


def count_differences(golden, actual):
    """One line for each operation and reason whose number of ticks is beyond its tolerance."""
    golden, actual = collections.Counter(golden), collections.Counter(actual)
    stretches = sum(count for decision, count in golden.items() if operation(decision) in STRETCHES)
    relative, absolute = STRETCH_TOLERANCE
    for decision in sorted({*golden, *actual}):
        allowed = 0
        if operation(decision) in STRETCHES:
            allowed = max(absolute, relative * golden[decision])
        elif operation(decision) == "normal":
            allowed = max(absolute, relative * stretches)
        if abs(actual[decision] - golden[decision]) > allowed:
            yield f"{decision}: {actual[decision]} ticks, on record {golden[decision]} +- {allowed:g}"


def decision_differences(golden, actual, exact):
    """Lines for the differences beyond the tolerances, then one for the first tick that differs."""
    if golden == actual:
        return
    found = list(count_differences(golden, actual))
    moved = sum(operation(a) != operation(b) for a, b in zip(golden, actual, strict=False))
    if moved > MOVED_SHARE * len(golden):
        found.append(f"{moved} of {len(golden)} ticks have another operation")
    if found or exact:
        yield from found
        first = next((i for i, (a, b) in enumerate(zip(golden, actual, strict=False)) if a != b), None)
        if first is None:
            yield f"{len(actual)} ticks, on record {len(golden)}"
        else:
            yield f"the first difference is tick {first}: {actual[first]}, on record {golden[first]}"


def main():
    neteq, traces, goldens = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    failed = False
    for trace in sorted(traces.glob("*.rtpdump")):
        figures, decisions = replay(neteq, trace)
        figures_on_record, decisions_on_record = goldens / f"{trace.stem}.json", goldens / f"{trace.stem}.decisions"
        if "--update" in sys.argv:
            figures_on_record.write_text(json.dumps(figures, indent=2) + "\n")
            write_decisions(decisions_on_record, decisions)
            continue
        for line in [*figure_differences(json.loads(figures_on_record.read_text()), figures),
                     *decision_differences(read_decisions(decisions_on_record), decisions, "--exact" in sys.argv)]:
            failed = True
            print(f"{trace.name}: {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
