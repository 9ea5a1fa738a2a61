"""KS110."""

from kerascope.rules.rule import RunRule


class ConflictingLabels(RunRule):
    """The same input stands in the training data with several labels.

    ## Why it stops learning

    Of two equal inputs with different labels one must be answered wrong, so the accuracy has a
    ceiling that no model and no number of epochs gets past. A few such twins are noise. Many of
    them mean that labels and samples have come apart, that the column which tells the classes apart
    is missing, or that preprocessing has cut it away: texts cut too short, pictures made too small,
    numbers rounded.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    measured = rng.normal(size=(400, 2))  # <- KS110
    y = (measured[:, 0] > 0).astype(int)
    x = np.trunc(measured)
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 2))
    y = (x[:, 0] > 0).astype(int)
    model = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Silent when

    At most one sample in a hundred has such a twin, the labels are numbers or several at once, or
    all inputs are equal (that is constant-data).

    ## References

    - Northcutt, Athalye and Mueller, [Pervasive label errors in test
      sets](https://arxiv.org/abs/2103.14749)
    """

    code = "KS110"
    name = "conflicting-labels"
    tier = "likely"
    effect = "hinders"
    seed = ("data cleaning", "noisy labels", "label encoding")
    systems = ("Deepchecks",)
