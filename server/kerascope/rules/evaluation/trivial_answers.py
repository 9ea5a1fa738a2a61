"""KS908."""

from kerascope.rules.rule import RunRule


class TrivialAnswers(RunRule):
    """After hundreds of updates the model is no better than one that always gives the same answer.

    ## Why it stops learning

    It is the question itself, measured: the most frequent class, or the mean, does as well as the
    network. Either nothing reaches the weights (no gradient, a rate far off, dead units), or the
    inputs say nothing of the labels: they have come apart, are shuffled, or hold no signal.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 8))
    y = rng.permutation((x[:, 0] > 0).astype(int))
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)  # <- KS908
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 8))
    y = (x[:, 0] > 0).astype(int)
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Silent when

    The held-out score is above that of a fixed answer, or a fix of another finding is confirmed:
    that is then the cause.

    ## References

    - Karpathy, [A recipe for training neural
    networks](https://karpathy.github.io/2019/04/25/recipe/)"""

    code = "KS908"
    name = "trivial-answers"
    tier = "likely"
    effect = "blocks"
    seed = ("accuracy not improving", "constant predictions")
    systems = ("Deepchecks",)
    is_symptom = True
