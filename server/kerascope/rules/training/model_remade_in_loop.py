"""KS711."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LOADS = re.compile(r"load_weights|set_weights|load_model|clone_model|\.weights\b")


class ModelRemadeInLoop(Rule):
    """Each round of a training loop makes a new model and forgets the one before.

    ## Why it stops learning

    The data come in parts, and each part is to train the model a little further. A model that is
    made inside the loop begins anew every time: what stays after the loop has learnt from the
    last part only, and the accuracy looks the same in every round.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    for part in range(6):
        model = keras.Sequential([  # <- KS711
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        rows = slice(part * 40, (part + 1) * 40)
        model.fit(x_train[rows], y_train[rows])
    model.evaluate(x_test, y_test)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    for part in range(6):
        rows = slice(part * 40, (part + 1) * 40)
        model.fit(x_train[rows], y_train[rows])
    model.evaluate(x_test, y_test)
    ```

    ## Silent when

    The loop does anything with the model or its history after `fit`, it goes over folds or
    settings of the model, weights are loaded, or nothing uses the model after the loop.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    """

    code = "KS711"
    name = "model-remade-in-loop"
    tier = "likely"
    effect = "blocks"
    seed = ("training in a loop",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        told: set[Origin] = set()
        for fit in program.fits:
            found = _remade(fit, program)
            if found is not None and found[0] not in told:
                place, loop, after = found
                told.add(place)
                message = (
                    f"Each round of the loop on line {loop.line} makes a new model: what is used "
                    f"after it (line {after}) has learnt in the last round only."
                )
                yield Fault(place, message, (("trained here", fit.origin),), fixable=False)


def _remade(fit: Fit, program: TrainingProgram) -> tuple[Origin, Origin, int] | None:
    """Where the model is made, the loop around, and the line where it is used after that."""
    loop = next(iter(fit.origin.around(cst.For, cst.While)), None)
    models = list(models_in(fit.model))
    if loop is None or len(models) != 1 or not isinstance(loop.node, cst.For):
        return None
    name = fit.call.origin.text.partition(".fit")[0]
    assigned = _assigned(loop, name)
    if assigned is None or not isinstance(assigned.node, cst.Assign):
        return None
    made = Origin(assigned.piece, assigned.node.value)
    if not name.isidentifier() or made.range.start > fit.origin.range.start:
        return None
    if _goes_over_folds(loop) or _LOADS.search(loop.text) or _depends(made, loop):
        return None
    if _uses_model(loop, fit, name) or not _trains_on_part(fit, loop):
        return None
    after = _used_after(program, loop, name)
    return (made, loop, after) if after is not None else None


def _assigned(loop: Origin, name: str) -> Origin | None:
    """``model = ...`` in the loop."""
    for each in loop.inside(cst.Assign):
        node = each.node
        if isinstance(node, cst.Assign) and Origin(each.piece, node.targets[0].target).text == name:
            return each
    return None


def _goes_over_folds(loop: Origin) -> bool:
    node = loop.node
    return isinstance(node, cst.For) and re.search(
        r"split|fold|param|config|option|rate|unit|layer|model", Origin(loop.piece, node.iter).text
        + Origin(loop.piece, node.target).text, re.IGNORECASE,
    ) is not None  # fmt: skip


def _counters(loop: Origin) -> set[str]:
    node = loop.node
    if not isinstance(node, cst.For):
        return set()
    return {o.text for o in Origin(loop.piece, node.target).inside(cst.Name)}


def _depends(made: Origin, loop: Origin) -> bool:
    """Whether the model depends on the round: a search on purpose."""
    return bool({o.text for o in made.inside(cst.Name)} & _counters(loop))


def _uses_model(loop: Origin, fit: Fit, name: str) -> bool:
    """Whether the loop goes on with the model, or with what ``fit`` gave back."""
    assigned = next(iter(fit.origin.around(cst.Assign)), None)
    kept = [name]
    if assigned is not None and isinstance(assigned.node, cst.Assign):
        kept.append(Origin(assigned.piece, assigned.node.targets[0].target).text)
    return any(
        each.text in kept and each.range.start > fit.origin.range.end
        for each in loop.inside(cst.Name)
    )


def _trains_on_part(fit: Fit, loop: Origin) -> bool:
    """Whether what is trained on comes from this round."""
    place = fit.call.arguments.get("x")
    if place is None:
        return False
    made = {
        o.text
        for each in loop.inside(cst.Assign)
        if isinstance(each.node, cst.Assign)
        for target in each.node.targets
        for o in Origin(each.piece, target.target).inside(cst.Name)
    }
    return bool({o.text for o in place.inside(cst.Name)} & (made | _counters(loop)))


def _used_after(program: TrainingProgram, loop: Origin, name: str) -> int | None:
    for piece in program.pieces:
        if piece.tree is None or piece.cell != loop.piece.cell:
            continue
        for each in Origin(piece, piece.tree).inside(cst.Attribute):
            if each.text.startswith(f"{name}.") and each.range.start > loop.range.end:
                return each.line
    return None
