"""KS415."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described
from kerascope.rules.output._remedies import loss_place
from kerascope.source.origin import Origin


class TwoUnitsForOneLabel(PairingRule):
    """binary_crossentropy compares a head of two units with one label a sample.

    ## Why it stops learning

    Two classes are told apart either by one sigmoid unit with binary_crossentropy, or by two
    softmax units with a categorical loss. Mixed, the loss compares an array of two columns with
    one of a single column: Keras 3 stops with an error about shapes, older versions and losses of
    one's own spread the label over both units, which then learn the same thing and cannot tell
    classes apart.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)

    model = keras.Sequential([
        keras.Input((30,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(2, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="binary_crossentropy",  # <- KS415
        metrics=["accuracy"],
    )
    model.fit(x, y, epochs=20)  # raises ValueError
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)

    model = keras.Sequential([
        keras.Input((30,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The labels are one-hot, name several classes, or are not known to be one column.

    ## How the probe tests it

    The script as it is against two softmax units with sparse_categorical_crossentropy.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS415"
    name = "two-units-for-one-label"
    tier = "certain"
    effect = "stops"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss function",)

    def place(self, pairing: Pairing) -> Origin:
        return loss_place(pairing.compiled, pairing.loss)

    def message(self, pairing: Pairing) -> str:
        why = pairing.task.why or "are a column of a table"
        return (
            f"The targets {why}, one a sample, but {described(pairing)} gives two "
            "answers: binary_crossentropy cannot tell which of them is meant."
        )
