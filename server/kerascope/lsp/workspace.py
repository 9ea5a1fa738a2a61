"""The open documents as pygls keeps them, with line ends as the protocol defines them."""

from collections.abc import Sequence
from urllib.parse import unquote

from lsprotocol import types as t
from pygls.workspace import TextDocument, Workspace

from kerascope.lsp.positions import EncodedText


class ProtocolTextDocument(TextDocument):
    """A text document that takes edits in LSP's lines instead of ``str.splitlines``'."""

    @property
    def lines(self) -> Sequence[str]:
        return tuple(self.encoded().lines_with_ends())

    def encoded(self) -> EncodedText:
        """The text with its line starts, in the encoding agreed with the client."""
        encoding = t.PositionEncodingKind(self.position_codec.encoding or "utf-16")
        return EncodedText(self.source, encoding)

    def _apply_incremental_change(self, change: t.TextDocumentContentChangePartial) -> None:
        now = self.encoded()
        start = now.offset(change.range.start)
        end = max(start, now.offset(change.range.end))
        self._source = now.text[:start] + change.text + now.text[end:]


class ProtocolWorkspace(Workspace):
    """A workspace of such documents."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        return ProtocolTextDocument(
            doc_uri,
            source=source,
            version=version,
            language_id=language_id,
            sync_kind=self._sync_kind,
            position_codec=self.position_codec,
        )

    def note_version(self, document: t.VersionedTextDocumentIdentifier) -> None:
        """Take over a version that came without a change; pygls passes it over."""
        if (text := self.text_documents.get(unquote(document.uri))) is not None:
            text.version = document.version

    def remove_notebook_document(self, params: t.DidCloseNotebookDocumentParams) -> None:
        """Forget the notebook and all its cells, also those the client does not list."""
        notebook = self.get_notebook_document(notebook_uri=params.notebook_document.uri)
        for cell in notebook.cells if notebook else ():
            self.remove_text_document(cell.document)
        super().remove_notebook_document(params)


def take_over(workspace: Workspace) -> ProtocolWorkspace:
    """The workspace that pygls made at ``initialize``, as one of ours."""
    return ProtocolWorkspace(
        workspace.root_uri,
        t.TextDocumentSyncKind.Incremental,
        list(workspace.folders.values()),
        workspace.position_encoding,
    )
