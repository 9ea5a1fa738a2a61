"""Where the output of a hidden layer goes."""

from collections.abc import Callable

from kerascope.program.graph import AFFINE, NORMALISING, passes
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape

Following = dict[Layer, list[Layer]]
Test = Callable[[Layer], bool]

_JOINING = frozenset({"add", "concatenate", "concat", "average"})


def is_affine(layer: Layer) -> bool:
    """Whether a node is a dense or convolutional layer."""
    return layer.kind == "layer" and layer.class_name in AFFINE


def is_pooling(layer: Layer) -> bool:
    """Whether a node takes the mean or maximum of its neighbours, or repeats pixels."""
    return layer.kind == "layer" and (
        "Pooling" in layer.class_name or "UpSampling" in layer.class_name
    )


def joins(layer: Layer) -> bool:
    """Whether a node adds or concatenates branches."""
    return layer.class_name.lower() in _JOINING


def carries(layer: Layer) -> bool:
    """Whether a node hands values on, normalised or pooled at most."""
    return passes(layer) or is_pooling(layer) or layer.class_name in NORMALISING


def ends_of(layer: Layer, following: Following, through: Test, end: Test) -> list[Layer]:
    """The nodes that take a layer's output, straight or by nodes that are let ``through``; none
    where some of it leaves the model or goes to a node that is no ``end``."""
    found: list[Layer] = []
    todo = list(following.get(layer, [])) or [layer]
    while todo:
        node = todo.pop()
        if end(node) and node is not layer:
            found.append(node)
        elif node is not layer and through(node) and following.get(node):
            todo.extend(following[node])
        else:
            return []
    return found


def is_autoencoder(model: ModelGraph) -> bool:
    """Whether the model gives back something of its input's own shape."""
    inputs = [node.output_shape for node in sources(model)]
    outputs = [node.output_shape for node in model.outputs]
    return any(
        shape is not None and len(shape) > 1 and None not in shape[1:] and shape in inputs
        for shape in outputs
    ) and any(_width(shape) > 1 for shape in outputs)


def input_shapes(model: ModelGraph) -> list[Shape]:
    """The shapes of the inputs that are known, the batch axis in front."""
    return [node.output_shape for node in sources(model) if node.output_shape is not None]


def has_channels_first(shape: Shape) -> bool:
    """Whether a batch of pictures has far fewer rows than columns and channels, and so rather has
    its channels there."""
    if len(shape) != 4 or shape[1] is None:
        return False
    return all((size or 0) > max(4, 2 * shape[1]) for size in shape[2:])


def _width(shape: tuple[int | None, ...] | None) -> int:
    return (shape[-1] or 0) if shape else 0


def sources(model: ModelGraph) -> list[Layer]:
    """The input nodes, also those that a Sequential does not show."""
    found = {id(n): n for layer in model.layers for n in (layer, *layer.inputs)}
    return [node for node in found.values() if node.kind == "input"]
