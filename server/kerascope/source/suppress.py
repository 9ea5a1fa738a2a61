"""``# noqa`` comments: what the user has asked us not to say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.source.position import Position, Range

# Strings are matched so that a hash inside one is passed over. An unterminated one ends with
# its line: the text may be broken, or hold a notebook's shell commands.
_COMMENT_OR_STRING = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
    | (?P<triple>\"{3}|'{3})(?:\\.|(?!(?P=triple)).)*(?:(?P=triple)|\Z)
    | (?P<quote>["'])(?:\\(?:\r\n|.)|(?!(?P=quote))[^\\\r\n])*(?:(?P=quote)|(?=[\r\n])|\Z)""",
    re.DOTALL | re.VERBOSE,
)
_CODE = r"(?:KS[0-9]*|[A-Z]+[0-9]+)(?![\w-])"
_NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])"
_LIST = rf"(?:{_CODE}|{_NAME})(?:\s*,\s*(?:{_CODE}|{_NAME})|\s+{_CODE})*"
_NOQA = re.compile(
    rf"(?P<space>[ \t]*)\#\s*(?P<file>kerascope:\s*)?noqa(?![\w-])(?P<colon>\s*:\s*(?P<codes>{_LIST})?)?",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"{_CODE}|{_NAME}", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Noqa:
    """One suppression comment.

    ``selectors`` are the codes, prefixes and rule names listed, None where it means everything.
    ``whole_file``: it stands on a line of its own as ``# kerascope: noqa``. ``range`` is the
    comment with the blanks before it, or its whole line where nothing else is on that;
    ``listed`` is the range of the selectors.
    """

    line: int
    selectors: tuple[str, ...] | None
    range: Range
    listed: Range | None = None
    whole_file: bool = False


def suppressions(text: str) -> tuple[Noqa, ...]:
    """The suppression comments in a text, in order. Broken text is read as far as it goes."""
    if "noqa" not in text.lower():
        return ()
    return tuple(_found(text))


def _found(text: str) -> Iterator[Noqa]:
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    line = 0
    for token in _COMMENT_OR_STRING.finditer(text):
        if token["comment"] is None:
            continue
        while line + 1 < len(starts) and starts[line + 1] <= token.start():
            line += 1
        end = starts[line + 1] if line + 1 < len(starts) else len(text)
        yield from _in_comment(text, line, starts[line], token.end(), end)


def _in_comment(text: str, line: int, start: int, stop: int, end: int) -> Iterator[Noqa]:
    """The suppressions in the comment of one line, given as offsets: line start, comment end,
    start of the next line."""
    hash_at = text.index("#", _comment_start(text, start, stop))
    blanks = len(text[start:hash_at]) - len(text[start:hash_at].rstrip(" \t"))
    for match in _NOQA.finditer(text, hash_at - blanks, stop):
        alone = not text[start : match.start()].strip() and not text[match.end() : stop].strip()
        if (match["colon"] and not match["codes"]) or (match["file"] and not alone):
            continue
        codes = match["codes"]
        first, last = match.span("codes") if codes else (0, 0)
        yield Noqa(
            line=line + 1,
            selectors=tuple(_selectors(codes)) if codes else None,
            range=_whole_line(line, start, end, text)
            if alone
            else _range(line, start, match.start(), match.end()),
            listed=_range(line, start, first, last) if codes else None,
            whole_file=match["file"] is not None,
        )
