"""KS214."""

from collections.abc import Iterator

from kerascope.program.graph import trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.rules.rule import Fault, Rule


class LayerUsedTwice(Rule):
    """One layer object stands at two places of the same chain, so both share their weights.

    ## Why it stops learning

    A layer object of Keras holds its weights. Used a second time further on, it is not a second
    layer but the same one again: the network has fewer weights than it seems, and each
    update for one place disturbs the other. A `Sequential` model with the same object twice
    is refused by Keras 3.

    ## Bad

    ```python
    import keras
    from keras import layers

    hidden = layers.Dense(64, activation="relu")
    inputs = keras.Input((64,))
    x = hidden(inputs)
    x = hidden(x)  # <- KS214
    outputs = layers.Dense(1)(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    shared = layers.Dense(64, activation="relu")
    left, right = keras.Input((64,)), keras.Input((64,))
    x = layers.concatenate([shared(left), shared(right)])
    outputs = layers.Dense(1)(layers.Dense(64, activation="relu")(x))
    model = keras.Model([left, right], outputs)
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    The layer has no weights, its uses stand side by side (twin networks), or it is applied
    again and again by one line in a loop, as recurrent designs do.

    ## References

    - [Keras: shared layers](https://keras.io/guides/functional_api/#shared-layers)
    """

    code = "KS214"
    name = "layer-used-twice"
    tier = "likely"
    effect = "hinders"
    seed = ("network architecture",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            for first, again in _repeated(model):
                place = again.applied or again.origin
                message = (
                    f"This is the {again.class_name} of line {again.origin.line} once more, "
                    "applied to what came out of it: both places share one set of weights."
                )
                yield Fault(place, message, (("its first use", first.applied or first.origin),))


def _repeated(model: ModelGraph) -> Iterator[tuple[Layer, Layer]]:
    uses: dict[object, Layer] = {}
    for node in model.layers:
        if node.kind != "layer" or node.identity is None:
            continue
        first = uses.setdefault(node.identity, node)
        if first is node or not first.parameters or first.applied == node.applied:
            continue
        if _follows(node, first):
            yield first, node


def _follows(node: Layer, first: Layer) -> bool:
    """Whether ``first`` is among what a node is computed from."""
    todo, seen = list(node.inputs), set[Layer]()
    while todo:
        here = todo.pop()
        if here is first:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(here.inputs)
    return False
