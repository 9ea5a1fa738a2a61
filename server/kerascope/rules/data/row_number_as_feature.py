"""KS119."""

from kerascope.rules.rule import RunRule


class RowNumberAsFeature(RunRule):
    """One column of the inputs numbers the rows.

    ## Why it stops learning

    An identifier or an index that was saved with the table says nothing of new samples, but tells
    the known ones apart, so a network can use it to learn them by heart. Its values are often much
    larger than those of the other columns, too.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    measured = rng.normal(size=(300, 4))
    y = (measured[:, 0] > 0).astype(int)
    table = np.column_stack([np.arange(300) / 1.0, measured])  # <- KS119
    model = keras.Sequential([
        keras.Input((5,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(table, y, epochs=10, verbose=0)
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    measured = rng.normal(size=(300, 4))
    y = (measured[:, 0] > 0).astype(int)
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(measured, y, epochs=10, verbose=0)
    ```

    ## Silent when

    It is the only column, its numbers repeat, or there are fewer than fifty samples.

    ## References

    - Kaufman, Rosset and Perlich, [Leakage in data mining](https://doi.org/10.1145/2382577.2382579)
    """

    code = "KS119"
    name = "row-number-as-feature"
    tier = "hypothesis"
    effect = "overfits"
    seed = ("data cleaning", "overfitting")
    systems = ()
