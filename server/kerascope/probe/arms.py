"""The versions that are tried: as it is, with each fix, with all, with all but one."""

from collections.abc import Sequence
from dataclasses import dataclass

from kerascope.fixes.apply import ConflictingEdits, apply, compose
from kerascope.fixes.edit import Edit, Fix
from kerascope.probe.request import ProbeRequest
from kerascope.probe.script import Script, as_script
from kerascope.probe.version import Home, Version
from kerascope.rules.finding import Finding

AS_IS, ALL = "as-is", "all"


def name_alone(index: int) -> str:
    """The version with one fix."""
    return f"fix-{index}"


def name_all_but(index: int) -> str:
    """The version with every fix but one."""
    return f"all-but-{index}"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version: ``name`` is what the report calls it, ``findings`` which fixes are in it.

    ``home`` is set where it does not run in the document's own place.
    """

    name: str
    title: str
    findings: tuple[int, ...]
    script: Script
    home: Home | None = None


class Editions:
    """Makes the versions of one document.

    ``testable`` are the findings that bring a fix and an experiment. Where two fixes want the
    same place, the later one is tried alone only: ``joint`` holds those that go together.
    """

    def __init__(self, request: ProbeRequest) -> None:
        self._document = request.document
        self._findings = request.findings
        self._rivals = request.rivals
        self.testable = [k for k, f in enumerate(request.findings) if self._can_be_tried(f)]
        self.joint = self._compatible()

    def as_is(self) -> Edition:
        """The script as the user wrote it."""
        if self._rivals:
            return _whole(AS_IS, self._rivals.before, ())
        return Edition(AS_IS, "the script as it is", (), as_script(self._document))

    def alone(self, index: int) -> Edition:
        """With one fix."""
        if self._rivals:
            return _whole(name_alone(0), self._rivals.after, (0,))
        return self._edition(name_alone(index), f"with {self._findings[index].code}", (index,))

    def all(self) -> Edition:
        """With every fix that goes with the others."""
        return self._edition(ALL, "all fixes", tuple(self.joint))

    def all_but(self, index: int) -> Edition:
        """With every fix but one."""
        rest = tuple(k for k in self.joint if k != index)
        return self._edition(name_all_but(index), f"all but {self._findings[index].code}", rest)

    def pair(self, first: int, second: int) -> Edition:
        """With two fixes."""
        codes = [self._findings[k].code for k in (first, second)]
        name = f"{name_alone(first)}-and-{second}"
        return self._edition(name, f"with {codes[0]} and {codes[1]}", (first, second))

    def only(self, indices: tuple[int, ...]) -> Edition:
        """With some of the fixes."""
        return self._edition("recommended", "the recommended fixes", indices)

    def edits(self, indices: Sequence[int]) -> tuple[Edit, ...]:
        """The edits of several findings' fixes as one set."""
        return compose(self._fixes(indices))

    def _can_be_tried(self, finding: Finding) -> bool:
        edits = bool(finding.fix and finding.fix.edits)
        return finding.experiment is not None and (edits or self._rivals is not None)

    def _edition(self, name: str, title: str, indices: tuple[int, ...]) -> Edition:
        edited = apply(self._document, self.edits(indices))
        return Edition(name, title, indices, as_script(edited))

    def _fixes(self, indices: Sequence[int]) -> list[Fix]:
        return [fix for k in indices if (fix := self._findings[k].fix)]

    def _compatible(self) -> list[int]:
        chosen: list[int] = []
        for index in self.testable:
            try:
                compose(self._fixes([*chosen, index]))
            except ConflictingEdits:
                continue
            chosen.append(index)
        return chosen


def _whole(name: str, version: Version, findings: tuple[int, ...]) -> Edition:
    return Edition(name, version.title, findings, as_script(version.document), version.home)
