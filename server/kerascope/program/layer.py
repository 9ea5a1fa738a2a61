"""Layers and the graph they form."""

from collections.abc import Mapping
from typing import Any, Literal

from kerascope.program.call import Call
from kerascope.program.tensor import Shape
from kerascope.program.value import Unknown, Value
from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin

LayerKind = Literal["input", "layer", "operation", "model", "choice", "unknown"]
ModelKind = Literal["sequential", "functional", "subclassed", "application", "unknown"]


@immutable(eq=False)
class Layer:
    """A node of a model graph: one use of a layer, an input, or an operation on tensors.

    ``class_name`` is Keras' own (``Dense``), whatever it was imported as; for an operation the
    function's last name (``add``, ``softmax``). ``inputs`` are the nodes before it. ``config``
    holds all arguments, defaults filled in. ``inner`` is the wrapped layer or nested model.
    ``kind`` ``choice`` joins alternatives that the reader could not decide between; ``unknown``
    is anything that may compute anything. ``optional``: only some paths have it.
    ``applied`` is the call on a tensor, where the layer was called on one.
    ``identity`` is shared by two uses of one layer object. ``parameters`` counts the weights
    that this use adds: the second use of a shared layer adds none. ``problem`` is a sentence
    where Keras itself would refuse the inputs. ``output_shapes`` are those of a layer with
    several outputs, whose ``output_shape`` is None.
    """

    kind: LayerKind
    class_name: str
    name: str | None
    origin: Origin
    inputs: tuple["Layer", ...] = ()
    call: Call | None = None
    config: Mapping[str, Value[Any]] | None = None
    output_shape: Shape | None = None
    parameters: int | None = None
    inner: "Layer | ModelGraph | None" = None
    optional: bool = False
    applied: Origin | None = None
    trainable: Value[bool] = Unknown()
    identity: object = None
    problem: str = ""
    output_shapes: tuple[Shape | None, ...] = ()

    def get(self, parameter: str) -> Value[Any]:
        """One argument of the layer: as written, else Keras' default, else unknown."""
        if self.config is not None and parameter in self.config:
            return self.config[parameter]
        return (
            self.call.get(parameter) if self.call else Unknown("not a library layer", self.origin)
        )


@immutable(eq=False)
class ModelGraph:
    """A model: ``layers`` in the order in which data pass through them, inputs first.

    ``outputs`` are the nodes whose tensors the model returns. ``complete`` is False where
    something in it could not be read; ``reason`` says what.
    """

    name: str
    kind: ModelKind
    origin: Origin
    layers: tuple[Layer, ...] = ()
    outputs: tuple[Layer, ...] = ()
    complete: bool = True
    reason: str = ""
    identity: object = None
    call: Call | None = None

    @property
    def parameters(self) -> int | None:
        """The number of weights, or None where a layer's is not known."""
        total = 0
        for layer in self.layers:
            if layer.parameters is None:
                return None
            total += layer.parameters
        return total if self.complete else None
