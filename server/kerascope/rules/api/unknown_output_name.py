"""KS807."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import models_in
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile
from kerascope.program.value import constant
from kerascope.reader.values import Table
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class UnknownOutputName(Rule):
    """A loss is given for an output that the model does not have.

    ## Why it stops learning

    A dictionary of losses names the outputs by their layers' names. A key that no output has
    leaves that output without its loss: Keras stops with an error, or trains the others only.

    ## Bad

    ```python
    import keras
    import numpy as np
    from keras import layers

    features = np.random.rand(1000, 20)
    targets = {"price": np.random.rand(1000), "kind": np.random.randint(0, 5, 1000)}
    inputs = keras.Input((20,))
    x = layers.Dense(32, activation="relu")(inputs)
    price = layers.Dense(1, name="price")(x)
    kind = layers.Dense(5, activation="softmax", name="kind")(x)
    model = keras.Model(inputs, [price, kind])
    model.compile(
        optimizer="adam",
        loss={"price": "mse", "class": "sparse_categorical_crossentropy"},  # <- KS807
    )
    model.fit(features, targets, epochs=20)  # raises ValueError
    ```

    ## Good

    ```python
    import keras
    import numpy as np
    from keras import layers

    features = np.random.rand(1000, 20)
    targets = {"price": np.random.rand(1000), "kind": np.random.randint(0, 5, 1000)}
    inputs = keras.Input((20,))
    x = layers.Dense(32, activation="relu")(inputs)
    price = layers.Dense(1, name="price")(x)
    kind = layers.Dense(5, activation="softmax", name="kind")(x)
    model = keras.Model(inputs, [price, kind])
    model.compile(
        optimizer="adam",
        loss={"price": "mse", "kind": "sparse_categorical_crossentropy"},
    )
    model.fit(features, targets, epochs=20)
    ```

    ## Silent when

    An output has no name of its own in the source, or the model is not known.

    ## References

    - [Keras: models with several outputs](https://keras.io/guides/training_with_built_in_methods/)
    """

    code = "KS807"
    name = "unknown-output-name"
    tier = "certain"
    effect = "stops"
    fixable = "safe"
    seed = ("several outputs",)
    systems = ("Keras (error at run time)",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled in program.compiles:
            yield from _judge(compiled)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, edit.quoted(fault.subject, fault.origin))
        return edit.fix(f"Name the output {fault.subject}", safe=True)


def _judge(compiled: Compile) -> Iterator[Fault]:
    keys = _keys(compiled)
    for model in models_in(compiled.model):
        names = [output.name for output in model.outputs]
        known = [name for name in names if name is not None]
        if not keys or not model.complete or len(known) != len(names) or not names:
            continue
        if _names_its_outputs(model):
            continue
        left = [name for name in known if name not in keys]
        for key, place in keys.items():
            if key not in known:
                message = (
                    f"The model has no output named {key!r}; its outputs are {', '.join(known)}."
                )
                only = left[0] if len(left) == 1 else None
                yield Fault(place, message, subject=only, fixable=only is not None)


def _names_its_outputs(model: ModelGraph) -> bool:
    """Whether the outputs are a dictionary, whose keys then count instead of the layers' names."""
    outputs = constant(model.call.get("outputs")) if model.call is not None else None
    return isinstance(outputs, Table)


def _keys(compiled: Compile) -> dict[str, Origin]:
    """The keys of the dictionary of losses, with their places; empty where it is none."""
    place = compiled.call.get("loss").origin
    if place is None or compiled.losses is None or not isinstance(place.node, cst.Dict):
        return {}
    found: dict[str, Origin] = {}
    for element in place.node.elements:
        if not isinstance(element, cst.DictElement) or not isinstance(
            element.key, cst.SimpleString
        ):
            return {}
        key = element.key.evaluated_value
        if not isinstance(key, str):
            raise CannotEdit
        found[key] = Origin(place.piece, element.key)
    return found
