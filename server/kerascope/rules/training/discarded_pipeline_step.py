"""KS706."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.program import TrainingProgram
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_EFFECTS = {
    "shuffle": "the data stay in order",
    "batch": "the data are not batched",
    "map": "the function is never applied",
    "repeat": "the data end after one pass",
    "filter": "nothing is left out",
    "prefetch": "nothing is fetched ahead",
    "cache": "nothing is kept",
    "take": "all samples are used",
    "skip": "no sample is skipped",
}


class DiscardedPipelineStep(Rule):
    """A step of a `tf.data` pipeline is called, but its result is thrown away.

    ## Why it stops learning

    Data sets never change: `ds.shuffle(1000)` returns a new one and leaves `ds` as it is. Written
    as a statement of its own it does nothing, so the training data stay unshuffled, unscaled or
    unbatched, although the script reads as if they were not.

    ## Bad

    ```python
    import keras
    import tensorflow as tf
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    data = tf.data.Dataset.from_tensor_slices((x / 16, y))
    data.shuffle(1797)  # <- KS706
    data = data.batch(32)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(data, epochs=20)
    ```

    ## Good

    ```python
    import keras
    import tensorflow as tf
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    data = tf.data.Dataset.from_tensor_slices((x / 16, y))
    data = data.shuffle(1797)
    data = data.batch(32)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(data, epochs=20)
    ```

    ## Silent when

    It is the last line of a notebook cell, which shows the result.

    ## References

    - [TensorFlow: tf.data](https://www.tensorflow.org/guide/data)
    """

    code = "KS706"
    name = "discarded-pipeline-step"
    tier = "certain"
    effect = "hinders"
    leads_to = ("KS101", "KS111")
    fixable = "safe"
    seed = ("data pipeline",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for call in program.discarded:
            effect = _EFFECTS.get(call.class_name)
            if effect is not None and not _is_shown(call, program):
                message = (
                    f"{call.class_name}() returns a new data set and leaves this one as it is: "
                    f"its result is thrown away, so {effect}."
                )
                yield Fault(call.origin, message, subject=call)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call: Call = fault.subject
        name, edit = _variable(call.origin), Editor(program)
        edit.replace(call.origin, f"{name} = {call.origin.text}")
        return edit.fix(f"Keep the result in {name}", safe=True)


def _is_shown(call: Call, program: TrainingProgram) -> bool:
    if call.origin.cell is None or call.origin.path:
        return False
    text = program.document.text_of(call.origin.cell)
    return text.rstrip().endswith(call.origin.text)


def _variable(origin: Origin) -> str:
    """The variable at the start of ``data.shuffle(10).batch(3)``."""
    node: cst.CSTNode = origin.node
    while isinstance(node, cst.Call | cst.Attribute):
        node = node.func if isinstance(node, cst.Call) else node.value
    if not isinstance(node, cst.Name):
        raise CannotEdit
    return node.value
