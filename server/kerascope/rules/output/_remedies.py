"""The edits that change a head's activation or units, and a loss."""

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.fixes.layers import remove_layer
from kerascope.program.activation import LINEAR, is_activation
from kerascope.program.call import Call
from kerascope.program.graph import Head
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Loss
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._verdict import Remedy
from kerascope.source.origin import Origin

CLASSES = {
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "mse": "MeanSquaredError",
}


def head_place(head: Head) -> Origin:
    """Where the user would change the activation: its argument, else the layer."""
    node = _activating(head)
    if node is not None:
        written = node.call.arguments.get("activation") if node.call else None
        if written is not None and node.kind == "layer":
            return value_of(written)
        return node.applied if node.kind == "operation" and node.applied else node.origin
    written = head.layer.call.arguments.get("activation") if head.layer.call else None
    return value_of(written) if written is not None else head.layer.origin


def own_place(head: Head) -> Origin:
    """Where the layer's own activation is written."""
    written = head.layer.call.arguments.get("activation") if head.layer.call else None
    return value_of(written) if written is not None else head.layer.origin


def loss_place(compiled: Compile, loss: Loss) -> Origin:
    """Where the user would change the loss: the object, else the argument of ``compile``."""
    if loss.call is not None or compiled.losses is not None:
        return loss.origin
    written = compiled.call.arguments.get("loss")
    return value_of(written) if written is not None else loss.origin


def mend(pairing: Pairing, remedy: Remedy, program: TrainingProgram, *, safe: bool) -> Fix:
    """The remedy as one fix. Raises CannotEdit where it cannot be written."""
    edit = Editor(program)
    said: list[str] = []
    if remedy.units is not None:
        set_units(edit, pairing.head, remedy.units)
        said.append(f"{remedy.units} units")
    if remedy.raw and pairing.head.layer.call is not None:
        _change_argument(edit, pairing.head.layer.call, LINEAR)
        said.append(f"{pairing.activation} only once")
    if remedy.activation is not None:
        set_activation(edit, pairing.model, pairing.head, remedy.activation)
        said.append("no activation" if remedy.activation == LINEAR else remedy.activation)
    if remedy.loss is not None:
        set_loss(edit, pairing, remedy.loss)
        said.append(remedy.loss)
    if remedy.from_logits is not None:
        set_from_logits(edit, pairing.loss, remedy.from_logits)
        said.append(f"from_logits={remedy.from_logits}")
    return edit.fix(f"Use {' and '.join(said)}", safe=safe)


def set_units(edit: Editor, head: Head, units: int) -> None:
    """Give the head another size."""
    name = "units" if head.layer.call and "units" in head.layer.call.arguments else "filters"
    if head.layer.call is None or name not in head.layer.call.arguments:
        raise CannotEdit
    edit.replace(value_of(head.layer.call.arguments[name]), str(units))


def set_activation(edit: Editor, model: ModelGraph, head: Head, name: str) -> None:
    """Give the head another activation, in the way it has one now; ``linear`` takes it away."""
    node = _activating(head)
    if node is not None:
        _change_node(edit, model, node, name)
    elif head.layer.call is None:
        raise CannotEdit
    else:
        _change_argument(edit, head.layer.call, name)


def _activating(head: Head) -> Layer | None:
    """The node after the head that activates it, if that is not the head itself."""
    return next((node for node in reversed(head.after) if is_activation(node)), None)


def _change_argument(edit: Editor, call: Call, name: str) -> None:
    written = call.arguments.get("activation")
    if written is None:
        if name != LINEAR:
            edit.add_argument(call, f"activation={edit.quoted(name)}")
    elif name == LINEAR and getattr(written.node, "keyword", None) is not None:
        edit.remove_argument(call, "activation")
    else:
        place = value_of(written)
        edit.replace(place, _spelled(edit, place, name))


def _change_node(edit: Editor, model: ModelGraph, node: Layer, name: str) -> None:
    if name == LINEAR:
        remove_layer(edit, model, node)
    elif node.kind == "operation":
        place = node.applied
        if place is None or not isinstance(place.node, cst.Call):
            raise CannotEdit
        function = Origin(place.piece, place.node.func)
        if "." not in function.text:
            raise CannotEdit
        edit.replace(function, _spelled(edit, function, name))
    elif node.call is not None and "activation" in node.call.arguments:
        place = value_of(node.call.arguments["activation"])
        edit.replace(place, _spelled(edit, place, name))
    else:
        layer = edit.name_for("keras.layers.Activation")
        edit.replace(node.origin, f"{layer}({edit.quoted(name)})")


def _spelled(edit: Editor, place: Origin, name: str) -> str:
    """An activation as the user writes them: a string, or a name such as ``tf.nn.softmax``."""
    owner, dot, last = place.text.rpartition(".")
    if dot and last.isidentifier() and name != LINEAR:
        return f"{owner}.{name}"
    return edit.quoted(name, place)


def set_loss(edit: Editor, pairing: Pairing, name: str) -> None:
    """Use another loss, spelt as the present one is."""
    call = pairing.loss.call
    place = loss_place(pairing.compiled, pairing.loss)
    if call is None:
        edit.replace(place, edit.quoted(name, place))
        return
    others = set(call.written) - {"from_logits"}
    function = call.origin.node
    if others or not call.complete or not isinstance(function, cst.Call):
        raise CannotEdit
    owner, dot, _ = Origin(call.origin.piece, function.func).text.rpartition(".")
    made = f"{owner}{dot}{CLASSES[name]}" if dot else edit.name_for(f"keras.losses.{CLASSES[name]}")
    edit.replace(call.origin, f"{made}()")


def set_from_logits(edit: Editor, loss: Loss, value: bool) -> None:
    """Tell a loss object whether it gets logits."""
    if loss.call is None:
        raise CannotEdit
    if not value and getattr(loss.call.arguments["from_logits"].node, "keyword", None) is not None:
        edit.remove_argument(loss.call, "from_logits")
    else:
        edit.set_argument(loss.call, "from_logits", str(value))
