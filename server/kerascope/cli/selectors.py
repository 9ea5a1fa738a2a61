"""Codes, prefixes and names that the user gave, against the rules there are."""

from collections.abc import Iterable
from difflib import get_close_matches

from kerascope.cli.catalogue import catalogue
from kerascope.cli.failure import CannotRun
from kerascope.config import covers


def require_known(selectors: Iterable[str], where: str = "") -> None:
    """Raises CannotRun naming the first selector that fits no rule, and what is close to it."""
    names = [(card.code, card.name) for card in catalogue()]
    for selector in selectors:
        if not any(covers(selector, code, name) for code, name in names):
            raise CannotRun(f"{f'{where}: ' if where else ''}{unknown(selector, names)}")


def unknown(selector: str, names: Iterable[tuple[str, str]]) -> str:
    """A sentence that says so and suggests the rules that look like it."""
    known = {word.lower(): word for pair in names for word in pair}
    close = get_close_matches(selector.lower(), known, n=3, cutoff=0.6)
    if not close:
        return f"There is no rule {selector!r}. List them with `kerascope rules`."
    return f"There is no rule {selector!r}. Did you mean {' or '.join(known[c] for c in close)}?"
