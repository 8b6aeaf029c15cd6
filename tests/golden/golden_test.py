#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compares the figures of every bundled trace with those on record.

    golden_test.py NETEQ TRACES_DIR GOLDEN_DIR            fails on a difference beyond its tolerance
    golden_test.py NETEQ TRACES_DIR GOLDEN_DIR --update   records the present figures; review the diff

Counts of packets must match exactly. Sample counts and delays may differ by what another compiler's order of float
additions can move: a stretch here or there.
"""
import json
import pathlib
import subprocess
import sys

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


def lookup(report, dotted):
    for key in dotted.split("."):
        report = report[key]
    return report


def figures(neteq, trace):
    done = subprocess.run([neteq, "replay", str(trace), "--json", "-"], stdout=subprocess.PIPE, check=True)
    report = json.loads(done.stdout)
    return {key: lookup(report, key) for key in TOLERANCES}


def differences(golden, actual):
    for key, (relative, absolute) in TOLERANCES.items():
        allowed = max(absolute, relative * abs(golden[key]))
        if abs(actual[key] - golden[key]) > allowed:
            yield f"{key}: {actual[key]}, on record {golden[key]} +- {allowed:g}"


def main():
    neteq, traces, goldens = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    failed = False
    for trace in sorted(traces.glob("*.rtpdump")):
        actual = figures(neteq, trace)
        record = goldens / f"{trace.stem}.json"
        if "--update" in sys.argv:
            record.write_text(json.dumps(actual, indent=2) + "\n")
            continue
        for line in differences(json.loads(record.read_text()), actual):
            failed = True
            print(f"{trace.name}: {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
