"""Whether what the server sends is what the Language Server Protocol says, field by field.

lsprotocol's types are generated from the protocol's metamodel. A message that they do not
give back exactly as it came has a field too many, one too few, or a value of the wrong kind.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Union

from lsprotocol import types as t
from pygls.protocol import default_converter


def converter() -> Any:
    """lsprotocol's converter, which takes a code action that has a command for a command."""
    made = default_converter()

    def structure(value: Any, _: Any) -> t.Command | t.CodeAction:
        kind = t.Command if isinstance(value.get("command"), str) else t.CodeAction
        return made.structure(value, kind)

    made.register_structure_hook(Union[t.Command, t.CodeAction], structure)  # noqa: UP007
    return made


_CONVERTER = converter()
_PROGRESS = {
    "begin": t.WorkDoneProgressBegin,
    "report": t.WorkDoneProgressReport,
    "end": t.WorkDoneProgressEnd,
}
_OWN = ("kerascope/",)


def violations(message: dict[str, Any], answered: Any = None) -> list[str]:
    """Sentences on what is wrong with a message from the server; ``answered`` is the type of the
    answer where it is one, None for a method of our own."""
    return [*_shape(message), *_content(message, answered), *_places(message)]


def _shape(message: dict[str, Any]) -> Iterator[str]:
    if message.get("jsonrpc") != "2.0":
        yield f"This is no JSON-RPC 2.0: {message}"
    parts = {"method", "result", "error"} & message.keys()
    if len(parts) != 1:
        yield f"A message is a request, a result or an error: {message}"
    if unknown := message.keys() - {"jsonrpc", "id", "method", "params", "result", "error"}:
        yield f"Unknown fields {unknown} in {message}"


def _content(message: dict[str, Any], answered: Any) -> Iterator[str]:
    method = message.get("method", "")
    if method.startswith(_OWN):
        return
    if method:
        if method not in t.METHOD_TO_TYPES:
            yield f"There is no method {method}."
            return
        yield from _round_trip(message, t.METHOD_TO_TYPES[method][0])
    elif "error" in message:
        yield from _round_trip(message["error"], t.ResponseError)
    elif answered is not None:
        yield from _round_trip(message, answered)
    if method == t.PROGRESS:
        value = message["params"]["value"]
        yield from _round_trip(value, _PROGRESS[value["kind"]])


def _round_trip(value: Any, kind: Any) -> Iterator[str]:
    try:
        again = _CONVERTER.unstructure(_CONVERTER.structure(value, kind))
    except Exception as error:
        yield f"This is no {kind.__name__} ({error}): {value}"
        return
    for difference in _differences(value, again, ""):
        yield f"{kind.__name__}{difference}"


def _differences(sent: Any, known: Any, where: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(known, dict):
        for key in sent.keys() | known.keys():
            if key not in known:
                yield f"{where}.{key} must not be there, or not be {sent[key]!r}"
            elif key not in sent:
                yield f"{where}.{key} is missing"
            else:
                yield from _differences(sent[key], known[key], f"{where}.{key}")
    elif isinstance(sent, list) and isinstance(known, list | tuple) and len(sent) == len(known):
        for index, pair in enumerate(zip(sent, known, strict=True)):
            yield from _differences(*pair, f"{where}[{index}]")
    elif sent != known or isinstance(sent, bool) is not isinstance(known, bool):
        yield f"{where} is {sent!r} and should be {known!r}"


def _places(value: Any) -> Iterator[str]:
    """What types do not say: ranges run forwards, parents enclose, edits do not overlap."""
    if isinstance(value, list):
        if value and all(isinstance(item, dict) and "newText" in item for item in value):
            yield from _overlaps(value)
        for item in value:
            yield from _places(item)
    elif isinstance(value, dict):
        if _is_range(value) and not _encloses(value, value):
            yield f"A range runs backwards: {value}"
        if "selectionRange" in value and not _encloses(value["range"], value["selectionRange"]):
            yield f"A symbol does not enclose its name: {value}"
        for child in value.get("children") or ():
            if not _encloses(value["range"], child["range"]):
                yield f"A symbol does not enclose its child: {value}"
        for item in value.values():
            yield from _places(item)


def _is_range(value: dict[str, Any]) -> bool:
    """What a probe reports counts lines and columns in its own way."""
    return value.keys() == {"start", "end"} and "character" in value["start"]


def _encloses(outer: dict[str, Any], inner: dict[str, Any]) -> bool:
    start, end = _place(outer["start"]), _place(outer["end"])
    return start <= _place(inner["start"]) <= _place(inner["end"]) <= end


def _overlaps(edits: list[dict[str, Any]]) -> Iterator[str]:
    ranges = sorted((_place(e["range"]["start"]), _place(e["range"]["end"])) for e in edits)
    for (_, end), (start, _) in pairwise(ranges):
        if start < end:
            yield f"Edits overlap: {edits}"


def _place(position: dict[str, Any]) -> tuple[int, int]:
    return position["line"], position["character"]
