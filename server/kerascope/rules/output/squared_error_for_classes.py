"""KS407."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described, loss_name
from kerascope.rules.output._remedies import loss_place
from kerascope.source.origin import Origin


class SquaredErrorForClasses(PairingRule):
    """A distance such as mean_squared_error trains a classifier.

    ## Why it stops learning

    The gradient of the squared error through softmax or sigmoid carries the slope of that function
    as a factor. Where the network is surely wrong, the slope is near zero: the worst mistakes
    teach least, and training rests on a plateau at the start. Cross-entropy cancels the slope; its
    gradient is simply the difference between answer and label.

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
        loss="mse",  # <- KS407
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

    The targets are numbers, the model gives back its input, or a network of an adversarial pair is
    trained (least squares GAN). A sigmoid head speaks only with classes as targets or accuracy as
    a metric. A hinge speaks behind sigmoid, which gives no scores below 0.

    ## How the probe tests it

    The script as it is against cross-entropy, for the same number of updates, by accuracy: a
    likelihood would favour the version that is trained on it.

    ## References

    - Golik et al., [Cross-entropy vs. squared error training](https://www.isca-archive.org/interspeech_2013/golik13_interspeech.html)
    """

    code = "KS407"
    name = "squared-error-for-classes"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="accuracy", horizon=300, speed=True)
    seed = ("loss function",)
    systems = ("UMLAUT", "DEFault")

    def place(self, pairing: Pairing) -> Origin:
        return loss_place(pairing.compiled, pairing.loss)

    def message(self, pairing: Pairing) -> str:
        why = (
            f"The targets {pairing.task.why}"
            if pairing.task.why
            else "The model tells classes apart"
        )
        return (
            f"{why}, but {loss_name(pairing)} on {described(pairing)} gives the smallest gradient "
            "where the answer is most wrong; cross-entropy does not."
        )
