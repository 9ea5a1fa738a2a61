"""A text into its top-level statements, by brackets and quotes alone.

Nothing is parsed here, so a broken statement cannot hide the others: one that never closes its
brackets or quotes ends, by guess, where the next statement seems to begin.
"""

import re
from dataclasses import dataclass

NESTING_LIMIT = 80
"""libcst's parser recurses natively: some thousand open brackets would end the process."""

CHAIN_LIMIT = 300
"""Operators in a row; libcst takes quadratic time on longer chains."""

_STOP = re.compile(r"""["'#()\[\]{}\\\r\n,;+\-*/%.~|&^<>]|\b(?:not|lambda|if|or|and|await)\b""")
_LINE_END = re.compile(r"\r\n?|\n")
_STRING_END = {
    '"""': re.compile(r'(?:[^\\"]|\\.|"(?!""))*"""', re.DOTALL),
    "'''": re.compile(r"(?:[^\\']|\\.|'(?!''))*'''", re.DOTALL),
    '"': re.compile(r'(?:[^\\"\r\n]|\\\r\n|\\.)*"', re.DOTALL),
    "'": re.compile(r"(?:[^\\'\r\n]|\\\r\n|\\.)*'", re.DOTALL),
}
_CLAUSE = re.compile(r"(?:else|elif|except|finally)\b")
_STATEMENT = re.compile(r"[A-Za-z_@%!]")
_SURELY_STATEMENT = re.compile(
    r"""(?:import|from|def|class|return|while|with|try|raise|assert|del|pass|global|async)\b
      | @\w
      | (?:for|if)\b[^\r\n]*:[ \t]*(?:\#[^\r\n]*)?(?:\r|\n|\Z)""",
    re.VERBOSE,
)
_ASSIGNMENT = re.compile(r"[A-Za-z_][\w.]*[ ]=[ ]")
_AFTER_COMMA = re.compile(r"(?:\s|\\|\#[^\r\n]*)*")
_SHELL = re.compile(
    r"[ \t]*(?:[%!?]|[\w.]+\?{1,2}[ \t]*(?:\r|\n|\Z)|print[ \t]+(?![(=.,)\r\n])[^=\r\n])"
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """One top-level statement: its text, whole lines with the comments before it.

    ``first_line`` counts from 1. ``shell`` holds the lines (from 0, within the chunk) that are no
    Python: notebook magics, shell commands, Python 2 print. ``problem`` is a sentence where the
    text should not be parsed; ``guessed`` says that the end was guessed.
    """

    text: str
    first_line: int
    shell: tuple[int, ...] = ()
    problem: str = ""
    guessed: bool = False


@dataclass(slots=True)
class _Line:
    """One logical line: ``end`` is the offset after its newline."""

    end: int
    problem: str = ""
    guessed: bool = False


def split(text: str) -> list[Chunk]:
    """The chunks of ``text``, in order; joined they are the text again."""
    return _Splitter(text).run()


class _Splitter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.chunks: list[Chunk] = []
        self.line = 1
        self._begin(0)

    def _begin(self, offset: int) -> None:
        self.start = offset
        self.has_statement = False
        self.expects_more = False
        self.shell: list[int] = []
        self.problem = ""
        self.guessed = False

    def run(self) -> list[Chunk]:
        position, pending = 0, 0
        text, size = self.text, len(self.text)
        while position < size:
            first = text[position]
            if first in " \t\f":
                end, blank = self._blank_line(position)
                if blank:
                    position = end
                    continue
            elif first in "#\r\n":
                position = self._physical_end(position)
                continue
            elif self.has_statement and not self._continues(position):
                cut = self._cut(pending, position)
                self._flush(cut)
                self._begin(cut)
            line = self._logical_line(position)
            self._take(position, line)
            position = pending = line.end
        if size > self.start:
            self._flush(size)
        return self.chunks

    def _take(self, position: int, line: _Line) -> None:
        if _SHELL.match(self.text, position):
            first = self._lines_between(self.start, position)
            unended = self.text[line.end - 1] not in "\r\n"
            count = self._lines_between(position, line.end) + unended
            self.shell.extend(range(first, first + count))
        elif line.problem:
            self.problem = line.problem
            self.guessed = self.guessed or line.guessed
        self.expects_more = self.text[position] == "@"
        self.has_statement = True

    def _continues(self, position: int) -> bool:
        return self.expects_more or bool(_CLAUSE.match(self.text, position))

    def _cut(self, pending: int, position: int) -> int:
        """Comments and blank lines between two statements go with the second."""
        return pending if pending > self.start else position

    def _flush(self, end: int) -> None:
        text = self.text[self.start : end]
        self.chunks.append(Chunk(text, self.line, tuple(self.shell), self.problem, self.guessed))
        self.line += self._lines_between(self.start, end)

    def _lines_between(self, start: int, end: int) -> int:
        return sum(1 for _ in _LINE_END.finditer(self.text, start, end))

    def _blank_line(self, position: int) -> tuple[int, bool]:
        end = self._physical_end(position)
        content = self.text[position:end].lstrip(" \t\f")
        return end, not content or content[0] in "#\r\n"

    def _physical_end(self, position: int) -> int:
        match = _LINE_END.search(self.text, position)
        return match.end() if match else len(self.text)

    def _logical_line(self, start: int) -> _Line:
        """Scan from ``start`` to the newline that ends the logical line."""
        text = self.text
        if _SHELL.match(text, start):
            return _Line(self._shell_end(start))
        stack: list[str] = []
        position = expecting = start
        chain = deepest = longest = 0
        while match := _STOP.search(text, position):
            token, position = match.group(), match.end()
            if token in "([{":
                stack.append(token)
                expecting = position
                deepest = max(deepest, len(stack))
            elif token in ")]}":
                if not stack or stack.pop() != _PAIRS[token]:
                    return self._broken(start, f"'{token}' closes nothing that is open")
            elif token in "\r\n":
                if token == "\r" and text[position : position + 1] == "\n":
                    position += 1
                if not stack:
                    return self._checked(position, deepest, longest)
                if self._begins_statement(position, expecting):
                    return self._broken(start, f"'{stack[-1]}' is never closed")
            elif token == "#":
                position = len(text) if not (m := _LINE_END.search(text, position)) else m.start()
            elif token in "\"'":
                end = self._string_end(position - 1)
                if end is None:
                    return self._broken(start, "a string is never closed")
                position = end
            elif token == "\\":
                position = m.end() if (m := _LINE_END.match(text, position)) else position
            elif token in ",;":
                chain = 0
                expecting = position
            else:
                chain += 1
                longest = max(longest, chain)
        if stack:
            return self._broken(start, f"'{stack[-1]}' is never closed")
        return self._checked(len(text), deepest, longest)

    def _begins_statement(self, position: int, expecting: int) -> bool:
        """Inside brackets, the line at ``position`` is a statement of its own: the brackets were
        left open. After a comma at ``expecting``, ``name = `` is an argument."""
        if _SURELY_STATEMENT.match(self.text, position):
            return True
        if not _ASSIGNMENT.match(self.text, position):
            return False
        return not _AFTER_COMMA.fullmatch(self.text, expecting, position)

    def _checked(self, end: int, deepest: int, longest: int) -> _Line:
        if deepest > NESTING_LIMIT:
            return _Line(end, f"brackets are nested {deepest} deep")
        if longest > CHAIN_LIMIT:
            return _Line(end, f"one expression chains {longest} operators")
        return _Line(end)

    def _shell_end(self, start: int) -> int:
        end = self._physical_end(start)
        while self.text[start:end].rstrip("\r\n").endswith("\\") and end < len(self.text):
            start, end = end, self._physical_end(end)
        return end

    def _string_end(self, quote: int) -> int | None:
        text = self.text
        opening = text[quote : quote + 3]
        if opening not in ('"""', "'''"):
            opening = text[quote]
        match = _STRING_END[opening].match(text, quote + len(opening))
        return match.end() if match else None

    def _broken(self, start: int, problem: str) -> _Line:
        """End a statement that never ends where the next one seems to begin."""
        end = self._physical_end(start)
        while end < len(self.text) and not _STATEMENT.match(self.text, end):
            end = self._physical_end(end)
        return _Line(end, problem, guessed=True)
