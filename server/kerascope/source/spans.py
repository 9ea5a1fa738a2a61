"""Where the nodes of a tree stand in its text, from one pass that writes the tree out again.

libcst keeps no positions. Its stock provider costs three parses; this records token counts
only, and turns them into offsets at the end.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate

import libcst as cst
from libcst._nodes.internal import CodegenState

Spans = dict[cst.CSTNode, tuple[int, int]]
"""Node to the offsets of its text, without the whitespace and brackets around it."""


@dataclass(frozen=False)
class _Recorder(CodegenState):
    marks: Spans = field(default_factory=dict[cst.CSTNode, tuple[int, int]])
    open: list[int] = field(default_factory=list[int])

    def before_codegen(self, node: cst.CSTNode) -> None:
        del node
        self.open.append(len(self.tokens))

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self.open.pop()
        if node not in self.marks:
            self.marks[node] = (start, len(self.tokens))

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> Generator[None]:
        start = len(self.tokens)
        yield
        end = len(self.tokens)
        if start_node is not None:
            start = self.marks[start_node][0]
        if end_node is not None:
            end = self.marks[end_node][1]
        self.marks[node] = (start, end)


def spans_of(tree: cst.Module) -> Spans:
    """Offsets of every node of the tree. Raises RecursionError on absurd nesting."""
    state = _Recorder(tree.default_indent, tree.default_newline)
    tree._codegen(state)  # pyright: ignore[reportPrivateUsage]
    offsets = [0, *accumulate(len(token) for token in state.tokens)]
    offsets.append(offsets[-1])  # libcst takes the newline back that it put after the last line
    return {node: (offsets[start], offsets[end]) for node, (start, end) in state.marks.items()}
