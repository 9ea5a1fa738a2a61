"""KS402."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described, loss_name
from kerascope.rules.output._remedies import loss_place
from kerascope.source.origin import Origin


class CategoricalLossOnOneColumn(PairingRule):
    """A categorical cross-entropy gets one column, of which it can learn nothing.

    ## Why it stops learning

    Categorical cross-entropy divides the outputs of a sample by their sum. With one output the
    result is 1 whatever the network says: the loss is zero from the first step, no gradient flows,
    and accuracy stays where it began. Two classes in one column need binary_crossentropy on a
    sigmoid.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer="adam",
        loss="categorical_crossentropy",  # <- KS402
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
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    ```

    ## Silent when

    The number of units is not known, or the head is softmax on one unit (KS401 says it then).

    ## How the probe tests it

    The script as it is against binary_crossentropy, for the same number of updates.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS402"
    name = "categorical-loss-on-one-column"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss function", "loss is zero")
    systems = ("NeuraLint",)
    explains = ("KS105", "KS106")

    def place(self, pairing: Pairing) -> Origin:
        return loss_place(pairing.compiled, pairing.loss)

    def message(self, pairing: Pairing) -> str:
        if pairing.family == "sparse":
            effect = "class 0 is the only class there can be"
        else:
            effect = "the one column is divided by itself, the loss is 0 from the start"
        return f"{loss_name(pairing)} on {described(pairing)}: {effect} and nothing is learnt."
