"""Writing a changed document back, every byte outside of the change as it was."""

import io
import json
import os
import tempfile
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kerascope.cli.failure import CannotRun
from kerascope.source.document import Document

_BLANKS = " \t\r\n"


def encoded(document: Document, data: bytes) -> bytes:
    """The bytes of the changed document, where ``data`` are those that it was read from.

    Scripts keep their encoding and byte order mark, notebooks all JSON but the changed sources.

    Raises:
        CannotRun: the new text cannot be written in the encoding that the file declares.
    """
    if document.is_notebook:
        return _notebook(document, data)
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    (cell,) = document.cells
    try:
        return cell.text.encode(encoding)
    except UnicodeEncodeError as error:
        raise CannotRun(
            f"{document.path} is declared as {encoding}, which cannot hold the fixed text "
            f"({error.object[error.start]!r}); nothing was written."
        ) from error


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in place of the file's content, all or nothing; mode and links stay.

    Raises:
        CannotRun: the folder or the file cannot be written.
    """
    target = path.resolve()
    try:
        mode = target.stat().st_mode
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror}.") from error


def _notebook(document: Document, data: bytes) -> bytes:
    encoding = json.detect_encoding(data)
    book = data.decode(encoding)
    # Where the file holds no character beyond ASCII, its writer may have escaped them.
    ascii_only = book.isascii()
    texts = {cell.index: cell.text for cell in document.cells}
    parts: list[str] = []
    done = 0
    for index, (start, end) in enumerate(_sources(book)):
        old = book[start:end]
        if old and index in texts and _joined(old) != texts[index]:
            parts += [book[done:start], _source(texts[index], old, ascii_only)]
            done = end
    return "".join([*parts, book[done:]]).encode(encoding)


def _joined(written: str) -> str:
    source = json.loads(written)
    return source if isinstance(source, str) else "".join(source)


def _source(text: str, old: str, ascii_only: bool) -> str:
    """The JSON of a cell's source in the form of the old: a string, or a list of lines."""
    if not old.startswith("["):
        return json.dumps(text, ensure_ascii=ascii_only)
    lines = [json.dumps(line, ensure_ascii=ascii_only) for line in text.splitlines(keepends=True)]
    if not lines:
        return "[]"
    first, last = _margins(old)
    separator = f",{first}" if first else ", "
    return f"[{first}{separator.join(lines)}{last}]"


def _margins(old: str) -> tuple[str, str]:
    """The blanks after the opening bracket and before the closing one."""
    inner = old[1:-1]
    body = inner.strip(_BLANKS)
    if not body:
        return "", ""
    start = inner.index(body)
    return inner[:start], inner[start + len(body) :]


def _sources(book: str) -> Iterator[tuple[int, int]]:
    """Where the source of each cell stands, one entry a cell; empty for a cell without one."""
    for key, start, _ in _members(book, _skip_blanks(book, 0)):
        if key == "cells":
            yield from _cell_sources(book, start)
        elif key == "worksheets":
            for sheet, _ in _items(book, start):
                for name, cells, _ in _members(book, sheet):
                    if name == "cells":
                        yield from _cell_sources(book, cells)


def _cell_sources(book: str, cells: int) -> Iterator[tuple[int, int]]:
    for cell, _ in _items(book, cells):
        fields = {key: (start, end) for key, start, end in _members(book, cell)}
        yield fields.get("source") or fields.get("input") or (cell, cell)


def _members(book: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The members of the JSON object at an offset: key, start and end of the value."""
    at = _skip_blanks(book, at + 1) if book[at] == "{" else len(book)
    while at < len(book) and book[at] == '"':
        key, at = json.JSONDecoder().raw_decode(book, at)
        start = _skip_blanks(book, _skip_blanks(book, at) + 1)
        end = _end_of_value(book, start)
        yield key, start, end
        at = _after_comma(book, end)


def _items(book: str, at: int) -> Iterator[tuple[int, int]]:
    """The items of the JSON array at an offset: start and end of each."""
    at = _skip_blanks(book, at + 1) if book[at] == "[" else len(book)
    while at < len(book) and book[at] != "]":
        end = _end_of_value(book, at)
        yield at, end
        at = _after_comma(book, end)


def _end_of_value(book: str, at: int) -> int:
    _, end = json.JSONDecoder().raw_decode(book, at)
    return end


def _after_comma(book: str, at: int) -> int:
    at = _skip_blanks(book, at)
    return _skip_blanks(book, at + 1) if book[at : at + 1] == "," else at


def _skip_blanks(book: str, at: int) -> int:
    while book[at : at + 1] and book[at] in _BLANKS:
        at += 1
    return at
