"""The edit behind "Disable KS101 for this project": one more rule that pyproject.toml ignores.

The file keeps its layout and comments: text is only inserted, where a search finds the table and
its list, and the result is used only if TOML reads it as the old content with the rule added.
"""

import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from lsprotocol import types as t
from pygls.uris import to_fs_path

from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.positions import EncodedText
from kerascope.lsp.settings import config_at
from kerascope.source.lines import newline_of

Insertions = Sequence[tuple[int, str]]
"""Offsets in a text, and what to put there."""

_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*kerascope[ \t]*\][^\r\n]*", re.MULTILINE)
_NEXT_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_IGNORE = re.compile(r"^[ \t]*ignore[ \t]*=[ \t]*\[", re.MULTILINE)
_IN_LIST = re.compile(r"""#[^\r\n]*|"(?:\\.|[^"\\\r\n])*"|'[^'\r\n]*'|[,\]]""")


def for_project(ls: KerascopeServer, uri: str, code: str) -> t.WorkspaceEdit | None:
    """The edit that silences a rule for the document's project; None where no file can take it."""
    file = _file(ls, uri)
    if file is None or ls.session.options_for(uri).select:
        return None
    known = ls.session.workspace.text_documents.get(file.as_uri())
    try:
        text = known.source if known is not None else file.read_bytes().decode()
    except FileNotFoundError:
        return _created(ls, file, f'[tool.kerascope]\nignore = ["{code}"]\n')
    except (OSError, UnicodeDecodeError):
        return None
    insertions = ignoring(text, code)
    if insertions is None:
        return None
    encoding = t.PositionEncodingKind(ls.session.workspace.position_encoding or "utf-16")
    edits = _text_edits(EncodedText(text, encoding), insertions)
    if not ls.session.client.document_changes:
        return t.WorkspaceEdit(changes={file.as_uri(): edits})
    return _changes(file, known.version if known is not None else None, edits)


def ignoring(text: str, code: str) -> Insertions | None:
    """What to insert into a pyproject.toml so that it ignores the rule; None where it is no TOML,
    or has our table in a form that is not looked for."""
    newline = newline_of(text)
    line = f'ignore = ["{code}"]'
    table = _HEADER.search(text)
    if table is None:
        gap = "" if not text else newline if text.endswith(newline) else 2 * newline
        found = [(len(text), f"{gap}[tool.kerascope]{newline}{line}{newline}")]
    else:
        after = _NEXT_HEADER.search(text, table.end())
        end = after.start() if after else len(text)
        key = _IGNORE.search(text, table.end(), end)
        found = (
            _appended(text, key.end(), code, newline)
            if key
            else [(table.end(), f"{newline}{line}")]
        )
    return found if _adds(text, found, code) else None


def _appended(text: str, start: int, code: str, newline: str) -> Insertions:
    """The rule as the last item of the list whose content begins at ``start``."""
    last, comma, comment = start, True, start
    for token in _IN_LIST.finditer(text, start):
        if token[0] == "]":
            break
        if token[0].startswith("#"):
            comment = token.end() if newline not in text[last : token.start()] else comment
        else:
            last, comma = token.end(), token[0] == ","
    if last == start:
        return [(start, f'"{code}"')]
    row = text[text.rfind("\n", 0, last) + 1 : last]
    if "\n" not in text[start:last]:
        return [(last, f' "{code}",' if comma else f', "{code}"')]
    indent = row[: len(row) - len(row.lstrip())]
    item = f'{newline}{indent}"{code}"' + ("," if comma else "")
    place = max(last, comment)
    if comma:
        return [(place, item)]
    return [(last, ","), (place, item)] if place > last else [(last, f",{item}")]


def _adds(text: str, insertions: Insertions, code: str) -> bool:
    """Whether the insertions add the rule to what is ignored, and do nothing else."""
    try:
        before, after = tomllib.loads(text), tomllib.loads(_inserted(text, insertions))
    except tomllib.TOMLDecodeError:
        return False
    wanted: dict[str, Any] = deepcopy(before)
    try:
        table = wanted.setdefault("tool", {}).setdefault("kerascope", {})
        table["ignore"] = [*table.get("ignore", ()), code]
    except (AttributeError, TypeError):
        return False
    return after == wanted


def _inserted(text: str, insertions: Insertions) -> str:
    for offset, new in sorted(insertions, reverse=True):
        text = text[:offset] + new + text[offset:]
    return text


def _file(ls: KerascopeServer, uri: str) -> Path | None:
    """The configuration file in force; else the closest pyproject.toml in the workspace, or the
    one to be created at its root."""
    root = ls.session.folder_of(uri)
    path = to_fs_path(uri)
    folder = Path(path).parent if path else root
    if folder is None:
        return None
    config = config_at(ls, folder)
    if config.file is not None:
        return config.file
    inside = root is not None and folder.is_relative_to(root)
    for above in (folder, *folder.parents):
        if (above / "pyproject.toml").is_file():
            return above / "pyproject.toml"
        if inside and above == root:
            return above / "pyproject.toml"
    return None


def _text_edits(text: EncodedText, insertions: Insertions) -> list[t.TextEdit]:
    places = [(text.position_at(offset), new) for offset, new in insertions]
    return [t.TextEdit(t.Range(place, place), new) for place, new in places]


def _created(ls: KerascopeServer, file: Path, text: str) -> t.WorkspaceEdit | None:
    if not ls.session.client.create_files:
        return None
    top = t.Position(0, 0)
    edit = _changes(file, None, [t.TextEdit(t.Range(top, top), text)])
    create = t.CreateFile(file.as_uri(), options=t.CreateFileOptions(ignore_if_exists=True))
    edit.document_changes = [create, *(edit.document_changes or ())]
    return edit


def _changes(file: Path, version: int | None, edits: list[t.TextEdit]) -> t.WorkspaceEdit:
    document = t.OptionalVersionedTextDocumentIdentifier(file.as_uri(), version)
    return t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(document, edits)])
