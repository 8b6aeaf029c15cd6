# SPDX-License-Identifier: BSD-3-Clause
"""Tests of `python -m neteq` and HTML reports."""

import subprocess
import sys

import neteq
from conftest import ROOT


def run(*arguments):
    """Run the command line through Python."""
    return subprocess.run([sys.executable, "-m", "neteq", *map(str, arguments)],
                          capture_output=True, check=False, cwd=ROOT)


def test_output_matches_the_command_line(cli, tmp_path):
    assert run("params").stdout == cli("params")
    assert run("trace", "info", "traces/clean.rtpdump").stdout == cli(
        "trace", "info", "traces/clean.rtpdump")
    run("replay", "traces/clean.rtpdump", "--csv", tmp_path / "py.csv")
    cli("replay", "traces/clean.rtpdump", "--csv", tmp_path / "cli.csv")
    assert (tmp_path / "py.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()


def test_the_first_program_of_the_guide_runs(tmp_path):
    section = (ROOT / "docs/python.md").read_text(encoding="utf-8").split("## A first program")[1]
    program = section.split("```python\n")[1].split("```")[0]
    (tmp_path / "traces").symlink_to(ROOT / "traces")

    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)

    assert (tmp_path / "replay.png").exists() and (tmp_path / "replay.html").exists()


def test_exit_codes_match_the_command_line():
    assert run("replay", "nowhere.pcap").returncode == 3
    assert run("replay", "--what").returncode == 2
    assert run().returncode == 2
    assert run("--version").stdout.decode().split() == ["neteq", neteq.__version__]


def test_the_html_report_matches_the_command_line(cli, tmp_path):
    name = "traces/mobile.rtpdump"
    cli("replay", name, "--repeat", 0, "--report", tmp_path / "cli.html")

    trace = neteq.Trace.parse((ROOT / name).read_bytes(), name)
    neteq.simulate(trace).report(tmp_path / "py.html")

    assert (tmp_path / "py.html").read_bytes() == (tmp_path / "cli.html").read_bytes()
