"""KS704."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit
from kerascope.program.updates import run_of
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_SHORT = 3
"""Epochs a round up to which a fresh optimiser is hardly under way."""


class CompileInLoop(Rule):
    """The model is compiled anew in each round of a training loop.

    ## Why it stops learning

    `compile` makes a fresh optimiser. Momentum and Adam's averages start from zero in each round,
    Adam's first steps are large again, and a learning rate that was lowered is back at its
    start. With few steps a round the optimiser never gets going.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    for epoch in range(5):
        model.compile("adam", "sparse_categorical_crossentropy")  # <- KS704
        model.fit(x / 16, y, epochs=1)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    for epoch in range(5):
        model.fit(x / 16, y, epochs=1)
    ```

    ## Silent when

    The model is made in the loop, a round is more than three epochs, the compile depends on the
    round, or what is trainable changes there.

    ## How the probe tests it

    The script as it is against the compile moved before the loop.

    ## References

    - [Keras: compile](https://keras.io/api/models/model_training_apis/#compile-method)
    """

    code = "KS704"
    name = "compile-in-loop"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=600, margin=0.15, speed=True)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled in program.compiles:
            fits = [fit for fit in program.fits if fit.compile is compiled]
            if compiled.loop is not None and any(_shares_loop(compiled, fit) for fit in fits):
                yield from _judge(compiled, compiled.loop)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        loop: Origin = fault.subject
        edit = Editor(program)
        statement = edit.statement_of(fault.origin)
        whole = statement.text.strip() == fault.origin.text
        if "\n" in statement.text or not whole or _only_statement(loop):
            raise CannotEdit
        edit.delete_statement(statement)
        edit.insert_before(loop, statement.text.strip())
        return edit.fix("Compile once, before the loop", safe=False)


def _shares_loop(compiled: Compile, fit: Fit) -> bool:
    epochs = run_of(fit).epochs
    if fit.loop is None or compiled.loop is None or epochs is None or epochs > _SHORT:
        return False
    return fit.loop == compiled.loop


def _judge(compiled: Compile, loop: Origin) -> Iterator[Fault]:
    if (
        not loop.encloses(compiled.origin)
        or "trainable" in loop.text
        or _counters(loop) & _names(compiled.origin)
    ):
        return
    message = (
        f"compile() makes a fresh optimiser in each round of the loop on line {loop.line}: its "
        "momentum and its learning rate start over every time."
    )
    yield Fault(compiled.origin, message, (("the loop", loop),), subject=loop)


def _counters(loop: Origin) -> set[str]:
    """The names that change from round to round."""
    node = loop.node
    return _names(Origin(loop.piece, node.target)) if isinstance(node, cst.For) else set()


def _names(origin: Origin) -> set[str]:
    return {each.node.value for each in origin.inside(cst.Name) if isinstance(each.node, cst.Name)}


def _only_statement(loop: Origin) -> bool:
    return isinstance(loop.node, cst.For | cst.While) and len(loop.node.body.body) < 2
