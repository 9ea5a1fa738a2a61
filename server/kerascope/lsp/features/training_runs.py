"""``kerascope/trainingRuns``: each ``fit`` of a document with the findings that bear on it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from kerascope.lsp.documents import Snapshot
from kerascope.lsp.features.edits import identity
from kerascope.lsp.language_server import KerascopeServer
from kerascope.outline.items import Item
from kerascope.rules.finding import Finding

METHOD = "kerascope/trainingRuns"


async def training_runs(ls: KerascopeServer, params: Any) -> list[dict[str, Any]]:
    """``params`` holds the document's ``uri``. Of each run: the ``uri`` and ``line`` (from 0) of
    the call, and the identities of its ``findings``."""
    uri = getattr(params, "uri", None)
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams(f"{METHOD} takes the uri of a document.")
    analysed = await ls.session.current(ls.session.owner(uri))
    if analysed is None:
        return []
    snapshot = analysed.snapshot
    fits = sorted((await ls.outline(analysed)).fits, key=_place)
    grouped = _by_fit(fits, analysed.analysis.report.findings)
    return [_run(fit, grouped[index], snapshot) for index, fit in enumerate(fits)]


def _by_fit(fits: Sequence[Item], findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    """A finding bears on the first fit at or below its place; below the last, on the last."""
    lines = [_place(fit) for fit in fits]
    grouped: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[min(bisect_left(lines, _place(finding)), len(fits) - 1)].append(finding)
    return grouped


def _place(thing: Item | Finding) -> tuple[int, int]:
    return (-1 if thing.cell is None else thing.cell, thing.range.start.line)


def _run(fit: Item, findings: Sequence[Finding], snapshot: Snapshot) -> dict[str, Any]:
    return {
        "uri": snapshot.parts[fit.cell].uri,
        "line": fit.range.start.line - 1,
        "findings": [identity(finding) for finding in findings],
    }
