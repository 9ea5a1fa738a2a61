"""The nodes of a tree in order: what lies inside one is a slice, what is around it a climb."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import cast

import libcst as cst

_LAYOUT = re.compile(
    r".*whitespace.*|[lr](par|brace|bracket)|comma|(semi|first_|second_)?colon|dot|equal|at_op"
    r"|leading_lines|lines_after_decorators|header|footer|indent"
)

_fields: dict[type, tuple[str, ...]] = {}


def written(node: cst.CSTNode) -> str | None:
    """The source of a name, a literal or names with dots between; None for everything else."""
    if isinstance(node, cst.Name | cst.SimpleString | cst.Integer | cst.Float):
        return node.value
    if not isinstance(node, cst.Attribute) or node.value.lpar or _is_spaced(node.dot):
        return None
    owner = written(node.value)
    return None if owner is None else f"{owner}.{node.attr.value}"


def _is_spaced(dot: cst.Dot) -> bool:
    return not (dot.whitespace_before.empty and dot.whitespace_after.empty)


class Nodes:
    """All nodes of a tree but whitespace, brackets and separators; parents before children.

    Raises RecursionError on absurd nesting.
    """

    def __init__(self, tree: cst.CSTNode) -> None:
        self._ordered: list[cst.CSTNode] = []
        self._extents: dict[cst.CSTNode, tuple[int, int]] = {}
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._enter(tree)

    def inside(self, node: cst.CSTNode) -> Sequence[cst.CSTNode]:
        """The node and everything in it."""
        start, end = self._extents[node]
        return self._ordered[start:end]

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The node and everything that it is part of, innermost first."""
        outer: cst.CSTNode | None = node
        while outer is not None:
            yield outer
            outer = self._parents.get(outer)

    def _enter(self, node: cst.CSTNode) -> None:
        start = len(self._ordered)
        self._ordered.append(node)
        for name in _fields.get(type(node)) or _fields_of(type(node)):
            child = getattr(node, name)
            if isinstance(child, tuple | list):
                for each in cast("Sequence[cst.CSTNode]", child):
                    self._parents[each] = node
                    self._enter(each)
            elif isinstance(child, cst.CSTNode):
                self._parents[child] = node
                self._enter(child)
        self._extents[node] = (start, len(self._ordered))


def _fields_of(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a kind of node that hold more nodes."""
    names = (field.name for field in dataclasses.fields(kind))
    found = tuple(name for name in names if not _LAYOUT.fullmatch(name))
    _fields[kind] = found
    return found
