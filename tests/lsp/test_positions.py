"""Columns in the client's units, and lines as the protocol has them."""

import itertools

import pytest
from lsprotocol import types as t

from kerascope.lsp.positions import EncodedText
from kerascope.source.position import Position

UTF8, UTF16, UTF32 = (
    t.PositionEncodingKind.Utf8,
    t.PositionEncodingKind.Utf16,
    t.PositionEncodingKind.Utf32,
)
TEXT = 'x = "😋é"\r\ny = 1\rz = "ü"\n\x0ca\u2028b\x85c\n'


@pytest.mark.parametrize(("encoding", "column"), [(UTF8, 11), (UTF16, 8), (UTF32, 7)])
def test_a_column_counts_the_clients_units(encoding, column):
    text = EncodedText(TEXT, encoding)
    assert text.to_client(Position(1, 8)) == t.Position(0, column)
    assert text.from_client(t.Position(0, column)) == Position(1, 8)


def test_lines_end_where_the_protocol_says():
    text = EncodedText(TEXT)
    lines = [text.line(number) for number in range(1, text.line_count + 1)]
    assert lines == ['x = "😋é"', "y = 1", 'z = "ü"', "\x0ca\u2028b\x85c", ""]
    assert "".join(text.lines_with_ends()) == TEXT


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
def test_every_position_survives_the_way_there_and_back(encoding):
    text = EncodedText(TEXT, encoding)
    for number in range(1, text.line_count + 1):
        for column in range(1, len(text.line(number)) + 2):
            place = Position(number, column)
            assert text.from_client(text.to_client(place)) == place


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
def test_positions_outside_move_to_the_end(encoding):
    text = EncodedText("ab😋\nc", encoding)
    assert text.offset(t.Position(0, 99)) == 3
    assert text.offset(t.Position(9, 0)) == 5
    assert text.to_client(Position(9, 1)) == t.Position(1, 1)
    assert EncodedText("", encoding).offset(t.Position(0, 5)) == 0


def test_a_position_inside_a_surrogate_pair_is_before_it():
    assert EncodedText("😋", UTF16).offset(t.Position(0, 1)) == 0


def test_offsets_grow_with_positions():
    text = EncodedText(TEXT, UTF8)
    places = [t.Position(line, column) for line, column in itertools.product(range(6), range(14))]
    offsets = [text.offset(place) for place in places]
    assert offsets == sorted(offsets)
