"""KS108."""

from kerascope.rules.rule import RunRule


class ConstantData(RunRule):
    """All training samples have the same label, or are all equal.

    ## Why it stops learning

    With one label there is nothing to tell apart: the loss falls to nothing, the accuracy is
    perfect, and the model has learnt to say one word. With equal inputs nothing tells one label
    from another, so the best answer is always the most frequent one. Both come from a slip before
    training: a filter that leaves one class, a wrong column, a loop that reads the same file again
    and again.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 100)  # <- KS108
    samples = rng.normal(size=(300, 6)) + labels[:, None]
    samples, labels = samples[:100], labels[:100]
    model = keras.Sequential([
        keras.Input((6,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(samples, labels, epochs=10, verbose=0)
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 100)
    samples = rng.normal(size=(300, 6)) + labels[:, None]
    chosen = rng.permutation(300)[:100]
    samples, labels = samples[chosen], labels[chosen]
    model = keras.Sequential([
        keras.Input((6,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(samples, labels, epochs=10, verbose=0)
    ```

    ## Silent when

    Only some columns never change: they carry nothing, and do no harm.

    ## References

    - Ben Braiek and Khomh, [Testing feedforward neural networks training
      programs](https://arxiv.org/abs/2204.00694)
    """

    code = "KS108"
    name = "constant-data"
    tier = "certain"
    effect = "blocks"
    seed = ("data cleaning", "class imbalance")
    systems = ("TheDeepChecker", "Deepchecks")
