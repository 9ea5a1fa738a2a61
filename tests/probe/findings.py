"""Findings made by hand: old text, new text, and how to try the change."""

from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Finding
from kerascope.source.position import Position, Range

EQUAL_UPDATES = Experiment()


def finding(
    text: str,
    code: str,
    *changes: tuple[str, str],
    experiment: Experiment | None = EQUAL_UPDATES,
    name: str = "made-by-hand",
) -> Finding:
    """A finding whose fix puts, for each change, the new text in place of every old one."""
    edits = tuple(edit for old, new in changes for edit in _edits(text, old, new))
    assert edits or not changes, f"{code}: nothing to change in the script"
    where = edits[0].range if edits else Range(Position(1, 1), Position(1, 1))
    fix = Fix(f"fix {code}", False, edits) if edits else None
    return Finding(
        code, name, "likely", "warning", "made by hand", None, where, fix=fix, experiment=experiment
    )


def _edits(text: str, old: str, new: str) -> list[Edit]:
    found: list[Edit] = []
    at = text.find(old)
    while at >= 0:
        found.append(Edit(None, Range(_position(text, at), _position(text, at + len(old))), new))
        at = text.find(old, at + len(old))
    return found


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - before.rfind("\n"))
