"""Code actions: quick fixes, fix all, silence, explain, probe."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from kerascope.lsp.client import Client
from kerascope.lsp.documents import Snapshot
from kerascope.lsp.features.diagnostics import SOURCE, diagnostic_of
from kerascope.lsp.features.edits import can_be_probed, identity, safe_edits, workspace_edit
from kerascope.lsp.features.project import for_project
from kerascope.lsp.features.suppression import for_file, for_line
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Analysed
from kerascope.rules.finding import Finding

FIX_ALL = f"{t.CodeActionKind.SourceFixAll.value}.{SOURCE}"
FIX_ALL_CELLS = f"notebook.{FIX_ALL}"
OPTIONS = t.CodeActionOptions(
    code_action_kinds=[t.CodeActionKind.QuickFix, FIX_ALL, FIX_ALL_CELLS],
    resolve_provider=True,
)


class ContentModified(JsonRpcException):
    """The document has changed since the action was offered."""

    CODE = t.LSPErrorCodes.ContentModified
    MESSAGE = "The document has changed since. Ask for the action again."


async def code_action(
    ls: KerascopeServer, params: t.CodeActionParams
) -> Sequence[t.CodeAction] | None:
    uri = params.text_document.uri
    analysed = await ls.session.current(uri)
    if analysed is None or not ls.session.client.code_action_literals:
        return None
    actions: list[t.CodeAction] = []
    if _wanted(t.CodeActionKind.QuickFix.value, params.context.only):
        for finding in _findings_at(ls.session.findings(analysed), analysed.snapshot, params):
            actions += _on_finding(ls, finding, analysed.snapshot)
    if _wanted(_fix_all_kind(analysed.snapshot), params.context.only):
        actions += _fix_all(analysed, ls.session.client)
    return actions


async def resolve(ls: KerascopeServer, action: t.CodeAction) -> t.CodeAction:
    """Fill in the edits of *fix all*, which need not be made before it is chosen.

    Raises:
        ContentModified: the document is not the one the action was offered for.
    """
    data = cast("dict[str, Any] | None", action.data)
    if (
        action.edit is not None
        or not isinstance(data, dict)
        or not isinstance(data.get("uri"), str)
    ):
        return action
    analysed = await ls.session.current(data["uri"])
    if analysed is None or analysed.snapshot.version != data.get("version"):
        raise ContentModified
    edits = safe_edits(analysed.analysis.report.findings)
    action.edit = workspace_edit(edits, analysed.snapshot, ls.session.client)
    return action


def _wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Whether the client asked for this kind, or one of those above it."""
    return only is None or any(f"{kind}.".startswith(f"{_text(asked)}.") for asked in only)


def _text(kind: str) -> str:
    return kind.value if isinstance(kind, t.CodeActionKind) else kind


def _findings_at(
    findings: Sequence[Finding], snapshot: Snapshot, params: t.CodeActionParams
) -> Iterator[Finding]:
    """Those the client shows at the place; those that are there, where it does not say."""
    cell = snapshot.cell_of(params.text_document.uri)
    shown = [(d.code, d.range) for d in params.context.diagnostics if d.source == SOURCE]
    for finding in findings:
        if finding.cell != cell:
            continue
        where = snapshot.parts[cell].text.range_to_client(finding.range)
        here = not params.context.diagnostics and _meet(where, params.range)
        if here or (finding.code, where) in shown:
            yield finding


def _meet(one: t.Range, other: t.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _on_finding(
    ls: KerascopeServer, finding: Finding, snapshot: Snapshot
) -> Iterator[t.CodeAction]:
    client, trusted = ls.session.client, ls.session.options_for(snapshot.uri).trusted
    shown = [diagnostic_of(finding, snapshot, client, "")]
    if finding.fix is not None:
        yield _quick_fix(finding, snapshot, client, shown)
    if trusted and can_be_probed(finding):
        arguments = [snapshot.uri, [identity(finding)]]
        command = t.Command(f"Probe {finding.code}", "kerascope.probe", arguments=arguments)
        yield _action(f"Probe this finding ({finding.code})", shown, command=command)
    silence = f"Disable {finding.code} for this"
    for scope, edit in (("line", for_line), ("file", for_file)):
        change = workspace_edit([edit(finding, snapshot.document)], snapshot, client)
        yield _action(f"{silence} {scope}", shown, edit=change)
    if (of_project := for_project(ls, snapshot.uri, finding.code)) is not None:
        yield _action(f"{silence} project", shown, edit=of_project)
    explain = t.Command(f"Explain {finding.code}", "kerascope.explain", arguments=[finding.code])
    yield _action(f"Explain {finding.code} {finding.name}", shown, command=explain)


def _quick_fix(
    finding: Finding, snapshot: Snapshot, client: Client, shown: list[t.Diagnostic]
) -> t.CodeAction:
    fix = finding.fix
    assert fix is not None
    edit = workspace_edit(fix.edits, snapshot, client, unsafe=not fix.safe)
    title = fix.title if fix.safe else f"{fix.title} (changes the experiment)"
    action = _action(title, shown, edit=edit)
    action.is_preferred = True if fix.safe and client.preferred_actions else None
    return action


def _action(title: str, shown: list[t.Diagnostic], **what: Any) -> t.CodeAction:
    return t.CodeAction(title, kind=t.CodeActionKind.QuickFix, diagnostics=shown, **what)


def _fix_all_kind(snapshot: Snapshot) -> str:
    return FIX_ALL_CELLS if snapshot.document.is_notebook else FIX_ALL


def _fix_all(analysed: Analysed, client: Client) -> Iterator[t.CodeAction]:
    snapshot = analysed.snapshot
    edits = safe_edits(analysed.analysis.report.findings)
    if not edits:
        return
    action = t.CodeAction("Kerascope: fix all that is safe to fix", kind=_fix_all_kind(snapshot))
    if client.lazy_edits:
        action.data = {"uri": snapshot.uri, "version": snapshot.version}
    else:
        action.edit = workspace_edit(edits, snapshot, client)
    yield action
