"""KS404."""

from collections.abc import Iterator
from dataclasses import replace

from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described
from kerascope.rules.output._remedies import head_place, loss_place, own_place
from kerascope.rules.rule import Fault
from kerascope.source.origin import Origin


class ActivatedLogits(PairingRule):
    """Softmax or sigmoid, or a loss that applies them, gets values that were activated already.

    ## Why it stops learning

    With from_logits=True the loss applies softmax or sigmoid itself. On top of a head that did so
    already, the largest logit is 1 and the smallest 0: of ten classes no one can get more than 23
    %, the loss cannot fall below 1.46, and gradients are small. Keras on TensorFlow notices a
    softmax or sigmoid directly before the loss, and warns; on JAX and PyTorch it does not. ReLU or
    tanh cut logits off as well, and so does an activation in front of another one.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),  # <- KS404
        metrics=["accuracy"],
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10),
    ])
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    ```

    ## Silent when

    It is not known what from_logits is, or the head ends in log_softmax, which softmax leaves as
    it is.

    ## How the probe tests it

    The script as it is against the loss without from_logits, for the same number of updates. On
    TensorFlow both train alike, and the probe says so.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS404"
    name = "activated-logits"
    tier = "certain"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss function",)
    systems = ("UMLAUT", "CodeGuru", "mldoct")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        recovers = program.backend.engine == "tensorflow"
        for fault in super().check(program):
            pairing: Pairing = fault.subject[0]
            mild = (
                recovers
                and not _by_name(pairing)
                and (pairing.activation == "softmax") == (pairing.family != "binary")
            )
            yield replace(fault, tier="likely") if mild else fault

    def place(self, pairing: Pairing) -> Origin:
        if pairing.first_activation is not None:
            return own_place(pairing.head)
        squashed = pairing.activation in ("softmax", "sigmoid", "hard_sigmoid")
        if squashed and not _by_name(pairing):
            return loss_place(pairing.compiled, pairing.loss)
        return head_place(pairing.head)

    def message(self, pairing: Pairing) -> str:
        if pairing.first_activation is not None:
            return (
                f"{pairing.activation} gets what {pairing.first_activation} has already bent, not "
                "logits: no answer can become certain, and gradients are small."
            )
        if pairing.activation in ("softmax", "sigmoid", "hard_sigmoid"):
            twice = "softmax" if pairing.family != "binary" else "sigmoid"
            excuse = "" if _by_name(pairing) else " (only the TensorFlow backend may undo it)"
            return (
                f"The loss takes logits ({_told(pairing)}) but gets {described(pairing)}: values "
                f"from 0 to 1 go through {twice} once more, so no answer can become "
                f"certain{excuse}."
            )
        return (
            f"The loss takes logits ({_told(pairing)}), which need both signs, but "
            f"{described(pairing)} cuts them off."
        )


def _told(pairing: Pairing) -> str:
    """What says that the loss takes logits."""
    call = pairing.loss.call
    return call.class_name if call is not None and _by_name(pairing) else "from_logits=True"


def _by_name(pairing: Pairing) -> bool:
    """Whether the loss is a function that always takes logits."""
    call = pairing.loss.call
    return call is not None and call.class_name.endswith("_with_logits")
