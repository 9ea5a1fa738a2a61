"""Edits that need no more thinking: what diagnostics and code actions carry along."""

from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types as t

from kerascope.fixes.apply import ConflictingEdits, compose
from kerascope.fixes.edit import Edit, Fix
from kerascope.lsp.client import Client
from kerascope.lsp.documents import Snapshot
from kerascope.lsp.features.suppression import for_file, for_line
from kerascope.probe.verdict import Verdict
from kerascope.rules.finding import Finding

_ANNOTATION = "kerascope.changesExperiment"


def identity(finding: Finding) -> str:
    """A name for the finding within one version of its document."""
    start = finding.range.start
    cell = "" if finding.cell is None else f"{finding.cell}:"
    return f"{finding.code}@{cell}{start.line}:{start.column}"


def ready_made(
    finding: Finding, snapshot: Snapshot, verdict: Verdict | None = None
) -> dict[str, Any]:
    """The finding's identity, its fix, its suppressions and what a probe said of it, as JSON.

    Edits are lists of ``{uri, version, edits: [{range, newText}]}``, one for each text.
    """
    fix = finding.fix
    return {
        "id": identity(finding),
        "uri": snapshot.uri,
        "name": finding.name,
        "tier": finding.tier,
        "fix": fix and _fix(fix, snapshot),
        "probe": can_be_probed(finding),
        "verdict": verdict and verdict.verdict,
        "ignoreLine": _plain((for_line(finding, snapshot.document),), snapshot),
        "ignoreFile": _plain((for_file(finding, snapshot.document),), snapshot),
    }


def can_be_probed(finding: Finding) -> bool:
    """Whether there is a fix to try, and a way to try it."""
    return finding.experiment is not None and finding.fix is not None


def workspace_edit(
    edits: Iterable[Edit], snapshot: Snapshot, client: Client, *, unsafe: bool = False
) -> t.WorkspaceEdit:
    """The edits as the client understands them, tied to the version they were made for."""
    texts = _by_text(edits, snapshot)
    if not client.document_changes:
        return t.WorkspaceEdit(changes=texts)
    annotated = unsafe and client.change_annotations
    changes = [
        t.TextDocumentEdit(
            text_document=t.OptionalVersionedTextDocumentIdentifier(
                uri=uri, version=_version(uri, snapshot)
            ),
            edits=[_annotated(edit) for edit in of_text] if annotated else list(of_text),
        )
        for uri, of_text in texts.items()
    ]
    return t.WorkspaceEdit(
        document_changes=changes, change_annotations=_annotations() if annotated else None
    )


def safe_edits(findings: Iterable[Finding]) -> tuple[Edit, ...]:
    """All safe fixes together; one that conflicts with an earlier one is left for later."""
    return composed(f.fix for f in findings if f.fix is not None and f.fix.safe)


def composed(fixes: Iterable[Fix]) -> tuple[Edit, ...]:
    """The edits of as many of the fixes as go together, the earlier ones first."""
    chosen: list[Fix] = []
    edits: tuple[Edit, ...] = ()
    for fix in fixes:
        try:
            edits = compose([*chosen, fix])
        except ConflictingEdits:
            continue
        chosen.append(fix)
    return edits


def _fix(fix: Fix, snapshot: Snapshot) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "edits": _plain(fix.edits, snapshot)}


def _plain(edits: Iterable[Edit], snapshot: Snapshot) -> list[dict[str, Any]]:
    texts = _by_text(edits, snapshot)
    return [
        {"uri": uri, "version": _version(uri, snapshot), "edits": [_json(e) for e in of_text]}
        for uri, of_text in texts.items()
    ]


def _json(edit: t.TextEdit) -> dict[str, Any]:
    start, end = edit.range.start, edit.range.end
    return {
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
        "newText": edit.new_text,
    }


def _by_text(edits: Iterable[Edit], snapshot: Snapshot) -> dict[str, list[t.TextEdit]]:
    texts: dict[str, list[t.TextEdit]] = {}
    for edit in edits:
        part = snapshot.parts[edit.cell]
        where = part.text.range_to_client(edit.range)
        texts.setdefault(part.uri, []).append(t.TextEdit(where, edit.text))
    return texts


def _version(uri: str, snapshot: Snapshot) -> int | None:
    return next((part.version for part in snapshot.parts.values() if part.uri == uri), None)


def _annotated(edit: t.TextEdit) -> t.AnnotatedTextEdit:
    return t.AnnotatedTextEdit(_ANNOTATION, edit.range, edit.new_text)


def _annotations() -> Mapping[str, t.ChangeAnnotation]:
    return {
        _ANNOTATION: t.ChangeAnnotation(
            label="Changes the experiment",
            needs_confirmation=False,
            description="The script trains something else than before.",
        )
    }
