"""KS406."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described
from kerascope.rules.output._remedies import loss_place
from kerascope.source.origin import Origin


class BinaryLossForExclusiveClasses(PairingRule):
    """binary_crossentropy trains a model of several classes of which one is right.

    ## Why it stops learning

    Binary cross-entropy asks of every class alone whether it is right or wrong. With C classes C -
    1 of these answers are *no*, so the loss looks small before anything is learnt, the gradient is
    divided by C, and older versions of Keras then also report the share of right yes-and-no
    answers as accuracy: 90 % for ten classes without learning. Softmax belongs with a categorical
    loss; sigmoid with binary_crossentropy where several classes may be right.

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
        loss="binary_crossentropy",  # <- KS406
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
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    ```

    ## Silent when

    The head has two units (both losses are then the same up to a factor), or sigmoid units whose
    labels may name several classes or are not known.

    ## How the probe tests it

    The script as it is against the categorical loss, for the same number of updates, by accuracy:
    a likelihood would favour the version that is trained on it.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS406"
    name = "binary-loss-for-exclusive-classes"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="accuracy", horizon=300, speed=True)
    seed = ("loss function", "accuracy high from the start")
    systems = ("NeuraLint",)

    def place(self, pairing: Pairing) -> Origin:
        return loss_place(pairing.compiled, pairing.loss)

    def message(self, pairing: Pairing) -> str:
        if pairing.task.kind == "multi-label":
            return (
                f"The targets may name several classes at once, but {described(pairing)} lets "
                "only one of them be likely: binary_crossentropy goes with sigmoid."
            )
        return (
            f"binary_crossentropy on {described(pairing)} judges every class as a yes-or-no "
            "question of its own; one class out of several needs a categorical loss, or the "
            "gradient is small and accuracy can look high from the start."
        )
