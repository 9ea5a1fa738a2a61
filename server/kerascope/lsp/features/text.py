"""Scripts: opened, changed, saved, closed."""

from lsprotocol import types as t

from kerascope.lsp.features import unopened
from kerascope.lsp.features.diagnostics import changed, forget, schedule, schedule_importers
from kerascope.lsp.language_server import KerascopeServer


def did_open(ls: KerascopeServer, params: t.DidOpenTextDocumentParams) -> None:
    unopened.opened(ls, params.text_document.uri)
    schedule(ls, params.text_document.uri)


def did_change(ls: KerascopeServer, params: t.DidChangeTextDocumentParams) -> None:
    ls.session.workspace.note_version(params.text_document)
    changed(ls, params.text_document.uri)


def did_save(ls: KerascopeServer, params: t.DidSaveTextDocumentParams) -> None:
    uri = params.text_document.uri
    if ls.session.options_for(uri).run == "onSave":
        schedule(ls, uri)
        schedule_importers(ls, uri)


def did_close(ls: KerascopeServer, params: t.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    forget(ls, uri)
    schedule_importers(ls, uri)
    unopened.check_again(ls, [uri])
