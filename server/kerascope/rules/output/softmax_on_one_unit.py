"""KS401."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.program.graph import head_at, models_in
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import pairings
from kerascope.rules.output._remedies import head_place, loss_place, mend
from kerascope.rules.output._verdict import verdict
from kerascope.rules.rule import Fault, Rule

_SEEN = "softmax over one unit is always 1, so every prediction is 1"
_ADVICE = "one unit goes with sigmoid for two classes, with no activation for a number"


class SoftmaxOnOneUnit(Rule):
    """The output has a single unit with softmax, which is 1 whatever the network computes.

    ## Why it stops learning

    Softmax divides each output of a sample by their sum. A single output divided by itself is 1:
    the prediction does not depend on the weights, and accuracy stays at the share of class 1 from
    the first epoch to the last. On TensorFlow the loss may fall all the same, because Keras finds
    the logits behind the softmax and computes binary_crossentropy from them; the predictions are
    1 nevertheless. Elsewhere the gradient is zero. One unit wants a sigmoid (two classes) or no
    activation (a number); softmax wants one unit for each class.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="softmax"),  # <- KS401
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    ```

    ## Silent when

    The number of units is not known, or softmax runs along another axis, as in attention over
    time steps.

    ## How the probe tests it

    The script as it is against the head that fits labels and loss, for the same number of updates.

    ## References

    - [Keras: softmax](https://keras.io/api/layers/activations/#softmax-function)
    """

    code = "KS401"
    name = "softmax-on-one-unit"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("activation functions", "output activation", "accuracy does not change")
    systems = ("NeuraLint", "DeepDiagnosis", "AUTOTRAINER", "Theia", "Keras (warning at run time)")
    explains = ("KS105", "KS106", "KS202")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for pairing in pairings(program):
            found = verdict(pairing)
            if found is None or found.code != self.code or found.remedy is None:
                continue
            remedy = found.remedy
            advice = _ADVICE
            if remedy.units is not None:
                advice = f"the targets {pairing.task.why}, which takes {remedy.units} units"
            elif pairing.task.is_numbers:
                advice = f"the targets {pairing.task.why}, which takes no activation"
            loss = loss_place(pairing.compiled, pairing.loss)
            yield Fault(
                head_place(pairing.head),
                f"{_SEEN} whatever is learnt; {advice}.",
                (("the loss", loss),),
                subject=(pairing, remedy),
            )
        yield from _elsewhere(program)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        pairing, remedy = fault.subject
        return mend(pairing, remedy, program, safe=False)


def _elsewhere(program: TrainingProgram) -> Iterator[Fault]:
    """Heads whose loss is the user's own, or that are not compiled here."""
    compiled = [model for each in program.compiles for model in models_in(each.model)]
    for model in (*program.models, *compiled):
        yield from _of_model(model)


def _of_model(model: ModelGraph) -> Iterator[Fault]:
    for output in model.outputs:
        head = head_at(output)
        if head is not None and head.units == 1 and head.activation == "softmax":
            yield Fault(head_place(head), f"{_SEEN}; {_ADVICE}.", fixable=False)
