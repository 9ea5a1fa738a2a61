"""Applying edits, and making one set of edits of several fixes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from kerascope.fixes.edit import Edit, Fix
from kerascope.source.document import Document
from kerascope.source.position import Position


class ConflictingEdits(Exception):
    """Two edits want the same place. The message says where."""


def apply(document: Document, edits: Iterable[Edit]) -> Document:
    """The document with all ``edits`` made, each where its range is in ``document``.

    Insertions at one place keep the order in which they are given.

    Raises:
        ConflictingEdits: two edits overlap.
        ValueError: an edit lies outside its cell.
    """
    by_cell = sorted(edits, key=lambda edit: -1 if edit.cell is None else edit.cell)
    for cell, group in groupby(by_cell, key=lambda edit: edit.cell):
        document = document.with_text(cell, _edited(document.text_of(cell), list(group)))
    return document


def compose(fixes: Sequence[Fix]) -> tuple[Edit, ...]:
    """The edits of all ``fixes`` together; an edit that several share (an import) stands once.

    Raises:
        ConflictingEdits: two fixes change the same place in different ways.
    """
    edits = _merged(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
    for cell in {edit.cell for edit in edits}:
        _in_order([edit for edit in edits if edit.cell == cell])
    return edits


_LIST_ARGUMENT = re.compile(r"(?P<head>,\s*\w+=\[)(?P<items>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]")


def _merged(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """One insertion for all that add the same list argument to the same call: a call that gets
    ``callbacks=[a]`` from one fix and ``callbacks=[b]`` from another gets ``callbacks=[a, b]``."""
    result: dict[object, Edit] = {}
    for edit in edits:
        added = _LIST_ARGUMENT.fullmatch(edit.text)
        place = (edit.cell, edit.range, added["head"]) if added else edit
        earlier = result.get(place)
        if added and earlier is not None:
            result[place] = replace(earlier, text=f"{earlier.text[:-1]}, {added['items']}]")
        else:
            result[place] = edit
    return tuple(result.values())


def _edited(text: str, edits: list[Edit]) -> str:
    starts = _line_starts(text)
    parts: list[str] = []
    done = 0
    for edit in _in_order(edits):
        start, end = _offset(edit.range.start, starts, text), _offset(edit.range.end, starts, text)
        parts += [text[done:start], edit.text]
        done = end
    return "".join([*parts, text[done:]])


def _in_order(edits: list[Edit]) -> list[Edit]:
    """By place, checked for conflicts."""
    ordered = sorted(edits, key=lambda edit: (edit.range.start, edit.range.end))
    for before, after in pairwise(ordered):
        if after.range.start < before.range.end or (
            before.range == after.range and before.range.start != before.range.end
        ):
            raise ConflictingEdits(
                f"Two fixes change line {after.range.start.line}; apply one of them first."
            )
    return ordered


def _line_starts(text: str) -> list[int]:
    """Offsets at which lines begin; ``\\n``, ``\\r\\n`` and ``\\r`` end a line."""
    starts = [0]
    for index, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
    return starts


def _offset(position: Position, starts: list[int], text: str) -> int:
    if not 1 <= position.line <= len(starts):
        raise ValueError(f"Line {position.line} is outside a text of {len(starts)} lines.")
    offset = starts[position.line - 1] + position.column - 1
    limit = starts[position.line] if position.line < len(starts) else len(text)
    if not 0 <= offset <= limit:
        raise ValueError(f"Column {position.column} is outside line {position.line}.")
    return offset
