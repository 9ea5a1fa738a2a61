"""``# noqa`` comments: what the user has asked us not to say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.source.lines import Lines
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
    rf"[ \t]*\#\s*(?P<file>kerascope:\s*)?noqa(?![\w-])(?P<colon>\s*:\s*(?P<codes>{_LIST})?)?",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"{_CODE}|{_NAME}", re.IGNORECASE)


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
    lines = Lines(text)
    for token in _COMMENT_OR_STRING.finditer(text):
        if token["comment"] is not None:
            yield from _in_comment(text, lines, token.start(), token.end())


def _in_comment(text: str, lines: Lines, start: int, end: int) -> Iterator[Noqa]:
    line = lines.position(start).line
    begin = lines.starts[line - 1]
    blanks = start - begin - len(text[begin:start].rstrip(" \t"))
    for match in _NOQA.finditer(text, start - blanks, end):
        alone = not text[begin : match.start()].strip() and not text[match.end() : end].strip()
        if (match["colon"] and not match["codes"]) or (match["file"] and not alone):
            continue
        if alone:
            whole = Range(Position(line, 1), lines.position(_after_line(lines, line, len(text))))
        else:
            whole = _range(lines, match.span())
        yield Noqa(
            line=line,
            selectors=tuple(_ITEM.findall(match["codes"])) if match["codes"] else None,
            range=whole,
            listed=_range(lines, match.span("codes")) if match["codes"] else None,
            whole_file=match["file"] is not None,
        )


def _after_line(lines: Lines, line: int, size: int) -> int:
    return lines.starts[line] if line < len(lines.starts) else size


def _range(lines: Lines, span: tuple[int, int]) -> Range:
    return Range(lines.position(span[0]), lines.position(span[1]))
