"""``kerascope explain``."""

import argparse
import re
import sys
from collections.abc import Iterator

from kerascope.cli.catalogue import catalogue
from kerascope.cli.failure import CLEAN, CannotRun
from kerascope.cli.output.colour import PLAIN, Paint, paint_for
from kerascope.cli.selectors import unknown

_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def run(options: argparse.Namespace) -> int:
    """Print a rule's page."""
    wanted = options.rule
    cards = catalogue()
    for card in cards:
        if wanted == card.name or wanted.upper() == card.code:
            title = f"{card.code} {card.name} ({card.tier})"
            sys.stdout.write(to_terminal(f"# {title}\n\n{card.doc}\n", paint_for(sys.stdout)))
            return CLEAN
    raise CannotRun(unknown(wanted, [(card.code, card.name) for card in cards]))


def to_terminal(markdown: str, paint: Paint = PLAIN) -> str:
    """Markdown as a terminal reads well: headings bold, code indented, links with their target."""
    return "".join(f"{line}\n" for line in _lines(markdown, paint)).rstrip("\n") + "\n"


def _lines(markdown: str, paint: Paint) -> Iterator[str]:
    in_code = False
    for line in markdown.splitlines():
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif in_code:
            yield paint("cyan", f"    {line}") if line else ""
        elif line.startswith("#"):
            yield paint("bold", line.lstrip("#").strip())
        else:
            yield _inline(line, paint)


def _inline(line: str, paint: Paint) -> str:
    line = _LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} ({m[2]})", line)
    if not paint.enabled:
        return line
    return _INLINE.sub(
        lambda m: paint("cyan", m[1]) if m[1] is not None else paint("bold", m[2]), line
    )
