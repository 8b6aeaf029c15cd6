#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks the language of comments, docstrings, Markdown pages and commit subjects.

Code, string literals and text in backticks are not prose.
"""

import ast
import bisect
import io
import json
import pathlib
import re
import subprocess
import tokenize
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# The newest commit that was written before subjects had a rule.
LAST_COMMIT_WITHOUT_RULE = "3dbc7c21e0509574a6666c25352f380ba2dee742"

# (pattern, advice). A sentence begins after a full stop, or in a new comment or list item.
RULES = [
    (r"(?:^|(?<=[.:;!?]\s)|(?<=[-*]\s))Of\b", "a sentence begins with its subject, not with 'Of'"),
    (r"\b[Ww]hat (?:is|was|waits?|has|had|came|comes)\b(?![^.;:]*\?)", "name the thing instead of 'what is'"),
    (r"(?i)\bwish(?:es|ed)?\b", "write 'target'"),
    (r"(?i)\bby lot\b", "write 'random'"),
    (r"(?i)\bshall\b", "write 'must', or a plain verb"),
    (r"(?i)\blikewise\b", "repeat the noun"),
    (r"(?i)\ba row an? ", "write 'one row per'"),
    (r"(?i)\bgoes on\b", "write 'continues'"),
    (r"(?i)\basked for\b", "write 'requested'"),
    (r"(?i)\bbeside\b", "write 'next to' or 'in addition to'"),
]
SUBJECT = re.compile(r"[a-z0-9_]+(, [a-z0-9_]+)*: (?P<verb>[a-z]+)\b[^;]*[^.;]")
NO_VERB = re.compile(r"an?|the|no|one|all|each|what|which|when|how|of|.*([^e]ed|[^r]ing|[^s]s)(?<!embed)")
MAX_SUBJECT = 72

CODE_IN_TEXT = re.compile(r"`[^`]*`")
STRING = r"""(?:R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
C_COMMENT = re.compile(STRING + r"|(?P<comment>//[^\n]*|/\*(?:.|\n)*?\*/)")
HASH_COMMENT = re.compile(STRING + r"|(?<!\S)(?P<comment>#[^\n]*)")
MARKER = re.compile(r"^\s*(?:///?<?|/\*+<?|\*/|\*|#+)?(?: |$)?|\s*\*/$")


# A block of prose below is a list of (line number, text).


def joined(pieces):
    """One block for each run of lines that hold only comments; a comment after code starts a block."""
    run = []
    for number, column, text, alone in pieces:
        if run and (number != run[-1][0] + 1 or not alone or column != run[-1][1]):
            yield [(line, words) for line, _, words in run]
            run = []
        run.append((number, column, text))
    if run:
        yield [(line, words) for line, _, words in run]


def comments(text, pattern):
    """The comments in a source file of a language whose comments and strings `pattern` finds."""
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    pieces = []
    for match in pattern.finditer(text):
        if match["comment"] is None:
            continue
        first = bisect.bisect(starts, match.start()) - 1
        before = text[starts[first]:match.start()]
        for offset, line in enumerate(match["comment"].split("\n")):
            pieces.append((first + offset + 1, len(before), MARKER.sub("", line), offset > 0 or not before.strip()))
    return joined(pieces)


def python_prose(text):
    """The comments and docstrings of a Python source."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    pieces = [(token.start[0], token.start[1], MARKER.sub("", token.string), not token.line[:token.start[1]].strip())
              for token in tokens if token.type == tokenize.COMMENT]
    yield from joined(pieces)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            first = node.body[0].lineno
            yield from paragraphs(node.body[0].value.value, first)


def paragraphs(text, first=1):
    """The paragraphs, list items and table cells of Markdown."""
    block, fenced = [], False
    for number, line in enumerate(text.split("\n"), first):
        fence = line.lstrip().startswith("```")
        fenced ^= fence
        if block and (fence or fenced or not line.strip() or re.match(r"\s*([-*|#>]|\d+\.)", line)):
            yield block
            block = []
        if line.lstrip().startswith("|"):
            yield from ([(number, cell.strip())] for cell in line.split("|"))
        elif not fence and not fenced and line.strip():
            block.append((number, line.strip()))
    if block:
        yield block


def notebook_prose(text):
    """The Markdown cells of a notebook; line numbers count from the start of the cell."""
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            yield from paragraphs("".join(cell["source"]))


def prose(path, text):
    """The blocks of prose in a file; None for a kind of file without prose."""
    shebang = text.split("\n", 1)[0] if text.startswith("#!") else ""
    if path.suffix in {".h", ".cc", ".js", ".css"}:
        return comments(text, C_COMMENT)
    if path.suffix in {".py", ".pyi"} or "python" in shebang:
        return python_prose(text)
    if path.suffix in {".cmake", ".sh"} or path.name == "CMakeLists.txt" or shebang.endswith("sh"):
        return comments(text, HASH_COMMENT)
    return {".md": paragraphs, ".ipynb": notebook_prose}.get(path.suffix, lambda text: None)(text)


def sentence_problems(block):
    """Yields (line, problem) for each rule that a block breaks."""
    starts, text = [], ""
    for _, words in block:
        starts.append(len(text))
        text += words.strip() + " "
    text = CODE_IN_TEXT.sub(lambda match: "`" * len(match.group()), text)
    for pattern, advice in RULES:
        for match in re.finditer(pattern, text):
            yield block[bisect.bisect(starts, match.start()) - 1][0], f"'{match.group().strip()}': {advice}"


def table_problems(block):
    """Yields (line, problem) where two adjacent lines have a second column at the same position."""
    def columns(words):
        return {match.end() for match in re.finditer(r"\S {2,}(?=[^\s/#])", words)}
    for (_, above), (line, below) in zip(block, block[1:]):
        shared = columns(above) & columns(below)
        if shared and not above.startswith("    "):  # an example of code
            yield line, "write a table as a Markdown list"


def problems(path, text):
    """All problems in the prose of a file, as a list of (line, problem)."""
    found = []
    if path.suffix in {".h", ".cc"}:
        found += [(number, "'of': repeat the noun before it") for number, line in enumerate(text.split("\n"), 1)
                  if re.search(r"///< of\b", line)]
    for block in prose(path, text) or []:
        found += sentence_problems(block)
        if path.suffix in {".h", ".cc"}:
            found += table_problems(block)
    return sorted(found)


def subject_problem(subject):
    """The first thing wrong with the subject of a commit; None if it is good."""
    match = SUBJECT.fullmatch(subject)
    if len(subject) > MAX_SUBJECT:
        return f"{len(subject)} characters, more than {MAX_SUBJECT}"
    if not match or NO_VERB.fullmatch(match["verb"]):
        return "not of the form 'module: imperative'"
    return None


def git(*arguments):
    """The lines that git prints; None where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.splitlines() if done.returncode == 0 else None


def our_files():
    """The files that git lists, or without git all outside build folders."""
    names = git("ls-files")
    if names is None:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
    return [name for name in sorted(names) if name.split("/")[0] not in {"build", ".git"} and (ROOT / name).is_file()]


class Repository(unittest.TestCase):

    def test_is_written_in_plain_english(self):
        found = []
        for name in our_files():
            try:
                text = (ROOT / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            found += [f"{name}:{line}: {problem}" for line, problem in problems(pathlib.Path(name), text)]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_has_good_commit_subjects(self):
        subjects = git("log", "--no-merges", "--format=%s", f"{LAST_COMMIT_WITHOUT_RULE}..HEAD")
        if subjects is None:
            self.skipTest("no git history")
        found = [f"{subject}: {subject_problem(subject)}" for subject in subjects if subject_problem(subject)]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class Rules(unittest.TestCase):

    def lines(self, name, text):
        """Lines of `text` with a problem."""
        return [line for line, _ in problems(pathlib.Path(name), text)]

    def test_find_bad_sentences(self):
        for text in ["Of the newest packet", "It is new. Of the old", "Copies what waits",
                     "what has come", "its wish", "its wishes", "chosen by lot", "It shall", "Likewise here",
                     "a row a tick", "it goes on", "was asked for", "the figure beside it"]:
            self.assertEqual(self.lines("a.h", f"// {text}\n"), [1], text)
            self.assertEqual(self.lines("a.py", f'"""{text}."""\n'), [1], text)
            self.assertEqual(self.lines("a.md", f"- {text}\n"), [1], text)

    def test_pass_good_sentences(self):
        for text in ["The newest of all packets", "Copies one block", "What is the delay of a packet?", "`wish` is old",
                     "says what it plays", "besides", "It goes\nonline", "Off by one"]:
            self.assertEqual(self.lines("a.md", text), [], text)
            self.assertEqual(self.lines("a.h", "// " + text.replace("\n", "\n// ")), [], text)

    def test_find_the_comments_of_each_language(self):
        self.assertEqual(self.lines("a.cc", "int a;  ///< of b\nint c;  ///< what\n        ///< is c\n/* x\n * wish\n */\n"),
                         [1, 2, 5])
        self.assertEqual(self.lines("a.cmake", 'set(x "# wish")  # wish\n#[[x\n'), [1])
        self.assertEqual(self.lines("run", "#!/bin/sh\n# what\n# is\nx=${y#wish} # shall\n"), [2, 4])
        self.assertEqual(self.lines("a.py", 'x = 1  # shall\ny = "# shall"\ndef f():\n    """A\n\n    wish."""\n'), [1, 6])
        self.assertEqual(self.lines("a.md", "| a | Of b |\n\n```\nwish\n```\nwhat\nis\n"), [1, 6])
        self.assertEqual(self.lines("a.ipynb", json.dumps(
            {"cells": [{"cell_type": "markdown", "source": ["a\n", "wish"]},
                       {"cell_type": "code", "source": ["wish"]}]})), [2])

    def test_pass_code(self):
        self.assertEqual(self.lines("a.cc", 'Say("what is");\nauto url = "http://wish";\nint wish = shall;\n'), [])
        self.assertEqual(self.lines("a.h", "/// A call:\n///\n///     int a;     // one\n///     int bcd;   // two\n"), [])

    def test_find_tables_in_comments(self):
        self.assertEqual(self.lines("a.h", "/// Model   y = x\n/// Cost    one\n"), [2])
        self.assertEqual(self.lines("a.h", "/// - Model: y = x\n/// - Cost: one\n"), [])

    def test_judge_commit_subjects(self):
        for good in ["dsp: explain the lag search in plain words", "neteq, tests: bypass the cache",
                     "cmake: embed the version", "tests: bring back a case"]:
            self.assertIsNone(subject_problem(good), good)
        for bad in ["dsp explain", "dsp: Explain it", "dsp: explained it", "dsp: the lag", "dsp: adds a", "dsp: adding a",
                    "dsp: explain one; explain another", "dsp: explain.", "dsp: explain " + "x" * 60]:
            self.assertIsNotNone(subject_problem(bad), bad)


if __name__ == "__main__":
    unittest.main()
