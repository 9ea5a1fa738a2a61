"""Notebooks: cells are read together, in document order, and spoken of one by one."""

from lsprotocol import types as t

from kerascope.lsp.features import unopened
from kerascope.lsp.features.diagnostics import changed, forget, schedule
from kerascope.lsp.language_server import KerascopeServer


def did_open(ls: KerascopeServer, params: t.DidOpenNotebookDocumentParams) -> None:
    unopened.opened(ls, params.notebook_document.uri)
    schedule(ls, params.notebook_document.uri)


def did_change(ls: KerascopeServer, params: t.DidChangeNotebookDocumentParams) -> None:
    changed(ls, params.notebook_document.uri)


def did_save(ls: KerascopeServer, params: t.DidSaveNotebookDocumentParams) -> None:
    uri = params.notebook_document.uri
    if ls.session.options_for(uri).run == "onSave":
        schedule(ls, uri)


def did_close(ls: KerascopeServer, params: t.DidCloseNotebookDocumentParams) -> None:
    forget(ls, params.notebook_document.uri)
    unopened.check_again(ls, [params.notebook_document.uri])
