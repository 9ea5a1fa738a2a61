"""The corpus of faulty programs: the repaired twins are silent, the faults are found."""

from pathlib import Path

import pytest

from benchmarks.detection import CORPUS, score
from kerascope.checker import check
from kerascope.source.document import load

PROGRAMS = sorted(p for p in CORPUS.iterdir() if p.suffix in (".py", ".ipynb"))
REPAIRED = [p for p in PROGRAMS if p.stem.endswith("_fixed")]


def test_every_program_has_its_repaired_twin() -> None:
    faulty = {p.name for p in PROGRAMS} - {p.name for p in REPAIRED}
    assert faulty == {p.name.replace("_fixed", "") for p in REPAIRED}
    assert len(faulty) >= 60


@pytest.mark.parametrize("path", REPAIRED, ids=lambda p: p.stem)
def test_a_repaired_program_has_no_error_and_no_warning(path: Path) -> None:
    assert [f for f in check(load(path)).findings if f.tier != "hypothesis"] == []


def test_most_faults_are_found_on_their_lines() -> None:
    total = score(CORPUS)
    assert total.recall >= 0.9, "\n".join(total.misses)
    assert total.precision >= 0.95, "\n".join(total.false_alarms)
