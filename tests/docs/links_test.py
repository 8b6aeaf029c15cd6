#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""All relative links of all Markdown pages resolve, and what a new reader needs is two clicks away from README.md."""

import posixpath
import re
import unittest

import markdown
from markdown import ROOT

ELSEWHERE = re.compile(r"^[a-z]+:")
CLICKS = 2
# What a reader who starts at README.md reaches, as page#anchor.
WITHIN_REACH = {
    "docs/architecture.md#the-way-of-a-packet",
    "docs/architecture.md#the-way-of-a-tick",
    "docs/webrtc_map.md",
    "docs/parameters.md",
    "docs/statistics.md",
    "docs/commands.md",
    "docs/glossary.md",
    "docs/realtime_contract.md",
    "CONTRIBUTING.md",
}


def resolved(page, target):
    """A link of a page as (path from the top, anchor or "")."""
    path, _, anchor = target.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return path, anchor


def problem(page, target):
    """The first thing wrong with a relative link; None if it is good."""
    path, anchor = resolved(page, target)
    if path.startswith("../") or path.startswith("/"):
        return "leads out of the repository"
    if not (ROOT / path).exists():
        return "there is no such file"
    if anchor and not path.endswith(".md"):
        return "an anchor of a file that is no page"
    if anchor and anchor not in markdown.anchors((ROOT / path).read_text(encoding="utf-8")):
        return "there is no such heading"
    return None


def relative_links(page):
    """Yields (line, target) of the links that stay in the repository."""
    for line, target in markdown.links((ROOT / page).read_text(encoding="utf-8")):
        if not ELSEWHERE.match(target):
            yield line, target


def within(clicks, start):
    """Every page and page#anchor that a reader of `start` reaches with so many clicks."""
    reached, newest = {start}, {start}
    for _ in range(clicks):
        found = set()
        for page in {link.partition("#")[0] for link in newest}:
            if page.endswith(".md"):
                for _, target in relative_links(page):
                    path, anchor = resolved(page, target)
                    found |= {path, f"{path}#{anchor}"} if anchor else {path}
        newest = found - reached
        reached |= found
    return reached


class Pages(unittest.TestCase):

    def test_links_lead_somewhere(self):
        found = [f"{page}:{line}: {target}: {problem(page, target)}"
                 for page in markdown.pages() for line, target in relative_links(page) if problem(page, target)]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_essentials_are_two_clicks_from_the_readme(self):
        self.assertEqual(WITHIN_REACH - within(CLICKS, "README.md"), set())

    def test_every_parameter_is_on_a_page_within_reach(self):
        text = (ROOT / "docs/parameters.md").read_text(encoding="utf-8")
        self.assertGreater(len(re.findall(r"^\| `[a-z_.]+` \|", text, re.MULTILINE)), 50)

    def test_every_page_of_docs_is_within_reach(self):
        pages = {page for page in markdown.pages() if page.startswith("docs/")}
        self.assertEqual(pages - within(CLICKS, "README.md"), set())


class Reader(unittest.TestCase):

    def test_finds_links_outside_code(self):
        text = "[a](b.md#c) and ![d](e.png)\n`[no](no.md)`\n```sh\n[no](no.md)\n```\n[f](g)\n"
        self.assertEqual(list(markdown.links(text)), [(1, "b.md#c"), (1, "e.png"), (6, "g")])

    def test_knows_anchors(self):
        text = "# `neteq trace info`\n## The way of a tick\n## Same\n## Same\n```\n# no\n```\n## [Link](x): why?\n"
        self.assertEqual(markdown.anchors(text),
                         {"neteq-trace-info", "the-way-of-a-tick", "same", "same-1", "link-why"})

    def test_finds_bad_links(self):
        self.assertIsNone(problem("README.md", "LICENSE"))
        self.assertIsNone(problem("docs/architecture.md", "#state"))
        self.assertIsNone(problem("docs/architecture.md", "../README.md"))
        for target in ["nowhere.md", "#nowhere", "architecture.md#nowhere", "../../x", "../LICENSE#x"]:
            self.assertIsNotNone(problem("docs/architecture.md", target), target)


if __name__ == "__main__":
    unittest.main()
