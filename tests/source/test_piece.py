"""Statements that do not parse still tell which names they may have changed."""

import pytest

from kerascope.source.document import script
from kerascope.source.piece import pieces_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x, y = (", ["x", "y"]),
        ("(a, b,) = f(", ["a", "b"]),
        ("def build(x:\n", ["build"]),
        ("model.add(]\n", ["model"]),
        ("x == (", []),
        ("word " * 2_000 + "(", []),
        ("word" * 2_000 + "$(", []),
        ("a, " * 2_000 + "(", []),
    ],
)
def test_names_of_broken_statements(text, names):
    (piece,) = pieces_of(script(text))
    assert piece.tree is None
    assert piece.names_touched() == names
