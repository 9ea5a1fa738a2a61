"""Any edit as one finding, so that it goes through the same trial as a finding's fix."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kerascope.probe.request import Limits, ProbeRequest
from kerascope.probe.version import Rivals, Version
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.position import Position, Range

CODE, NAME = "edit", "the-edit"
_UNTRIED = ("evaluate", "kernel-state")


class NothingToCompare(Exception):
    """Both versions are the same. The message is a sentence."""


def comparison(
    rivals: Rivals,
    interpreter: str,
    removed: Sequence[Finding] = (),
    budget: float | None = None,
    limits: Limits | None = None,
) -> ProbeRequest:
    """The request that tries ``rivals.after`` against ``rivals.before``.

    ``removed`` are the findings that the edit does away with: where all of them call for the
    same experiment, the edit is judged by that one. ``interpreter`` and ``budget`` as in
    ``ProbeRequest``.

    Raises:
        NothingToCompare: the two versions do not differ.
    """
    before, after = rivals.before, rivals.after
    if _is_same(before, after):
        raise NothingToCompare(
            f"{before.title} and {after.title} hold the same text: there is nothing to compare."
        )
    cell, line = first_change(before.document, after.document)
    finding = Finding(
        code=CODE,
        name=NAME,
        tier="hypothesis",
        severity="hint",
        message=f"{after.title} against {before.title}",
        cell=cell,
        range=Range(Position(line, 1), Position(line + 1, 1)),
        experiment=experiment_for(removed),
    )
    return ProbeRequest(
        before.document,
        (finding,),
        interpreter,
        budget=budget,
        working_folder=before.home.folder,
        rivals=rivals,
        limits=limits or Limits(),
    )


def experiment_for(removed: Sequence[Finding]) -> Experiment:
    """How to judge an edit that mends ``removed``: as their rules say, if they agree."""
    asked = [f.experiment for f in removed if f.experiment and f.experiment.regime not in _UNTRIED]
    kinds = {(experiment.regime, experiment.metric) for experiment in asked}
    if len(kinds) != 1:
        return Experiment()
    return replace(
        asked[0],
        horizon=max(experiment.horizon for experiment in asked),
        margin=min(experiment.margin for experiment in asked),
        speed=all(experiment.speed for experiment in asked),
    )


def first_change(before: Document, after: Document) -> tuple[int | None, int]:
    """The cell and the line of ``before`` where the two begin to differ."""
    for old, new in zip(before.cells, after.cells, strict=False):
        if old.text != new.text:
            return old.index, _first_line(old.text.splitlines(), new.text.splitlines())
    last = before.cells[min(len(before.cells), len(after.cells)) - 1] if before.cells else None
    return (last.index, 1) if last else (None, 1)


def _first_line(old: list[str], new: list[str]) -> int:
    changes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    start = next((low for kind, low, *_ in changes if kind != "equal"), 0)
    return min(start, max(len(old) - 1, 0)) + 1


def _is_same(before: Version, after: Version) -> bool:
    same_text = [c.text for c in before.document.cells] == [c.text for c in after.document.cells]
    same_files = before.home.replaced == after.home.replaced
    return same_text and same_files
