"""Jupyter notebooks: code cells in document order."""

import json
from collections.abc import Mapping
from typing import Any, cast

from kerascope.source.document import Cell, Document, UnreadableSource

_OUTPUT_LIMIT = 20_000


def parse_notebook(data: bytes | str, path: str) -> Document:
    """The code cells of an ``.ipynb`` file (format 4; format 3 worksheets too).

    Raises:
        UnreadableSource: not JSON, or not a notebook.
    """
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            f"{path} is not a notebook: its JSON is broken ({error})."
        ) from error
    cells = _cells_of(notebook)
    if cells is None:
        raise UnreadableSource(f"{path} is not a notebook: it has no list of cells.")
    code = (_code_cell(index, cell) for index, cell in enumerate(cells))
    return Document(path, tuple(cell for cell in code if cell is not None))


def _cells_of(notebook: object) -> list[object] | None:
    if not isinstance(notebook, dict):
        return None
    book = cast("Mapping[str, Any]", notebook)
    cells: object = book.get("cells")
    if cells is None and isinstance(sheets := book.get("worksheets"), list):
        pages = cast("list[object]", sheets)
        cells = [
            cell
            for page in pages
            if isinstance(page, dict)
            for cell in cast("Mapping[str, Any]", page).get("cells", [])
        ]
    return cast("list[object]", cells) if isinstance(cells, list) else None


def _code_cell(index: int, cell: object) -> Cell | None:
    if not isinstance(cell, dict):
        return None
    fields = cast("Mapping[str, Any]", cell)
    if fields.get("cell_type") != "code":
        return None
    count = fields.get("execution_count", fields.get("prompt_number"))
    return Cell(
        text=_joined(fields.get("source", fields.get("input", ""))),
        index=index,
        execution_count=count if isinstance(count, int) else None,
        outputs=tuple(_output_texts(fields.get("outputs"))),
    )


def _joined(source: object) -> str:
    if isinstance(source, list):
        return "".join(part for part in cast("list[object]", source) if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _output_texts(outputs: object) -> list[str]:
    """What the cell printed, bounded."""
    if not isinstance(outputs, list):
        return []
    texts: list[str] = []
    for output in cast("list[object]", outputs):
        if isinstance(output, dict) and (
            text := _joined(cast("Mapping[str, Any]", output).get("text"))
        ):
            texts.append(text[:_OUTPUT_LIMIT])
    return texts
