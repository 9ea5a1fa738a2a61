"""Statements to libcst trees, each parsed once and remembered by its text."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import pairwise

import libcst as cst

from kerascope.source.lines import Lines
from kerascope.source.nodes import Nodes
from kerascope.source.spans import Spans, spans_of
from kerascope.source.split import Chunk

_MENDS = 6
_KEPT_CHARACTERS = 4_000_000


@dataclass(eq=False, slots=True)
class Parsed:
    """The tree of a text, and the lines (from 0) that were left out to get it."""

    text: str
    tree: cst.Module | None
    error: str = ""
    error_line: int = 0
    left_out: tuple[int, ...] = ()
    _spans: Spans | None = field(default=None, repr=False)
    _lines: Lines | None = field(default=None, repr=False)
    _nodes: Nodes | None = field(default=None, repr=False)

    @property
    def spans(self) -> Spans:
        if self._spans is None:
            self._spans = spans_of(self.tree) if self.tree else {}
        return self._spans

    @property
    def nodes(self) -> Nodes:
        """The nodes in order; only where there is a tree."""
        if self._nodes is None:
            self._nodes = Nodes(self.tree or cst.Module(()))
        return self._nodes

    @property
    def lines(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines


class _Memory:
    """Parsed texts, the least recently used forgotten first."""

    def __init__(self) -> None:
        self.entries: OrderedDict[tuple[str, tuple[int, ...]], Parsed] = OrderedDict()
        self.characters = 0

    def get(self, key: tuple[str, tuple[int, ...]]) -> Parsed | None:
        if found := self.entries.get(key):
            self.entries.move_to_end(key)
        return found

    def put(self, key: tuple[str, tuple[int, ...]], parsed: Parsed) -> None:
        self.entries[key] = parsed
        self.characters += len(key[0])
        while self.characters > _KEPT_CHARACTERS and len(self.entries) > 1:
            (text, _), _ = self.entries.popitem(last=False)
            self.characters -= len(text)


_memory = _Memory()


def forget() -> None:
    """Forget every parsed text."""
    _memory.entries.clear()
    _memory.characters = 0


def parse(chunk: Chunk) -> Parsed:
    """The chunk's tree. Lines that are no Python are left out, and so are a few broken ones
    inside a compound statement; line numbers stay as they were."""
    if chunk.problem and not _indented(chunk.text):
        return Parsed(chunk.text, None, chunk.problem)
    key = (chunk.text, chunk.shell)
    if (found := _memory.get(key)) is None:
        found = _parse(chunk)
        _memory.put(key, found)
    return found


def _indented(text: str) -> bool:
    return bool(re.search(r"^[ \t]+[^\s#]", text, re.MULTILINE))


def _parse(chunk: Chunk) -> Parsed:
    left_out = list(chunk.shell)
    text = _without(chunk.text, left_out)
    first_error, first_line = "", 0
    for _ in range(_MENDS):
        try:
            tree = cst.parse_module(text)
            return Parsed(chunk.text, tree, first_error, first_line, tuple(left_out))
        except cst.ParserSyntaxError as error:
            broken = error.raw_line - 1
            if not first_error:
                first_error, first_line = "this is not valid Python", broken
        except (RecursionError, ValueError, UnicodeError) as error:
            return Parsed(chunk.text, None, f"the parser gave up ({type(error).__name__})")
        culprit = _culprit(text, broken, left_out)
        if culprit is None:
            break
        left_out.append(culprit)
        text = _without(chunk.text, left_out)
    return Parsed(chunk.text, None, first_error, first_line)


def _culprit(text: str, line: int, left_out: list[int]) -> int | None:
    """The line inside a block that is to blame: the one where the parser stopped, or one of the
    two before it, whichever does not parse by itself."""
    lines = Lines(text)
    ends = [*lines.starts[1:], len(text)]
    for number in range(min(line, len(ends) - 1), max(-1, line - 3), -1):
        content = text[lines.starts[number] : ends[number]].rstrip("\r\n")
        if number not in left_out and _mendable(content) and not _parses(content.strip()):
            return number
    return None


def _mendable(line: str) -> bool:
    """Only a plain line inside a block can be left out without changing what its block is."""
    return line[:1] in (" ", "\t") and bool(line.strip()) and not line.rstrip().endswith(":")


def _parses(line: str) -> bool:
    try:
        cst.parse_module(line)
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return False
    return True


def _without(text: str, left_out: list[int]) -> str:
    """The text with some lines replaced by ``pass``; the further lines of a command, each after a
    backslash, by blank ones. It is as long as before, so that all places in it stay what they
    are."""
    if not left_out:
        return text
    starts = [*Lines(text).starts, len(text)]
    parts: list[str] = []
    goes_on = False
    for number, (start, end) in enumerate(pairwise(starts)):
        line = text[start:end]
        content = line.rstrip("\r\n")
        if number not in left_out:
            parts.append(line)
        else:
            blank = " " * len(content) + line[len(content) :]
            parts.append(blank if goes_on else _blanked(line))
        goes_on = number in left_out and content.endswith("\\")
    return "".join(parts)


def _blanked(line: str) -> str:
    content = line.rstrip("\r\n")
    ending = line[len(content) :]
    indent = content[: len(content) - len(content.lstrip())]
    size = len(content) - len(indent)
    nothing = "pass" if size >= len("pass") else "0"
    return f"{indent}{nothing.ljust(size)}{ending}"
