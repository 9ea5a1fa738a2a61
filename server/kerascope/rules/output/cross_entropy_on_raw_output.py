"""KS403."""

from kerascope.program.activation import LINEAR
from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described, loss_name
from kerascope.rules.output._remedies import head_place, loss_place
from kerascope.source.origin import Origin


class CrossEntropyOnRawOutput(PairingRule):
    """A cross-entropy that expects probabilities gets values that are none.

    ## Why it stops learning

    The loss takes the logarithm of what the head puts out. Keras cuts it off to the range from
    1e-7 to 1 - 1e-7 first, and outside of it the gradient is zero: a sample whose output is
    negative, or above 1, no longer teaches anything. The loss sticks near 16.1 times the share of
    wrong answers. Either the head ends in sigmoid or softmax, or the loss is told that it gets
    logits.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10),  # <- KS403
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
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
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    ```

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

    The loss takes logits, is the user's own, or the model gives back its input. A softplus or
    exponential head under a categorical loss is renormalised to probabilities, and says nothing.

    ## How the probe tests it

    The script as it is against the missing activation (or `from_logits=True`), for the same number
    of updates.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS403"
    name = "cross-entropy-on-raw-output"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss stays the same", "missing output activation")
    systems = ("UMLAUT", "NeuraLint", "CodeGuru")

    def place(self, pairing: Pairing) -> Origin:
        return _place(pairing)

    def message(self, pairing: Pairing) -> str:
        expects = "between 0 and 1" if pairing.family == "binary" else "that sum to 1"
        return (
            f"{described(pairing)} puts out values that are no probabilities, but "
            f"{loss_name(pairing)} takes the logarithm of probabilities {expects}: they are cut "
            "off at 0 and 1, where the gradient is zero."
        )


def _place(pairing: Pairing) -> Origin:
    """The loss where it is an object that could take logits, else the head that lacks softmax."""
    if pairing.loss.call is not None and pairing.activation == LINEAR:
        return loss_place(pairing.compiled, pairing.loss)
    return head_place(pairing.head)
