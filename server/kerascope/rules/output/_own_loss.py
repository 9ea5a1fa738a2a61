"""The losses that users write themselves, as functions of labels and predictions."""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from kerascope.fixes.editor import value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile
from kerascope.program.value import Known
from kerascope.source.origin import Origin


@dataclass(frozen=True, slots=True)
class OwnLoss:
    """A function ``(truth, predicted)`` and the compile call that trains with it."""

    compiled: Compile
    place: Origin
    function: Origin
    node: cst.FunctionDef
    truth: str
    predicted: str

    def inside(self) -> Iterator[Origin]:
        """The calls, assignments and returns of the function."""
        return self.function.inside(cst.Call, cst.Return, cst.Assign)

    def names(self, name: str) -> Iterator[Origin]:
        """The places in its body where a name stands."""
        for origin in Origin(self.function.piece, self.node.body).inside(cst.Name):
            if isinstance(origin.node, cst.Name) and origin.node.value == name:
                yield origin

    def calls(self) -> Iterator[tuple[str, Origin]]:
        """The calls in it, by the last part of the name of what is called."""
        for origin in self.inside():
            if isinstance(origin.node, cst.Call):
                function = Origin(origin.piece, origin.node.func).text
                yield function, origin


def own_losses(program: TrainingProgram) -> Iterator[OwnLoss]:
    """The functions of the user's that a model is compiled with."""
    for compiled in program.compiles:
        loss = compiled.loss
        written = compiled.call.arguments.get("loss")
        if not isinstance(loss, Known) or loss.value.class_name != "custom" or written is None:
            continue
        function = loss.value.origin
        node = function.node
        if isinstance(node, cst.FunctionDef) and len(node.params.params) >= 2:
            names = [parameter.name.value for parameter in node.params.params]
            yield OwnLoss(compiled, value_of(written), function, node, names[0], names[1])


def first_argument(call: Origin) -> str:
    """The text of a call's first argument."""
    node = call.node
    if not isinstance(node, cst.Call) or not node.args:
        return ""
    return Origin(call.piece, node.args[0].value).text
