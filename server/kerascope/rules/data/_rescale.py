"""The edit that brings values of a known range to about 1, for every way into the model."""

import re

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, number
from kerascope.rules.data._entrance import first_layers
from kerascope.rules.data._names import raw_names
from kerascope.source.origin import Origin

_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"


def rescale(program: TrainingProgram, fit: Fit, model: ModelGraph, high: float) -> Fix:
    """In the generators where all data come from them, else in the model, else in the arrays."""
    factor = f"1.0 / {high:g}"
    if _comes_from_generators(program, fit):
        return _in_generators(program, factor)
    if not _is_its_own_target(fit):
        try:
            return _in_model(program, model, factor)
        except CannotEdit:
            pass
    return _in_arrays(program, fit, high)


def _is_its_own_target(fit: Fit) -> bool:
    """Whether the input is to be reproduced, as in an autoencoder: both must be scaled."""
    places = [fit.call.arguments.get(name) for name in ("x", "y")]
    texts = {value_of(place).text for place in places if place is not None}
    return None not in places and len(texts) == 1


def _comes_from_generators(program: TrainingProgram, fit: Fit) -> bool:
    values = [fit.x, *(use.x for use in program.uses)]
    if fit.validation is not None:
        values.append(fit.validation[0])
    return all(
        isinstance(v, Known) and (v.value.source or "").startswith(_GENERATOR) for v in values
    )


def _in_generators(program: TrainingProgram, factor: str) -> Fix:
    edit = Editor(program)
    for call in program.calls:
        if call.name != _GENERATOR or not call.complete:
            continue
        if "rescale" not in call.written:
            edit.add_argument(call, f"rescale={factor}")
        elif (number(call.written["rescale"]) or 0) > 1:
            factor = "1.0 / 255"
            edit.set_argument(call, "rescale", factor)
    return edit.fix(f"Rescale the images by {factor} in the generators", safe=False)


def _in_arrays(program: TrainingProgram, fit: Fit, high: float) -> Fix:
    edit = Editor(program)
    names = raw_names(program, fit)
    edit.insert_before(fit.origin, *(f"{name} = {name} / {high:.1f}" for name in names))
    return edit.fix(f"Divide by {high:g} before training", safe=False)


def _in_model(program: TrainingProgram, model: ModelGraph, factor: str) -> Fix:
    if program.backend.package == "keras" and program.backend.keras == 2:
        raise CannotEdit
    edit = Editor(program)
    name = edit.name_for("keras.layers.Rescaling")
    firsts = first_layers(model)
    if model.kind == "sequential" and len(firsts) == 1:
        first = firsts[0]
        if isinstance(first.inner, ModelGraph):
            return _in_model(program, first.inner, factor)
        _before_first(edit, model, first, f"{name}({factor}")
    elif model.kind == "functional" and firsts:
        for layer in firsts:
            _around_argument(edit, layer, f"{name}({factor})")
    else:
        raise CannotEdit
    return edit.fix(f"Rescale the input by {factor} in the model", safe=False)


def _before_first(edit: Editor, model: ModelGraph, first: Layer, opened: str) -> None:
    """A layer more at the front of a Sequential; the first one's input shape moves to it."""
    shape = _moved_shape(edit, first)
    text = f"{opened}, {shape})" if shape else f"{opened})"
    owner, index = _in_list(model, first)
    if owner is not None:
        edit.insert_element(owner, index, text)
        return
    statement = edit.statement_of(first.origin)
    added = re.match(r"([\w.]+)\.add\(", statement.text)
    if added is None:
        raise CannotEdit
    edit.insert_before(first.origin, f"{added.group(1)}.add({text})")


def _in_list(model: ModelGraph, first: Layer) -> tuple[Origin | None, int]:
    """The list display that a Sequential is made of, and the first layer's place in it."""
    written = model.call.written.get("layers") if model.call else None
    node = written.origin.node if written is not None and written.origin else None
    if written is not None and written.origin and isinstance(node, cst.List):
        for index, element in enumerate(node.elements):
            if element.value is first.origin.node:
                return written.origin, index
    return None, 0


def _moved_shape(edit: Editor, first: Layer) -> str:
    call = first.call
    if call is None:
        raise CannotEdit
    given = [n for n in call.written if n in _SHAPES]
    if not given:
        return ""
    if len(given) > 1 or given[0] not in ("input_shape", "input_dim"):
        raise CannotEdit
    text = call.arguments[given[0]].text.partition("=")[2].strip(" ,")
    edit.remove_argument(call, given[0])
    return f"input_shape={text}" if given[0] == "input_shape" else f"input_shape=({text},)"


_SHAPES = ("input_shape", "input_dim", "input_length", "batch_input_shape", "batch_shape")


def _around_argument(edit: Editor, layer: Layer, made: str) -> None:
    node = layer.applied.node if layer.applied else None
    if not isinstance(node, cst.Call) or len(node.args) != 1 or layer.applied is None:
        raise CannotEdit
    if len(layer.inputs) != 1:
        raise CannotEdit
    argument = Origin(layer.applied.piece, node.args[0].value)
    edit.replace(argument, f"{made}({argument.text})")
