"""KS911."""

from kerascope.rules.rule import RunRule


class LabelAmongFeatures(RunRule):
    """One column of the inputs is the label itself.

    ## Why it stops learning

    The model reads the answer off that column. Training and validation look perfect, and where the
    answer is not known beforehand the model knows nothing. It happens when the target is not
    dropped from the table, or a column was made from it.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_wine

    table = load_wine(as_frame=True).frame
    x, y = table.to_numpy(), table["target"].to_numpy()
    model = keras.Sequential([
        keras.Input((14,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)  # <- KS911
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_wine

    table = load_wine(as_frame=True).frame
    x, y = table.drop(columns="target").to_numpy(), table["target"].to_numpy()
    model = keras.Sequential([
        keras.Input((13,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Silent when

    The column only goes along with the label, it is the only one, or there are fewer than fifty
    samples.

    ## References

    - Kaufman, Rosset and Perlich, [Leakage in data mining](https://doi.org/10.1145/2382577.2382579)
    """

    code = "KS911"
    name = "label-among-features"
    tier = "likely"
    effect = "misleads"
    seed = ("data leakage",)
    systems = ("Deepchecks",)
