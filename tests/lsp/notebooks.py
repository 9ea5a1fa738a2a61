"""Notebooks as editors open and change them."""

from lsprotocol import types as t


class Notebook:
    """An open notebook and its cells."""

    def __init__(self, editor, *texts, markdown=()):
        self.editor = editor
        self.uri = editor.new_uri("ipynb")
        self.cells = [f"{self.uri}#cell-{index}" for index in range(len(texts))]
        self.version = 1
        self._open(texts, markdown)

    def _open(self, texts, markdown):
        kinds = [
            t.NotebookCellKind.Markup if i in markdown else t.NotebookCellKind.Code
            for i in range(len(texts))
        ]
        cells = [t.NotebookCell(k, uri) for k, uri in zip(kinds, self.cells, strict=True)]
        items = [
            t.TextDocumentItem(uri, "markdown" if i in markdown else "python", 1, text)
            for i, (uri, text) in enumerate(zip(self.cells, texts, strict=True))
        ]
        book = t.NotebookDocument(self.uri, "jupyter-notebook", 1, cells)
        self.editor.notebook_document_did_open(t.DidOpenNotebookDocumentParams(book, items))

    def change(self, cells):
        self.version += 1
        document = t.VersionedNotebookDocumentIdentifier(self.version, self.uri)
        change = t.NotebookDocumentChangeEvent(cells=cells)
        self.editor.notebook_document_did_change(
            t.DidChangeNotebookDocumentParams(document, change)
        )

    def rearrange(self, start, removed, added=(), opened=(), closed=()):
        cells = [t.NotebookCell(t.NotebookCellKind.Code, uri) for uri in added]
        self.change(
            t.NotebookDocumentCellChanges(
                structure=t.NotebookDocumentCellChangeStructure(
                    array=t.NotebookCellArrayChange(start, removed, cells),
                    did_open=[t.TextDocumentItem(u, "python", 1, text) for u, text in opened],
                    did_close=[t.TextDocumentIdentifier(uri) for uri in closed],
                )
            )
        )

    def edit(self, cell, version, start, end, text):
        document = t.VersionedTextDocumentIdentifier(version, self.cells[cell])
        change = t.TextDocumentContentChangePartial(t.Range(start, end), text)
        self.change(
            t.NotebookDocumentCellChanges(
                text_content=[t.NotebookDocumentCellContentChanges(document, [change])]
            )
        )

    def close(self):
        self.editor.notebook_document_did_close(
            t.DidCloseNotebookDocumentParams(
                t.NotebookDocumentIdentifier(self.uri),
                [t.TextDocumentIdentifier(uri) for uri in self.cells],
            )
        )
