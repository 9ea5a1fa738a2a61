"""What a case is: a script, the findings on trial in it, and the truth about each."""

from dataclasses import dataclass

from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Finding
from kerascope.rules.registry import rule_of
from kerascope.source.position import Position, Range

Change = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One finding. ``changes`` are what its fix puts in place of what.

    ``real``: the edit mends a fault; otherwise the finding is a false alarm. The rule with that
    ``code`` says how it is tried.
    """

    code: str
    changes: tuple[Change, ...]
    real: bool

    @property
    def family(self) -> int:
        """The group of the rule, 1 to 9."""
        return int(self.code[2])


@dataclass(frozen=True, slots=True)
class Case:
    """A script with its suspects, tried in one probe.

    ``kept_apart``: no threshold is chosen by looking at it. ``tensorflow_only``: it is spelt in
    a way that JAX does not have.
    """

    name: str
    text: str
    suspects: tuple[Suspect, ...]
    kept_apart: bool = False
    tensorflow_only: bool = False


def fault(code: str, *changes: Change) -> Suspect:
    """A finding that is right."""
    return Suspect(code, changes, True)


def alarm(code: str, *changes: Change) -> Suspect:
    """A false alarm: the edit is no gain."""
    return Suspect(code, changes, False)


def put(text: str, *changes: Change) -> str:
    """``text`` with every change made; each must find its place."""
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{old!r} is not in the script, so it cannot be changed.")
        text = text.replace(old, new)
    return text


def findings(case: Case, text: str) -> tuple[Finding, ...]:
    """The case's findings in ``text``, which holds the script."""
    return tuple(_finding(text, suspect) for suspect in case.suspects)


def changed(text: str, code: str, old: str, new: str) -> Finding:
    """A finding whose fix puts ``new`` in place of every ``old``."""
    return _found(text, code, ((old, new),), Experiment())


def _finding(text: str, suspect: Suspect) -> Finding:
    rule = rule_of(suspect.code)
    assert rule, f"There is no rule {suspect.code}."
    assert rule.experiment, f"{suspect.code} has no experiment, so nothing can be tried."
    return _found(text, suspect.code, suspect.changes, rule.experiment)


def _found(text: str, code: str, changes: tuple[Change, ...], experiment: Experiment) -> Finding:
    edits = tuple(edit for old, new in changes for edit in _edits(text, old, new))
    where, fix = edits[0].range, Fix(f"fix {code}", False, edits)
    return Finding(
        code, code.lower(), "likely", "warning", code, None, where, fix=fix, experiment=experiment
    )


def _edits(text: str, old: str, new: str) -> list[Edit]:
    found: list[Edit] = []
    at = text.find(old)
    while at >= 0:
        found.append(Edit(None, Range(_position(text, at), _position(text, at + len(old))), new))
        at = text.find(old, at + len(old))
    if not found:
        raise ValueError(f"{old!r} is not in the script, so no fix can change it.")
    return found


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - before.rfind("\n"))
