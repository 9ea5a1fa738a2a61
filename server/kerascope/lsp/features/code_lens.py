"""Code lenses above ``fit``: probe what was found, show the model."""

from collections.abc import Sequence

from lsprotocol import types as t

from kerascope.lsp.estimate import Pace, about
from kerascope.lsp.features.edits import can_be_probed
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Analysed


async def code_lens(ls: KerascopeServer, params: t.CodeLensParams) -> Sequence[t.CodeLens] | None:
    uri = params.text_document.uri
    options = ls.session.options_for(uri)
    if not options.code_lens:
        return None
    analysed = await ls.session.current(uri)
    if analysed is None:
        return None
    pace = ls.session.paces.get(analysed.snapshot.uri, Pace())
    probe = _probe_command(analysed, pace) if options.trusted else None
    cell = analysed.snapshot.cell_of(uri)
    text = analysed.snapshot.parts[cell].text
    lenses: list[t.CodeLens] = []
    for index, fit in enumerate((await ls.outline(analysed)).fits):
        if fit.cell == cell:
            where = text.range_to_client(fit.range)
            arguments = [analysed.snapshot.uri, index]
            show = t.Command("Show model", "kerascope.showModel", arguments=arguments)
            lenses += [t.CodeLens(where, command) for command in (probe, show) if command]
    return lenses


def _probe_command(analysed: Analysed, pace: Pace) -> t.Command:
    count = sum(map(can_be_probed, analysed.analysis.report.findings))
    what = f"Probe {count} finding{'' if count == 1 else 's'}" if count else "Watch a run"
    title = f"{what} ({about(pace.seconds(count))})"
    return t.Command(title, "kerascope.probe", arguments=[analysed.snapshot.uri])
