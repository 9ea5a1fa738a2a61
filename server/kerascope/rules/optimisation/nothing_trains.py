"""KS512."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, is_known_none
from kerascope.rules.era import is_of_keras_2
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LOADS = re.compile(r"load_weights|set_weights")


class NothingTrains(Rule):
    """Every layer is frozen, or layers are unfrozen after training began without compiling again.

    ## Why it stops learning

    A layer with `trainable = False` keeps its weights. If all layers have it, each epoch computes
    the same loss. And the list of weights to train is fixed when training first begins: setting
    `trainable = True` later has no effect until the model is compiled again, so the second phase
    of fine-tuning trains the head only, as before.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    body = keras.layers.Dense(64, activation="relu")
    model = keras.Sequential([
        keras.Input((64,)),
        body,
        keras.layers.Dense(10, activation="softmax"),
    ])
    body.trainable = False
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)

    body.trainable = True  # <- KS512
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    body = keras.layers.Dense(64, activation="relu")
    model = keras.Sequential([
        keras.Input((64,)),
        body,
        keras.layers.Dense(10, activation="softmax"),
    ])
    body.trainable = False
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)

    body.trainable = True
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The model or what is trainable in it is not known, weights are loaded into a backbone that was
    made without any, or layers are unfrozen between `compile`
    and the first `fit`: training then still takes them in. In a script for Keras 1 or 2, what
    was frozen after `compile` still trains.

    ## Fix

    Frozen throughout: `trainable = True` for the layer or model that was frozen last.
    Unfrozen too late: the same `compile` once more, before the `fit`.

    ## How the probe tests it

    The script as it is against the script with the weights in training.

    ## References

    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KS512"
    name = "nothing-trains"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("frozen layers",)
    systems = ("TheDeepChecker", "SageMaker Debugger", "Keras warns at run time")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        old_keras = is_of_keras_2(program)
        for index, fit in enumerate(program.fits):
            before = [f for f in program.fits[:index] if f.compile is fit.compile is not None]
            for model in models_in(fit.model):
                if not (old_keras and _trained_when_compiled(fit)):
                    yield from _all_frozen(fit, model)
                    if not any(_LOADS.search(cell.text) for cell in program.document.cells):
                        yield from _frozen_at_random(fit, model)
                for earlier in before[-1:]:
                    for old in models_in(earlier.model):
                        yield from _unfrozen(fit, old, model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if not isinstance(fault.subject, Fit):
            edit.replace(fault.origin, "True")
            return edit.fix("Let it train", safe=False)
        compiled = fault.subject.compile
        if compiled is None or not _makes_its_optimizer(compiled):
            raise CannotEdit
        statement = edit.statement_of(compiled.origin)
        if isinstance(statement.node, cst.SimpleStatementLine):
            edit.insert_before(fault.subject.origin, *_lines(statement))
        return edit.fix("Compile the model again before it is fitted", safe=False)


def _lines(statement: Origin) -> list[str]:
    """The statement's lines without its indentation."""
    margin = statement.range.start.column - 1
    first, *rest = statement.text.splitlines()
    return [first, *(line[margin:] if line[:margin].isspace() else line for line in rest)]


def _makes_its_optimizer(compiled: Compile) -> bool:
    """Whether the same compile can stand twice: an optimizer object serves one set of weights."""
    place = compiled.call.arguments.get("optimizer")
    return place is None or isinstance(value_of(place).node, cst.SimpleString | cst.Call)


def _all_frozen(fit: Fit, model: ModelGraph) -> Iterator[Fault]:
    weights = [layer for layer in model.layers if layer.parameters != 0]
    if not weights or not model.complete:
        return
    frozen = [place for layer in weights if (place := _frozen_at(layer)) is not None]
    if len(frozen) == len(weights):
        message = (
            f"All layers with weights are frozen when fit() is called (line {fit.origin.line}), "
            "so nothing is trained."
        )
        yield Fault(frozen[-1], message, (("the training", fit.origin),), subject=model)


def _frozen_at_random(fit: Fit, model: ModelGraph) -> Iterator[Fault]:
    """A ready-made network without its weights, frozen as if it had them."""
    for layer in model.layers:
        call, place = layer.call, _frozen_at(layer)
        if call is None or place is None or not call.name.startswith("keras.applications."):
            continue
        weights = call.written.get("weights")
        if weights is not None and is_known_none(weights):
            message = (
                f"{layer.class_name} starts out with random weights (weights=None) and is frozen: "
                "the layers after it learn from features that mean nothing."
            )
            related = (("made without weights here", layer.origin), ("the training", fit.origin))
            yield Fault(place, message, related, subject=model, tier="likely")


def _trained_when_compiled(fit: Fit) -> bool:
    """Whether weights were trainable when ``compile`` looked. Keras 1 and 2 went by that: a GAN's
    discriminator is compiled, then frozen for the combined model, and still trains alone."""
    found = models_in(fit.compile.model) if fit.compile is not None else ()
    layers = (layer for model in found for layer in model.layers if layer.parameters != 0)
    return any(_frozen_at(layer) is None for layer in layers)


def _frozen_at(layer: Layer) -> Origin | None:
    value = layer.trainable
    return value.origin if isinstance(value, Known) and value.value is False else None


def _unfrozen(fit: Fit, old: ModelGraph, new: ModelGraph) -> Iterator[Fault]:
    """Layers that were frozen at the last fit under this compile and are not any more."""
    if old.identity is not new.identity:
        return
    before = {id(layer.identity): layer for layer in old.layers if layer.identity is not None}
    for layer in new.layers:
        was = before.get(id(layer.identity))
        now = layer.trainable
        place = now.origin
        if was is None or _frozen_at(was) is None or place is None:
            continue
        if not isinstance(now, Known) or now.value is True:
            message = (
                f"This unfreezes {layer.class_name} after the model was compiled and trained; "
                f"without another compile() the fit on line {fit.origin.line} does not train it."
            )
            yield Fault(place, message, (("the training", fit.origin),), subject=fit)
            return
