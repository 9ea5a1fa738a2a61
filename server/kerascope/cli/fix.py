"""Applying fixes until nothing is left that they can mend."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

from kerascope.cli.checked import CheckedFile
from kerascope.fixes.apply import ConflictingEdits, apply, compose
from kerascope.fixes.edit import Fix
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.lines import newline_of

ROUNDS = 20

_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Fixed:
    """``checked`` is what the document has become, with what is still found in it."""

    checked: CheckedFile
    applied: tuple[Finding, ...]


def fix(
    checked: CheckedFile, check: Callable[[Document], CheckedFile], *, unsafe: bool = False
) -> Fixed:
    """Apply fixes and check again until a round changes nothing, or brings back an earlier text.

    Fixes that change the same place wait for the next round; one that would leave a text that
    does not parse any more is never applied.
    """
    applied: list[Finding] = []
    seen = {checked.document}
    for _ in range(ROUNDS):
        document, done = _round(checked, unsafe)
        if document in seen:
            break
        seen.add(document)
        applied += done
        checked = check(document)
    return Fixed(checked, tuple(applied))


def _round(checked: CheckedFile, unsafe: bool) -> tuple[Document, list[Finding]]:
    original = checked.document
    document, fixes, done = original, list[Fix](), list[Finding]()
    for finding in checked.findings:
        if finding.fix is None or not (finding.fix.safe or unsafe):
            continue
        try:
            attempt = [*fixes, _with_newlines(finding.fix, original)]
            changed = apply(original, compose(attempt))
        except (ConflictingEdits, ValueError):
            continue
        if changed != document and not _breaks(original, changed):
            document, fixes = changed, attempt
            done.append(finding)
    return document, done


def _with_newlines(fix: Fix, document: Document) -> Fix:
    """The fix with lines that end as those of the text they are put into."""
    edits = (
        replace(edit, text=_NEWLINE.sub(newline_of(document.text_of(edit.cell)), edit.text))
        for edit in fix.edits
    )
    return replace(fix, edits=tuple(edits))


def _breaks(before: Document, after: Document) -> bool:
    """Whether a cell that was valid Python is not any more."""
    return any(
        old.text != new.text and _parses(old.text) and not _parses(new.text)
        for old, new in zip(before.cells, after.cells, strict=True)
    )


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "<fixed>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
