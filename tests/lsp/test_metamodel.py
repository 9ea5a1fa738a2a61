"""The check that every message of the server goes through, in ``conftest`` and here."""

from typing import Any

import pytest
from lsp.metamodel import violations
from lsprotocol import types as t

ZERO = {"line": 0, "character": 0}
ONE = {"line": 0, "character": 1}


def _published(**fields: Any) -> dict[str, Any]:
    diagnostic = {"range": {"start": ZERO, "end": ONE}, "message": "m", "severity": 2, **fields}
    params = {"uri": "untitled:a", "diagnostics": [diagnostic]}
    return {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}


def test_what_the_protocol_says_passes():
    assert violations(_published(code="KS101", data={"any": [1, None, {"thing": 1.5}]})) == []
    assert violations({"jsonrpc": "2.0", "id": 1, "result": None}, t.HoverResponse) == []


@pytest.mark.parametrize(
    "message",
    [
        _published(severity=9),
        _published(severity="2"),
        _published(colour="red"),
        _published(code=None),
        _published(message=3),
        _published(range={"start": ONE, "end": ZERO}),
        {"jsonrpc": "2.0", "method": "window/shout", "params": {}},
        {"jsonrpc": "2.0", "method": "window/showMessage", "params": {"type": 1}},
        {"jsonrpc": "2.0", "id": 1, "result": None, "error": None},
        {"id": 1, "method": "workspace/codeLens/refresh"},
        {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "m", "trace": ""}},
    ],
)
def test_what_it_does_not_say_is_told(message):
    assert violations(message)


def test_a_symbol_that_does_not_hold_its_child_is_told():
    small, large = {"start": ZERO, "end": ZERO}, {"start": ZERO, "end": ONE}
    child = {"name": "b", "kind": 5, "range": large, "selectionRange": large}
    parent = {**child, "name": "a", "range": small, "selectionRange": small, "children": [child]}
    answer = {"jsonrpc": "2.0", "id": 1, "result": [parent]}
    (told,) = violations(answer, t.DocumentSymbolResponse)
    assert "enclose its child" in told
