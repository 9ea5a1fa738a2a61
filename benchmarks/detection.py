"""Recall and precision, line by line, on programs whose faults are known.

    python -m benchmarks.detection [FOLDER]

A program's faults are marked on the lines that its author would have to change:

    model.add(Dense(1, activation="softmax"))  # fault: KS401

``# part of: KS202`` marks the further lines of a fault that shows in several places. Such a fault
is found when a finding of that code starts on any of its lines. A fault of a *likely* or *certain*
rule has to be found by an error or a warning: information and hints do not count.

``NAME_fixed`` is the repaired twin of ``NAME``. Every error or warning in it is a false alarm, and
so is one on an unmarked line of a faulty program.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kerascope.checker import check
from kerascope.rules.finding import Finding
from kerascope.rules.registry import RULES
from kerascope.source.document import Document, load

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
MARK = re.compile(r"# (fault|part of): (KS\d+(?:, KS\d+)*)\s*$")
HYPOTHESES = frozenset(rule.code for rule in RULES if rule.tier == "hypothesis")

Place = tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """One program's marked places (cell, line) of one code."""

    faults: tuple[Place, ...]
    parts: tuple[Place, ...]

    def found_by(self, places: set[Place]) -> Iterator[tuple[Place, bool]]:
        """Each fault, and whether a finding starts on it or on one of its further lines."""
        spread = any(place in places for place in self.parts)
        for fault in self.faults:
            yield fault, spread or fault in places


@dataclass(slots=True)
class Score:
    """Counts over all programs, with a line of text for each miss and false alarm."""

    programs: int = 0
    faults: int = 0
    loud: int = 0
    misses: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return 1 - len(self.misses) / self.faults if self.faults else 1.0

    @property
    def precision(self) -> float:
        return 1 - len(self.false_alarms) / self.loud if self.loud else 1.0

    def add(self, path: Path) -> None:
        """Check the program at ``path`` and compare the findings with its marks."""
        document = load(path)
        findings = check(document).findings
        marks = marks_in(document)
        self.programs += 1
        for code, marked in marks.items():
            places = {_place(f) for f in findings if f.code == code and _counts(f)}
            for fault, found in marked.found_by(places):
                self.faults += 1
                if not found:
                    self.misses.append(f"{_where(path, fault)}: {code}")
        for finding in findings:
            if finding.tier != "hypothesis":
                self._judge(finding, marks.get(finding.code), path)

    def _judge(self, finding: Finding, marks: Marks | None, path: Path) -> None:
        self.loud += 1
        place = _place(finding)
        if marks is None or place not in (*marks.faults, *marks.parts):
            where = _where(path, place)
            self.false_alarms.append(f"{where}: {finding.tier} {finding.code} {finding.message}")


def marks_in(document: Document) -> dict[str, Marks]:
    """The marked places of each code in ``document``."""
    marks: dict[str, dict[str, list[Place]]] = {}
    for cell in document.cells:
        for number, line in enumerate(cell.text.splitlines(), 1):
            if mark := MARK.search(line):
                for code in mark[2].split(", "):
                    kinds = marks.setdefault(code, {"fault": [], "part of": []})
                    kinds[mark[1]].append((cell.index, number))
    return {c: Marks(tuple(m["fault"]), tuple(m["part of"])) for c, m in marks.items()}


def score(folder: Path) -> Score:
    """The score of all scripts and notebooks in ``folder``."""
    total = Score()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".ipynb")):
        total.add(path)
    return total


def _counts(finding: Finding) -> bool:
    return finding.tier != "hypothesis" or finding.code in HYPOTHESES


def _place(finding: Finding) -> Place:
    return finding.cell, finding.range.start.line


def _where(path: Path, place: Place) -> str:
    cell, line = place
    return f"{path.name}:{line}" if cell is None else f"{path.name}:cell {cell + 1}:{line}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)
    total = score(parser.parse_args().folder)
    for title, lines in (("missed", total.misses), ("false alarms", total.false_alarms)):
        if lines:
            print(f"{title}:", *lines, sep="\n  ", end="\n\n")
    found = total.faults - len(total.misses)
    print(f"{total.programs} programs, twins included")
    print(f"recall     {total.recall:6.1%}  ({found} of {total.faults} faults)")
    right = total.loud - len(total.false_alarms)
    print(f"precision  {total.precision:6.1%}  ({right} of {total.loud} errors and warnings)")


if __name__ == "__main__":
    main()
