"""KS203."""

from kerascope.rules.rule import RunRule


class DeadUnits(RunRule):
    """More than nine in ten of a layer's units give 0 for every sample, to the end of the run.

    ## Why it stops learning

    A ReLU unit whose input is negative for all samples gives 0 and passes no gradient back, so
    nothing ever brings it to life again: the layer is narrower than it looks, and with all units
    dead the model is a constant. One step that is too large does it, and so do inputs of a large
    size or a bias far below 0.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 8))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    far_below = keras.initializers.Constant(-9)
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu", bias_initializer=far_below),  # <- KS203
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
    x = rng.normal(size=(400, 8))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Silent when

    Some of the units live, or a fix of another finding is confirmed: dead units are
    what a rate that is too high, or inputs that are too large, lead to.

    ## References

    - Lu, Shin, Su and Karniadakis, [Dying ReLU and
    initialization](https://arxiv.org/abs/1903.06733)"""

    code = "KS203"
    name = "dead-units"
    tier = "likely"
    effect = "hinders"
    seed = ("dying ReLU", "learning rate", "activation functions")
    systems = ("SageMaker Debugger", "TheDeepChecker", "torchmortem")
    is_symptom = True
