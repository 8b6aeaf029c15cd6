# SPDX-License-Identifier: BSD-3-Clause
"""Reads the Markdown pages of the repository: code blocks, links and anchors."""

import dataclasses
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\s*$")
NOT_RUN = re.compile(r"^ *<!-- not run: (.+) -->$")
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$")


@dataclasses.dataclass
class Block:
    """A fenced code block."""

    page: str
    line: int
    language: str
    text: str
    not_run: str | None

    def __str__(self):
        return f"{self.page}:{self.line}"


def pages():
    """Paths of all pages, relative to the top of the repository."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "*.md"],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.split("\n")
    else:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.md")]
    return [name for name in sorted(names)
            if name and (ROOT / name).is_file() and name.split("/")[0] not in {"build", "out"}]


def blocks(page, text):
    """Yields each fenced block of a page; with the reason where the line before says that it is not run."""
    lines = text.split("\n")
    start = None
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if not fence:
            continue
        if start is None:
            start, language = number, fence["language"]
            continue
        marker = NOT_RUN.match(lines[start - 2]) if start > 1 else None
        yield Block(page, start, language, "\n".join(lines[start:number - 1]) + "\n", marker and marker[1])
        start = None


def without_code(text):
    """The text with fenced blocks and code spans blanked; line numbers stay."""
    fenced, kept = False, []
    for line in text.split("\n"):
        fence = FENCE.match(line)
        fenced ^= bool(fence)
        kept.append("" if fenced or fence else re.sub(r"`[^`]*`", lambda match: "`" * len(match[0]), line))
    return "\n".join(kept)


def links(text):
    """Yields (line, target) for each link of a page."""
    for number, line in enumerate(without_code(text).split("\n"), 1):
        for target in LINK.findall(line):
            yield number, target


def anchors(text):
    """The anchors that a Markdown viewer gives to the headings of a page."""
    found = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= bool(FENCE.match(line))
        heading = None if fenced else HEADING.match(line)
        if not heading:
            continue
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "").lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = sum(1 for other in found if other == anchor or re.fullmatch(re.escape(anchor) + r"-\d+", other))
        found.append(f"{anchor}-{again}" if again else anchor)
    return set(found)
