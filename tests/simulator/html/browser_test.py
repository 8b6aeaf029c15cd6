#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""browser_test.py NETEQ TRACES: opens HTML reports in headless Chromium.

Exits with 77, which ctest reports as skipped, if Chromium is not installed.
"""

import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

NETEQ, TRACES = sys.argv[1], pathlib.Path(sys.argv[2])
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1400,1500", "--enable-logging=stderr", "--virtual-time-budget=8000"]

# User actions, run after the page's own scripts. Each reports the resulting state.
POINT = """
const box = line.element.getBoundingClientRect();
const point = (tick) => line.element.dispatchEvent(new MouseEvent('mousemove', {
  clientX: box.left + line.xOf((tick + 0.5) * tickS), clientY: box.top + 60, bubbles: true }));
"""
PROBES = {
    "hover": POINT + "const tick = concealments.find((run) => run[1] - run[0] > 4)[0] + 2; line.show(tick * tickS - 0.5, tick * tickS + 0.5); point(tick);"
             "report('seen', `${tick}|${line.readout.textContent}`);",
    "decided": "const tick = operations.findIndex((executed, i) => executed !== decidedOperations[i]);"
               "line.setCursor(tick); report('seen', line.readout.textContent);",
    "zoom": "line.show(1, 2); line.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));"
            "report('seen', line.window.map((s) => s.toFixed(2)).join(' '));",
    "brush": "const handle = [...document.querySelectorAll('rect')].find((r) => r.style.cursor === 'ns-resize');"
             "const at = handle.getBoundingClientRect(); handle.setPointerCapture = () => {};"
             "const send = (name, y) => handle.dispatchEvent(new PointerEvent(name, { clientX: at.left + 5, clientY: y }));"
             "send('pointerdown', at.top - 5); send('pointermove', at.top + at.height * 0.3); send('pointerup', 0);"
             "report('seen', document.body.dataset.brushed);",
    "steps": "line.show(0, endS); line.setCursor(100); line.element.dispatchEvent(new KeyboardEvent('keydown',"
             "{ key: 'ArrowRight', shiftKey: true })); report('seen', line.readout.textContent);",
    "sound": "report('seen', `${line.audio.duration.toFixed(2)} ${line.audio.error}`);",
    "keys": "const handle = [...document.querySelectorAll('rect')].find((r) => r.style.cursor === 'ns-resize');"
            "const press = (key) => handle.dispatchEvent(new KeyboardEvent('keydown', { key }));"
            "for (let i = 0; i < 13; ++i) press('ArrowUp'); const kept = document.body.dataset.brushed;"
            "const hidden = document.querySelectorAll('tr.dim').length;"
            "press('Escape'); report('seen', `${kept} ${hidden} ${document.body.dataset.brushed}`);",
    "sort": "const head = [...document.querySelectorAll('th')].find((h) => h.textContent === 'concealed, %');"
            "head.click(); const column = [...head.parentNode.children].indexOf(head);"
            "report('seen', [...document.querySelectorAll('tbody tr')].map((r) => r.children[column]?.textContent)"
            ".filter((t) => /^[0-9.]+$/.test(t ?? '')).join(' '));",
}


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def make(self, name, *arguments):
        page = self.path / name
        subprocess.run([NETEQ, *map(str, arguments), "--report", page], check=True, stdout=subprocess.DEVNULL)
        return page

    def open(self, page, probe=""):
        """Returns the body's data attributes after the scripts have run, and the document."""
        if probe:
            copy = page.with_suffix(f".{len(list(self.path.iterdir()))}.html")
            copy.write_text(page.read_text() + f"<script>{{{probe}}}</script>")
            page = copy
        with tempfile.TemporaryDirectory() as profile:
            for _ in range(2):  # a browser that cannot start on a busy machine is started again
                run = subprocess.run([BROWSER, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
                                     capture_output=True, text=True, timeout=120)
                if "<body" in run.stdout:
                    break
        body = re.search(r"<body[^>]*>", run.stdout)
        self.assertIsNotNone(body, run.stderr)
        # Script errors and blocked loads.
        self.assertEqual(re.findall(r".*CONSOLE.*", run.stderr), [])
        seen = {name: html.unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', body[0])}
        self.assertNotIn("error", seen)
        return seen, run.stdout

    def test_replay_is_drawn_and_answers(self):
        page = self.make("replay.html", "replay", TRACES / "mobile.rtpdump", "--repeat", 0)

        seen, document = self.open(page, PROBES["hover"])
        self.assertRegex(seen["drawn"], r"^ticks 3100 arrivals 1488 concealments [1-9]\d* window [\d.]+ [\d.]+$")
        tick, text = seen["seen"].split("|")
        self.assertRegex(text, rf"^{int(tick) / 100:.2f} s   expand, reason: \w.*; 100 % of the tick concealed$")
        for part in ("Timeline", "Cost of the target delay", "Distributions", "Above optimum", "concealed_samples",
                     "delay.start_delay_ms", "data:audio/flac"):
            self.assertIn(part, document)
        # Non-empty charts: bars of two histograms, the line of the bound and two cost curves, the lanes.
        self.assertGreater(document.count("<rect"), 30)
        self.assertGreater(document.count("<polyline"), 2)
        self.assertGreater(document.count("<canvas"), 2)
        self.assertLess(page.stat().st_size, 4_000_000)

        seen, _ = self.open(page, PROBES["zoom"])
        self.assertEqual(seen["seen"], "1.20 2.20")
        seen, _ = self.open(page, PROBES["steps"])
        self.assertTrue(seen["seen"].startswith("1.01 s"), seen["seen"])
        self.assertIn("Permission is hereby granted", page.read_text())  # of dygraphs

    def test_names_the_decided_operation_if_another_was_executed(self):
        # PCMU has no concealment of its own.
        page = self.make("decided.html", "replay", TRACES / "stall_burst.rtpdump", "--set", "decision.codec_plc=true",
                         "--repeat", 0)
        seen, _ = self.open(page, PROBES["decided"])
        self.assertRegex(seen["seen"], r"^[\d.]+ s   expand, reason: no packet; decided: codec plc, reason: no packet; playout ")

    def test_the_sound_is_that_of_the_replay(self):
        page = self.make("sound.html", "replay", TRACES / "clean_pcmu.rtpdump", "--repeat", 0)
        ticks = self.open(page)[0]["drawn"].split()[1]
        wait = "line.audio.addEventListener('loadedmetadata', () => {" + PROBES["sound"] + "}); line.audio.load();"
        seen, _ = self.open(page, wait)
        self.assertEqual(seen["seen"], f"{int(ticks) / 100:.2f} null")

    def test_seventeen_minutes_are_drawn(self):
        """Draws 100,000 ticks. benchmarks/README.md gives the time."""
        joined, trace = self.path / "joined.rtpdump", self.path / "long.rtpdump"
        subprocess.run([NETEQ, "trace", "cat", *[TRACES / "clean_pcmu.rtpdump"] * 51, "--out", joined], check=True)
        subprocess.run([NETEQ, "trace", "generate", "--network", "gamma(mean=30, shape=2) + gilbert(loss=2%, burst=3)",
                        "--input", joined, "--out", trace], check=True, stdout=subprocess.DEVNULL)
        page = self.make("long.html", "replay", trace, "--repeat", 0)

        seen, document = self.open(page)
        self.assertRegex(seen["drawn"], r"^ticks 10\d{4} arrivals 49\d{3} concealments [1-9]\d* ")
        self.assertNotIn("<audio", document)
        self.assertLess(page.stat().st_size, 4_000_000)

    def test_a_path_is_never_markup(self):
        sound = (TRACES / "clean_pcmu.rtpdump").read_bytes()
        for number, name in enumerate(["<img src=x onerror=report('error','x')>.rtpdump", "a&lt;\"'`${1}.rtpdump",
                                       "x</script><script>report('error','x')<!--.rtpdump"]):
            evil = self.path / name  # a slash creates a folder
            evil.parent.mkdir(exist_ok=True)
            evil.write_bytes(sound)
            seen, document = self.open(self.make(f"evil{number}.html", "replay", evil, "--repeat", 0))
            self.assertIn("ticks", seen["drawn"])
            self.assertNotIn("<img", document)
            self.assertIn(f"<h1>{html.escape(str(evil), quote=False)}</h1>", document)

    def test_compare_is_drawn(self):
        page = self.make("compare.html", "compare", "preset:default", "preset:default,delay.max_delay_ms=60",
                         TRACES / "mobile.rtpdump", TRACES / "stall_burst.rtpdump")
        seen, document = self.open(page)
        self.assertEqual(seen["drawn"], "traces 2 metrics 12")
        self.assertIn("delay.max_delay_ms", document)
        self.assertGreaterEqual(document.count("<circle"), 12)  # two runs of two traces in three plots

    def test_sweep_is_drawn_brushed_and_sorted(self):
        page = self.make("sweep.html", "sweep", TRACES / "mobile.rtpdump", "--grid", "delay.max_delay_ms=60,100,0",
                         "--grid", "delay.min_delay_ms=0,40")
        seen, _ = self.open(page, PROBES["brush"])
        self.assertRegex(seen["drawn"], r"^points 6 front [1-6] axes 4$")
        # The upper end of the first axis, 70 to 100 ms, selects two of six points.
        self.assertEqual(seen["seen"], "2")
        self.assertEqual(self.open(page, PROBES["keys"])[0]["seen"], "2 4 6")
        seen, _ = self.open(page, PROBES["sort"])
        shares = [float(text) for text in seen["seen"].split()]
        self.assertEqual(len(shares), 6)
        self.assertEqual(shares, sorted(shares))


if __name__ == "__main__":
    if BROWSER is None:
        print("SKIPPED: no Chromium; on Debian, install chromium")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
