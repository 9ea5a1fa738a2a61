"""KS409."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described
from kerascope.rules.output._remedies import head_place
from kerascope.source.origin import Origin


class BoundedOutputForNumbers(PairingRule):
    """The head cannot reach the numbers that it should predict.

    ## Why it stops learning

    Sigmoid and softmax end at 1, tanh at -1 and 1, ReLU begins at 0. Where the targets lie beyond,
    the best the network can do is to saturate at the nearest end: all predictions become the same
    and the gradient vanishes. A ReLU head of one unit can also start out dead, and then predicts 0
    for ever. Regression wants a head without activation.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)

    model = keras.Sequential([
        keras.Input((10,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),  # <- KS409
    ])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
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
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The targets are scaled, are known to lie in the head's range, are pixels, or may be classes.

    ## How the probe tests it

    The script as it is against a linear head, for the same number of updates.

    ## References

    - [Keras: regression losses](https://keras.io/api/losses/regression_losses/)
    """

    code = "KS409"
    name = "bounded-output-for-numbers"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("activation functions", "output activation", "predicts the same value")
    systems = ("DeepDiagnosis", "TheDeepChecker")

    def place(self, pairing: Pairing) -> Origin:
        return head_place(pairing.head)

    def message(self, pairing: Pairing) -> str:
        ends = {
            "relu": "only reaches from 0 up, and can start out dead",
            "tanh": "ends at -1 and 1",
        }
        reach = ends.get(pairing.activation or "", "ends at 0 and 1")
        why = pairing.task.why if pairing.task.is_numbers else "seem to be numbers"
        if pairing.learns_values:
            why = "are values of actions, sums of rewards"
        if pairing.reconstructs:
            return (
                f"{described(pairing)} {reach}, but the targets {_reach(pairing)}: what lies "
                "beyond is never reached, and saturated outputs get no gradient."
            )
        return (
            f"{described(pairing)} {reach}, but the targets {why}: predictions get stuck at the "
            "end of that range; regression wants a head without activation."
        )


def _reach(pairing: Pairing) -> str:
    """How far the targets go, in words that follow "the targets"."""
    y = pairing.y
    if y is not None and y.low is not None and y.high is not None:
        return f"go from {y.low:g} to {y.high:g}"
    return pairing.task.why or "are standardised, so half of them are negative"
