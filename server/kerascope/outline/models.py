"""What an editor shows of models and their layers."""

import libcst as cst

from kerascope.outline.items import Item, ModelItem, item
from kerascope.outline.words import parameters_text, shape_text, written_text
from kerascope.program.layer import Layer, ModelGraph
from kerascope.source.origin import Origin


def model_item(model: ModelGraph) -> ModelItem:
    layers = [layer for layer in model.layers if layer.kind in ("input", "layer", "model")]
    hint = f"{model.kind} · {parameters_text(model.parameters)}"
    return ModelItem(
        item(model_name(model), model.origin, hint, model_text(model)),
        tuple(_layer(layer) for layer in layers if not layer.origin.path),
    )


def model_name(model: ModelGraph) -> str:
    """What the user calls it: the variable, else the name it was given, else its kind."""
    return _variable(model.origin) or model.name or model.kind


def model_text(model: ModelGraph) -> str:
    """A model as a markdown table, as ``model.summary()`` would show it."""
    rows = [
        f"| {_title(layer)} | {shape_text(layer.output_shape)} | {_count(layer.parameters)} |"
        for layer in model.layers
    ]
    table = ["| layer | output | parameters |", "| --- | --- | ---: |", *rows]
    notes = [f"**{model_name(model)}** ({model.kind}), {parameters_text(model.parameters)}"]
    if not model.complete:
        notes.append(f"Not all of it could be read: {model.reason or 'something is unknown'}.")
    return "\n\n".join([*notes, "\n".join(table)] if rows else notes)


def _layer(layer: Layer) -> Item:
    return item(_title(layer), layer.origin, _hint(layer), _text(layer))


def _title(layer: Layer) -> str:
    name = layer.name or _variable(layer.origin) or _variable(layer.applied)
    return f"{layer.class_name} {name}" if name else layer.class_name


def _variable(place: Origin | None) -> str:
    """The variable that what stands at a place is assigned to, "" where there is none."""
    if place is None:
        return ""
    assignment = next(place.around(cst.Assign, cst.AnnAssign), None)
    if assignment is None:
        return ""
    node = assignment.node
    assert isinstance(node, cst.Assign | cst.AnnAssign)
    if node.value is not place.node:
        return ""
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    return Origin(assignment.piece, target).text


def _hint(layer: Layer) -> str:
    if layer.output_shape is None:
        return parameters_text(layer.parameters) if layer.parameters else ""
    shape = shape_text(layer.output_shape)
    return f"{shape} · {parameters_text(layer.parameters)}" if layer.parameters else shape


def _text(layer: Layer) -> str:
    facts = [f"output {shape_text(layer.output_shape)}", parameters_text(layer.parameters)]
    if layer.inputs:
        facts.insert(0, "input " + ", ".join(shape_text(i.output_shape) for i in layer.inputs))
    lines = [f"**{layer.class_name}**" + (f" `{layer.name}`" if layer.name else "")]
    lines.append(" · ".join(facts))
    if layer.call is not None and (written := written_text(layer.call)):
        lines.append(written)
    return "\n\n".join(lines)


def _count(parameters: int | None) -> str:
    return "?" if parameters is None else f"{parameters:,}"
