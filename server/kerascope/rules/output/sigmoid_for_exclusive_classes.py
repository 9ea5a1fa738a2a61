"""KS405."""

from kerascope.rules.experiment import Experiment
from kerascope.rules.output._pairing import Pairing
from kerascope.rules.output._pairing_rule import PairingRule, described, loss_name
from kerascope.rules.output._remedies import head_place
from kerascope.source.origin import Origin


class SigmoidForExclusiveClasses(PairingRule):
    """A sigmoid head feeds a loss that expects one class out of several.

    ## Why it stops learning

    Categorical cross-entropy rewards the right class only in proportion to the others. Sigmoid
    units answer each for itself; Keras divides them by their sum (on TensorFlow it even trains
    their logits with softmax), so the model does learn, but the outputs do not sum to 1, cannot be
    read as probabilities, and saturate sooner than softmax.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="sigmoid"),  # <- KS405
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

    ## Silent when

    The loss is binary_crossentropy (several classes may be right at once), or the user's own.

    ## How the probe tests it

    The script as it is against softmax, by accuracy: probabilities that fit better are not counted.
    The gain is often small, and the probe says so.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    - [Keras: layer activations](https://keras.io/api/layers/activations/)
    """

    code = "KS405"
    name = "sigmoid-for-exclusive-classes"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="accuracy", horizon=300, speed=True)
    seed = ("activation functions", "output activation")
    systems = ("NeuraLint", "AUTOTRAINER", "DeepDiagnosis", "Theia")

    def place(self, pairing: Pairing) -> Origin:
        return head_place(pairing.head)

    def message(self, pairing: Pairing) -> str:
        return (
            f"{described(pairing)} rates every class for itself, but {loss_name(pairing)} is for "
            "classes of which one is right: softmax makes them compete."
        )
