"""Snapshots of what is open: a script, or a notebook with its cells, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lsprotocol import types as t
from pygls.uris import to_fs_path, urlparse

from kerascope.lsp.positions import EncodedText
from kerascope.lsp.workspace import ProtocolTextDocument, ProtocolWorkspace
from kerascope.source.document import Cell, Document


@dataclass(frozen=True, slots=True)
class Part:
    """One text that the client knows by a URI of its own."""

    uri: str
    version: int | None
    text: EncodedText


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document as it was at one version. ``parts`` are keyed as findings name them: by the
    cell's index, or None for a script. ``uri`` is the script's or the notebook's."""

    uri: str
    version: int | None
    document: Document
    parts: Mapping[int | None, Part]

    def cell_of(self, uri: str) -> int | None:
        """The key of the part with that URI; None also where there is no such part."""
        return next((key for key, part in self.parts.items() if part.uri == uri), None)


def owner_of(workspace: ProtocolWorkspace, uri: str) -> str:
    """The URI of the notebook that a cell belongs to, or the URI itself."""
    notebook = workspace.get_notebook_document(cell_uri=uri)
    return notebook.uri if notebook else uri


def snapshot_of(workspace: ProtocolWorkspace, uri: str) -> Snapshot | None:
    """The open script or notebook with that URI as it is now; None where it is not open."""
    notebook = workspace.get_notebook_document(notebook_uri=uri)
    if notebook is not None:
        return _notebook(workspace, notebook)
    text = workspace.text_documents.get(unquote(uri))
    if not isinstance(text, ProtocolTextDocument) or text.language_id not in _PYTHON:
        return None
    part = Part(text.uri, text.version, text.encoded())
    document = Document(path_of(uri), (Cell(text.source),))
    return Snapshot(text.uri, text.version, document, {None: part})


_PYTHON = ("python", "Python", "ipython", None, "")


def _notebook(workspace: ProtocolWorkspace, notebook: t.NotebookDocument) -> Snapshot:
    cells: list[Cell] = []
    parts: dict[int | None, Part] = {}
    for index, cell in enumerate(notebook.cells):
        text = workspace.text_documents.get(unquote(cell.document))
        if cell.kind != t.NotebookCellKind.Code or not isinstance(text, ProtocolTextDocument):
            continue
        if text.language_id in _PYTHON:
            run = cell.execution_summary
            cells.append(Cell(text.source, index, run.execution_order if run else None))
            parts[index] = Part(text.uri, text.version, text.encoded())
    document = Document(path_of(notebook.uri), tuple(cells))
    return Snapshot(notebook.uri, notebook.version, document, parts)


def path_of(uri: str) -> str:
    """How messages name the document: a path where there is one, else the URI's own words."""
    path = to_fs_path(uri)
    return path if path is not None else unquote(urlparse(uri)[2]) or uri


def is_saved(uri: str) -> bool:
    """Whether the document has a place on this machine's disk."""
    return to_fs_path(uri) is not None
