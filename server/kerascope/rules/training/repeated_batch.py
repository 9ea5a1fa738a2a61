"""KS710."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import constant
from kerascope.reader.values import Dataset
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_MOVES = re.compile(r"rand|shuffle|choice|sample|perm|next|load|read|open|get|roll|iter", re.I)
"""What may give another batch in each round without a name being given a value."""


class RepeatedBatch(Rule):
    """A generator of the user's hands out the same samples as every batch.

    ## Why it stops learning

    The loop that never ends takes the same slice of the arrays in each of its rounds, so an epoch
    is one batch, again and again. The model learns these few samples by heart and sees no others:
    the loss falls, and the validation accuracy stays where it was.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()

    def batches(x, y, size):
        while True:
            yield x[:size] / 255, y[:size]  # <- KS710

    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(batches(x_train, y_train, 32), steps_per_epoch=1875, epochs=3)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()

    def batches(x, y, size):
        while True:
            for start in range(0, len(x), size):
                yield x[start : start + size] / 255, y[start : start + size]

    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(batches(x_train, y_train, 32), steps_per_epoch=1875, epochs=3)
    ```

    ## Silent when

    Anything in the loop draws, shuffles, reads or counts, or the generator is an object of a class.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    """

    code = "KS710"
    name = "repeated-batch"
    tier = "certain"
    effect = "blocks"
    seed = ("data generator", "insufficient data")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        told: set[Origin] = set()
        for fit in program.fits:
            place = _repeated(fit)
            if place is not None and place not in told:
                told.add(place)
                message = (
                    "Each round of this loop takes the same rows: every batch holds the same "
                    f"samples, and fit() (line {fit.origin.line}) never sees the others."
                )
                yield Fault(place, message, (("trained on here", fit.origin),), fixable=False)


def _repeated(fit: Fit) -> Origin | None:
    """The ``yield`` of a generator whose rounds are all alike."""
    given = fit.call.written.get("x", fit.call.written.get("generator"))
    found = constant(given) if given is not None else None
    if not isinstance(found, Dataset) or found.origin is None:
        return None
    if not isinstance(found.origin.node, cst.FunctionDef):
        return None
    for loop in found.origin.inside(cst.While):
        yields = list(loop.inside(cst.Yield))
        if len(yields) == 1 and _is_straight(loop) and not _draws(loop):
            slices = [o for o in _values(yields[0], loop) if _is_run(o.node)]
            if slices and all(_is_fixed(o, loop, yields[0]) for o in slices):
                return yields[0]
    return None


def _draws(loop: Origin) -> bool:
    """Whether anything is called that may give other samples each time."""
    calls = (each.node for each in loop.inside(cst.Call))
    names = (Origin(loop.piece, node.func).text for node in calls if isinstance(node, cst.Call))
    return any(_MOVES.search(name) for name in names)


def _is_straight(loop: Origin) -> bool:
    """Whether a loop's body is plain statements, one after the other."""
    node = loop.node
    endless = isinstance(node, cst.While) and Origin(loop.piece, node.test).text in ("True", "1")
    body = node.body.body if isinstance(node, cst.While) else ()
    return endless and all(isinstance(line, cst.SimpleStatementLine) for line in body)


def _values(place: Origin, loop: Origin) -> Iterator[Origin]:
    """The items taken in what is handed out, by way of the names that the loop gives them."""
    yield from place.inside(cst.Subscript)
    names = {o.text for o in place.inside(cst.Name)}
    for assigned in loop.inside(cst.Assign):
        node = assigned.node
        if isinstance(node, cst.Assign) and _names(assigned, node) & names:
            yield from Origin(assigned.piece, node.value).inside(cst.Subscript)


def _names(place: Origin, node: cst.Assign) -> set[str]:
    return {o.text for t in node.targets for o in Origin(place.piece, t.target).inside(cst.Name)}


def _is_run(node: cst.CSTNode) -> bool:
    """``x[a:b]``."""
    return isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Slice)


def _is_fixed(run: Origin, loop: Origin, handed: Origin) -> bool:
    """Whether a slice has the same bounds in each round: its names get no value in the loop, or a
    number before the slice is taken."""
    names = {o.text for o in run.inside(cst.Name)}
    set_to_numbers: set[str] = set()
    moved: set[str] = set()
    for each in loop.inside(cst.Assign, cst.AugAssign, cst.NamedExpr):
        node = each.node
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Integer):
            if each.range.start < run.range.start:
                set_to_numbers |= _names(each, node)
        elif isinstance(node, cst.Assign) and not each.encloses(run):
            moved |= _names(each, node)
        elif isinstance(node, cst.AugAssign) and each.range.start < handed.range.start:
            return False
        elif isinstance(node, cst.AugAssign):
            moved.add(Origin(each.piece, node.target).text)
    return not (names & (moved - set_to_numbers))
