"""KS408."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, loss_name
from kerascope.rules.output._remedies import loss_place
from kerascope.source.origin import Origin


class CrossEntropyOnNumbers(PairingRule):
    """A cross-entropy is trained on targets that are numbers, not classes.

    ## Why it stops learning

    Cross-entropy is defined for class labels, or for shares between 0 and 1. With a target such as
    151.0 the binary one becomes negative and falls without bound while the outputs saturate at 1;
    the categorical ones take the number for a class that does not exist. A number is predicted by
    a head without activation and a distance such as mean_squared_error.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)

    model = keras.Sequential([
        keras.Input((10,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer="adam",
        loss="binary_crossentropy",  # <- KS408
    )
    model.fit(x, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)

    model = keras.Sequential([
        keras.Input((10,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The targets lie between 0 and 1 (an autoencoder's pixels, a share), or nothing certain is known
    of them.

    ## How the probe tests it

    The script as it is against a linear head with mean_squared_error, judged by the error.

    ## References

    - [Keras: regression losses](https://keras.io/api/losses/regression_losses/)
    """

    code = "KS408"
    name = "cross-entropy-on-numbers"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss function", "negative loss")
    systems = ("AUTOTRAINER",)

    def place(self, pairing: Pairing) -> Origin:
        return loss_place(pairing.compiled, pairing.loss)

    def message(self, pairing: Pairing) -> str:
        y = pairing.y
        if pairing.task.is_classes and y is not None and (y.low or 0) < 0:
            return (
                f"The labels go down to {y.low:g}, but {loss_name(pairing)} only knows 0 and 1: "
                "below 0 its loss falls without end, and the output only saturates."
            )
        if pairing.task.is_classes:
            return (
                f"The targets {pairing.task.why}, but {loss_name(pairing)} on one unit only knows "
                "0 and 1: labels above 1 have no minimum, and the output only saturates."
            )
        if pairing.reconstructs and y is not None and y.low is not None and y.high is not None:
            return (
                f"The targets go from {y.low:g} to {y.high:g}, but {loss_name(pairing)} is only "
                "a loss for targets between 0 and 1: beyond, it falls without end."
            )
        return (
            f"The targets {pairing.task.why}, but {loss_name(pairing)} needs classes: it has no "
            "minimum there, and the outputs only saturate."
        )
