#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Tests scripts/compare-builds on recorded times, so that results do not vary."""

import json
import pathlib
import random
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "compare-builds"


def times(seed, typical_ns, noise=0.1, count=20):
    """Times as on a shared machine: usually similar, some much longer."""
    generator = random.Random(seed)
    return [typical_ns * (1.0 + noise * generator.random() + (0.8 if generator.random() < 0.1 else 0.0))
            for _ in range(count)]


class CompareBuilds(unittest.TestCase):
    def judge(self, base, head):
        with tempfile.TemporaryDirectory() as folder:
            record = pathlib.Path(folder) / "record.json"
            record.write_text(json.dumps({"base": base, "head": head}), encoding="utf-8")
            return subprocess.run([SCRIPT, "--from", record], capture_output=True, text=True,
                                  check=False)

    def test_finds_nothing_between_a_build_and_itself(self):
        names = [f"BM_{i}" for i in range(20)]

        result = self.judge({name: times(i, 1000) for i, name in enumerate(names)},
                            {name: times(i + 100, 1000) for i, name in enumerate(names)})

        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("0 slower", result.stdout)

    def test_reports_the_one_that_became_slower(self):
        result = self.judge({"BM_Same": times(1, 500), "BM_Slow": times(2, 500)},
                            {"BM_Same": times(3, 500), "BM_Slow": times(4, 650)})

        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn("1 slower beyond the noise\n  BM_Slow\n", result.stdout)

    def test_does_not_mind_what_became_faster(self):
        result = self.judge({"BM_A": times(1, 500)}, {"BM_A": times(2, 300)})

        self.assertEqual(result.returncode, 0)
        self.assertIn("faster", result.stdout)

    def test_refuses_builds_without_a_common_benchmark(self):
        result = self.judge({"BM_A": times(1, 500)}, {"BM_B": times(2, 300)})

        self.assertEqual(result.returncode, 2)


if __name__ == "__main__":
    unittest.main()
