"""KS708."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant
from kerascope.reader.values import Function
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.rules.training._pipeline import step_name, steps_of
from kerascope.source.origin import Origin

_RANDOM = re.compile(r"\brandom_|\.random\b|\bRandom[A-Z]|augment", re.IGNORECASE)


class CachedRandomness(Rule):
    """A pipeline caches its data after they were shuffled or augmented at random.

    ## Why it stops learning

    `cache()` keeps what the first epoch produced. Augmentation before it is drawn once, so every
    epoch sees the same distorted copies and the augmentation adds nothing; a shuffle before it
    gives every epoch the same order.

    ## Bad

    ```python
    import keras
    import tensorflow as tf
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    data = tf.data.Dataset.from_tensor_slices((x / 16, y))
    data = data.shuffle(1797).cache()  # <- KS708
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
    data = data.cache().shuffle(1797)
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

    The data are shuffled or augmented again after the cache, or the function that is mapped is
    not known to draw at random.

    ## How the probe tests it

    The script as it is against the script without the cache.

    ## References

    - [TensorFlow: better performance with tf.data](https://www.tensorflow.org/guide/data_performance)
    """

    code = "KS708"
    name = "cached-randomness"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="generalisation", horizon=600, margin=0.04)
    seed = ("data augmentation", "data pipeline")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            yield from _judge(fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        call: Origin = fault.subject
        if not isinstance(call.node, cst.Call) or not isinstance(call.node.func, cst.Attribute):
            raise CannotEdit
        edit.replace(call, Origin(call.piece, call.node.func.value).text)
        return edit.fix("Take the cache out", safe=False)


def _judge(fit: Fit) -> Iterator[Fault]:
    steps = [(_kind(name, call), call) for name, call in steps_of(fit)]
    for index, (kind, call) in enumerate(steps):
        before = dict(reversed(steps[:index]))
        after = {kind for kind, _ in steps[index:]}
        for what, effect in (
            ("augment", "every epoch sees the same distorted copies"),
            ("shuffle", "every epoch sees the same order"),
        ):
            if kind == "cache" and what in before and what not in after:
                place = before[what].origin
                message = f"cache() keeps what {_name(what)} on line {place.line} drew: {effect}."
                weak = what == "shuffle"
                related = (("drawn at random here", place),)
                tier = "hypothesis" if weak else None
                yield Fault(step_name(call), message, related, call.origin, tier)
                return


def _kind(name: str, call: Call) -> str:
    if name == "shuffle" and call.class_name != "shuffle":
        return "load"
    if name == "shuffle" and constant(call.get("reshuffle_each_iteration")) is False:
        return "shuffle once"
    return "augment" if name == "map" and _draws(call) else name


def _draws(call: Call) -> bool:
    """Whether the function that is mapped draws at random."""
    value = call.written.get("map_func", call.written.get("0"))
    if not isinstance(value, Known) or not isinstance(value.value, Function):
        return False
    function: Function = value.value
    return bool(_RANDOM.search(Origin(function.piece, function.node).text))


def _name(what: str) -> str:
    return "the augmentation" if what == "augment" else "the shuffle"
