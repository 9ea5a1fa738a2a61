"""KS507."""

from kerascope.rules.rule import RunRule


class ExplodingGradients(RunRule):
    """Weights and gradients grow from update to update until they are no numbers any more.

    ## Why it stops learning

    Each step that is too large makes the next gradient larger. Within a few updates the numbers run
    out of what a float can hold, the loss is NaN, and from then on every answer is, too. The rate
    is too high for inputs or targets of that size, or for a network that is this deep or this
    recurrent.

    ## Bad

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 8))
    y = 900 * x[:, 0] + 70 * x[:, 1]
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(1),
    ])
    step = keras.optimizers.SGD(learning_rate=0.1)  # <- KS507
    model.compile(step, "mse")
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 8))
    y = 9 * x[:, 0] + 0.7 * x[:, 1]
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(1),
    ])
    step = keras.optimizers.SGD(learning_rate=0.001, clipnorm=1.0)
    model.compile(step, "mse")
    model.fit(x, y, epochs=10, verbose=0)
    ```

    ## Silent when

    All weights stay numbers, or a fix of another finding is confirmed.

    ## References

    - Pascanu, Mikolov and Bengio, [On the difficulty of training recurrent neural
      networks](https://arxiv.org/abs/1211.5063)
    """

    code = "KS507"
    name = "exploding-gradients"
    tier = "likely"
    effect = "blocks"
    seed = ("learning rate", "exploding gradients", "NaN loss")
    systems = ("torchmortem", "TheDeepChecker", "AUTOTRAINER")
    is_symptom = True
