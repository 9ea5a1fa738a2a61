"""Edits that put a layer into a model or take one out, in each of Keras' styles."""

import libcst as cst

from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.layer import Layer, ModelGraph
from kerascope.source.origin import Origin


def add_layer_before(edit: Editor, model: ModelGraph, layer: Layer, text: str) -> None:
    """Put the layer written as ``text`` in front of another. Raises CannotEdit."""
    if (found := _in_list(model, layer)) is not None:
        edit.insert_element(found[0], found[1], text)
    elif (owner := _added_to(edit, layer)) is not None:
        edit.insert_before(layer.origin, f"{owner}.add({text})")
    else:
        value = _operand(layer)
        edit.replace(value, f"{text}({value.text})")


def add_layer_after(edit: Editor, model: ModelGraph, layer: Layer, text: str) -> None:
    """Put the layer written as ``text`` behind another. Raises CannotEdit."""
    if (found := _in_list(model, layer)) is not None:
        edit.insert_element(found[0], found[1] + 1, text)
    elif (owner := _added_to(edit, layer)) is not None:
        edit.insert_after(layer.origin, f"{owner}.add({text})")
    else:
        _operand(layer)
        place = layer.applied or layer.origin
        edit.replace(place, f"{text}({place.text})")


def remove_layer(edit: Editor, model: ModelGraph, layer: Layer) -> None:
    """Take a layer out that computes from one tensor to one tensor. Raises CannotEdit."""
    if (found := _in_list(model, layer)) is not None:
        edit.remove_element(*found)
    elif _added_to(edit, layer) is not None:
        edit.delete_statement(edit.statement_of(layer.origin))
    else:
        _take_out_call(edit, layer)


def _take_out_call(edit: Editor, layer: Layer) -> None:
    value, place = _operand(layer), layer.applied or layer.origin
    statement = edit.statement_of(place)
    if _is_assignment(statement.node, place.node, value.text):
        edit.delete_statement(statement)
    else:
        edit.replace(place, value.text)


def _is_assignment(statement: cst.CSTNode, value: cst.CSTNode, name: str) -> bool:
    """Whether a statement is ``name = value``."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[target], value=found)]):
            return (
                found is value
                and isinstance(target.target, cst.Name)
                and target.target.value == name
            )
        case _:
            return False


def _in_list(model: ModelGraph, layer: Layer) -> tuple[Origin, int] | None:
    """The list display that a Sequential is made from, and the layer's index in it."""
    if model.call is None or "layers" not in model.call.written:
        return None
    display = model.call.written["layers"].origin
    if display is None or not isinstance(display.node, cst.List | cst.Tuple):
        return None
    for index, element in enumerate(display.node.elements):
        if element.value is layer.origin.node:
            return display, index
    return None


def _added_to(edit: Editor, layer: Layer) -> str | None:
    """The name of the model in ``model.add(layer)``."""
    match edit.statement_of(layer.origin).node:
        case cst.SimpleStatementLine(
            body=[
                cst.Expr(
                    value=cst.Call(
                        func=cst.Attribute(value=cst.Name(value=owner), attr=cst.Name(value="add")),
                        args=[cst.Arg(value=added)],
                    )
                )
            ]
        ) if added is layer.origin.node:
            return owner
        case _:
            return None


def _operand(layer: Layer) -> Origin:
    """What a layer is called on: ``x`` in ``Dense(10)(x)``."""
    match layer.applied.node if layer.applied is not None else None:
        case cst.Call(args=[cst.Arg(keyword=None, star="", value=value)]) if layer.applied:
            return Origin(layer.applied.piece, value)
        case _:
            raise CannotEdit
