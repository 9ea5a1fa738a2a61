"""Diagnostics: analysed on open, change and save, pushed with the version they belong to."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as t
from pygls.uris import from_fs_path

from kerascope.lsp.analysis import Job
from kerascope.lsp.client import Client
from kerascope.lsp.documents import Snapshot
from kerascope.lsp.features.edits import ready_made
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Analysed
from kerascope.lsp.settings import settings_for
from kerascope.lsp.verdicts import Probed, sentence
from kerascope.probe.verdict import Verdict
from kerascope.rules.finding import Finding, Related, Severity
from kerascope.source.modules import from_disk

DELAY = 0.001
"""Seconds to wait for more changes that are already on their way. Those that come while the
process is busy are analysed together in any case."""

SOURCE = "kerascope"

_SEVERITIES: Mapping[Severity, t.DiagnosticSeverity] = {
    "error": t.DiagnosticSeverity.Error,
    "warning": t.DiagnosticSeverity.Warning,
    "information": t.DiagnosticSeverity.Information,
    "hint": t.DiagnosticSeverity.Hint,
}
_TAGS = {"KS000": t.DiagnosticTag.Unnecessary, "KS801": t.DiagnosticTag.Deprecated}


def changed(ls: KerascopeServer, uri: str) -> None:
    """A document has a new version; ``onSave`` it waits until it is saved."""
    if ls.session.options_for(uri).run == "onType":
        schedule(ls, uri)
        schedule_importers(ls, uri)


def schedule(ls: KerascopeServer, uri: str) -> None:
    """Analyse a document soon; an older version that still waits is dropped."""
    owner = ls.session.owner(uri)
    if (older := ls.session.analyses.pop(owner, None)) is not None:
        older.cancel()
    ls.session.analyses[owner] = asyncio.get_running_loop().create_task(_analyse(ls, owner))


def schedule_importers(ls: KerascopeServer, uri: str) -> None:
    """Analyse the open documents again that were read together with this one."""
    if importers := ls.session.importers(uri):
        for importer in importers:
            schedule(ls, importer)
        ls.redraw()


def schedule_all(ls: KerascopeServer) -> None:
    """Analyse all that is open again, as when the settings have changed."""
    for uri in ls.session.open_documents():
        schedule(ls, uri)


def forget(ls: KerascopeServer, owner: str) -> None:
    """Take back everything about a document that was closed."""
    session = ls.session
    if (task := session.analyses.pop(owner, None)) is not None:
        task.cancel()
    session.analysed.pop(owner, None)
    session.probed.pop(owner, None)
    session.outlines.pop(owner, None)
    for uri in session.published.pop(owner, ()):
        push(ls, uri, None, ())


def publish(ls: KerascopeServer, owner: str) -> None:
    """Push what is known of a document, text by text."""
    analysed = ls.session.analysed.get(owner)
    if analysed is None:
        return
    session = ls.session
    findings, verdicts = session.findings(analysed), session.verdicts(analysed)
    found = diagnostics_of(analysed, findings, session.client, verdicts)
    parts = {part.uri: part for part in analysed.snapshot.parts.values()}
    for uri in ls.session.published.get(owner, set()) - parts.keys():
        push(ls, uri, None, ())
    for uri, part in parts.items():
        push(ls, uri, part.version, found.get(uri, ()))
    ls.session.published[owner] = set(parts)


async def _analyse(ls: KerascopeServer, owner: str) -> None:
    await asyncio.sleep(DELAY)
    session = ls.session
    snapshot = session.snapshot(owner)
    if snapshot is None:
        return
    settings = settings_for(ls, owner)
    job = Job(
        snapshot.document,
        settings,
        fingerprint=owner in session.probed,
        root=session.root_of(owner),
        opened=frozenset(session.open_paths()),
    )
    analysis = await session.analyst.analyse(job)
    if analysis.failure:
        ls.report_failure(f"{snapshot.document.path} could not be analysed", analysis.failure)
    session.analysed[owner] = Analysed(snapshot, analysis, settings)
    publish(ls, owner)


def diagnostics_of(
    analysed: Analysed,
    findings: Sequence[Finding],
    client: Client,
    probed: Probed | None = None,
) -> dict[str, list[t.Diagnostic]]:
    """The diagnostics of every text that has any, by URI."""
    snapshot = analysed.snapshot
    found: dict[str, list[t.Diagnostic]] = defaultdict(list)
    for finding in findings:
        if finding.cell in snapshot.parts:
            verdict = probed.on(finding, snapshot.document) if probed else None
            suffix = f" — {sentence(verdict)}" if verdict else ""
            diagnostic = diagnostic_of(finding, snapshot, client, suffix, verdict)
            found[snapshot.parts[finding.cell].uri].append(diagnostic)
    return dict(found)


def diagnostic_of(
    finding: Finding,
    snapshot: Snapshot,
    client: Client,
    suffix: str,
    verdict: Verdict | None = None,
) -> t.Diagnostic:
    related = _related(finding, snapshot) if client.related_information else None
    message = finding.message + suffix
    if not client.related_information:
        message += "".join(f"\n{r.message} ({_line_of(r)})" for r in finding.related)
    described = client.code_description and finding.url
    tags = [_TAGS[finding.code]] if finding.code in _TAGS else []
    return t.Diagnostic(
        range=snapshot.parts[finding.cell].text.range_to_client(finding.range),
        message=message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=t.CodeDescription(href=finding.url) if described else None,
        source=SOURCE,
        tags=[tag for tag in tags if tag in client.diagnostic_tags] or None,
        related_information=related,
        data=ready_made(finding, snapshot, verdict) if client.diagnostic_data else None,
    )


def _related(finding: Finding, snapshot: Snapshot) -> list[t.DiagnosticRelatedInformation] | None:
    steps = [
        t.DiagnosticRelatedInformation(place, step.message)
        for step in finding.related
        if (place := _location(step, snapshot)) is not None
    ]
    return steps or None


def _location(step: Related, snapshot: Snapshot) -> t.Location | None:
    """Where a step of the evidence is: in this document, or in a module beside it."""
    if not step.path:
        part = snapshot.parts.get(step.cell)
        return t.Location(part.uri, part.text.range_to_client(step.range)) if part else None
    module, uri = from_disk(Path(step.path)), from_fs_path(step.path)
    if module is None or uri is None or not module.cells:
        return None
    own = next(iter(snapshot.parts.values())).text
    return t.Location(uri, own.encoded_like(module.cells[0].text).range_to_client(step.range))


def _line_of(step: Related) -> str:
    line = f"line {step.range.start.line}"
    return f"{line} of {Path(step.path).name}" if step.path else line


def push(ls: KerascopeServer, uri: str, version: int | None, found: Sequence[t.Diagnostic]) -> None:
    params: Any = t.PublishDiagnosticsParams(uri=uri, diagnostics=list(found), version=version)
    ls.text_document_publish_diagnostics(params)
