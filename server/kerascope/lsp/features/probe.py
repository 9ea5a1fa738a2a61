"""``kerascope.probe``: put findings to the test by training, in a process of its own."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kerascope.lsp.estimate import about, learned
from kerascope.lsp.features.diagnostics import schedule
from kerascope.lsp.features.edits import can_be_probed, identity
from kerascope.lsp.features.progress import Bar, progress
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.protocol import CommandFailed
from kerascope.lsp.session import Analysed
from kerascope.lsp.verdicts import fingerprint, remember
from kerascope.probe.event import ProbeEvent, Progress
from kerascope.probe.interpreter import interpreter_for
from kerascope.probe.request import ProbeRequest
from kerascope.probe.shown import shown_by_run
from kerascope.probe.verdict import ProbeReport, to_json
from kerascope.rules.finding import Finding

REPORT = "kerascope/probeReport"


async def probe(ls: KerascopeServer, *arguments: Any) -> dict[str, Any] | None:
    """Arguments: the document's URI and, optionally, a list of findings' identities or codes.

    The result is the probe's JSON; null where the user took the probe back.
    """
    uri, chosen = _arguments(arguments)
    owner = ls.session.owner(uri)
    _require_trust(ls, owner)
    if owner in ls.session.probes:
        raise CommandFailed("This document is being probed already. Wait for it or cancel it.")
    work = asyncio.create_task(_probe(ls, owner, chosen))
    ls.session.probes[owner] = work
    try:
        return await work
    except asyncio.CancelledError:
        # Cancelled by its own progress bar and not along with the request.
        if (me := asyncio.current_task()) is not None and me.cancelling():
            raise
        return None
    finally:
        ls.session.probes.pop(owner, None)


async def stop_probes(ls: KerascopeServer) -> None:
    """End every probe, with all processes."""
    running = list(ls.session.probes.values())
    for work in running:
        work.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await ls.session.probers.close()


def _arguments(arguments: Sequence[Any]) -> tuple[str, Sequence[str] | None]:
    match arguments:
        case [str(uri)] | [str(uri), None]:
            return uri, None
        case [str(uri), [*chosen]] if all(isinstance(c, str) for c in chosen):
            return uri, chosen
        case _:
            raise CommandFailed(
                "kerascope.probe takes a document's URI and, if you like, a list of findings."
            )


def _require_trust(ls: KerascopeServer, uri: str) -> None:
    if not ls.session.options_for(uri).trusted:
        raise CommandFailed(
            "A probe runs the script, and this workspace is not trusted. Trust it in the editor, "
            "or set kerascope.trusted, and probe again."
        )


async def _probe(ls: KerascopeServer, owner: str, chosen: Sequence[str] | None) -> dict[str, Any]:
    analysed = await ls.session.current(owner)
    if analysed is None:
        raise CommandFailed("Only open Python scripts and notebooks can be probed.")
    findings = _findings(analysed, chosen)
    if not findings and (chosen is not None or not (await ls.outline(analysed)).fits):
        raise CommandFailed(
            f"{analysed.snapshot.document.path} has nothing to probe: no training that could be "
            "watched, and no finding with a fix that it could judge."
        )
    request = _request(ls, analysed, findings)
    count = len(findings)
    title = f"Probing {count} finding{'' if count == 1 else 's'}" if count else "Watching a run"
    async with progress(ls, title) as bar:
        report = await _run(ls, request, bar)
    code = fingerprint(analysed.snapshot.document, await ls.outline(analysed))
    known = {finding.code for finding in analysed.analysis.report.findings}
    document = analysed.snapshot.document
    shown = shown_by_run(report, analysed.settings, known)
    ls.session.probed[owner] = remember(report, document, code, shown)
    if report.error is None:
        ls.session.paces[owner] = learned(report.seconds, count)
        ls.redraw()
    schedule(ls, owner)
    content = to_json(report)
    ls.protocol.notify(REPORT, {"uri": owner, "report": content})
    return content


def _findings(analysed: Analysed, chosen: Sequence[str] | None) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in analysed.analysis.report.findings
        if can_be_probed(finding)
        and (chosen is None or identity(finding) in chosen or finding.code in chosen)
    )


def _request(
    ls: KerascopeServer, analysed: Analysed, findings: tuple[Finding, ...]
) -> ProbeRequest:
    snapshot = analysed.snapshot
    folder = ls.session.folder_of(snapshot.uri)
    own = Path(snapshot.document.path).parent
    return ProbeRequest(
        document=snapshot.document,
        findings=findings,
        interpreter=interpreter_for(ls.session.options_for(snapshot.uri).interpreter, folder),
        working_folder=None if own.is_absolute() else folder,
        arguments=ls.session.options_for(snapshot.uri).arguments,
        settings=analysed.settings,
    )


async def _run(ls: KerascopeServer, request: ProbeRequest, bar: Bar) -> ProbeReport:
    """The probe's report; on the way out, also when cancelled, none of its trials is left."""

    def show(event: ProbeEvent) -> None:
        if isinstance(event, Progress):
            _report(bar, event)

    try:
        return await ls.session.probers.run(request, show)
    except (EOFError, ConnectionError):
        raise CommandFailed(
            "The probe ended without a report. The server's log says why. Probe again."
        ) from None


def _report(bar: Bar, step: Progress) -> None:
    left = step.seconds_left
    bar.report(step.message + (f", {about(left)} left" if left is not None else ""), step.fraction)
