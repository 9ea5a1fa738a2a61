"""Models that KerasTuner builds."""

from reader.reading import program_of, summary

from kerascope.program.value import Known, OneOf

BUILD = """
        import keras_tuner as kt

        def build_model(hp):
            model = keras.Sequential([
                keras.Input((4,)),
                layers.Dense(hp.Int("units", 32, 512), activation=hp.Choice("a", ["relu", "tanh"])),
                layers.Dense(3),
            ])
            model.compile(keras.optimizers.Adam(hp.Float("lr", 1e-4, 1e-2)), "mse")
            return model
"""


def test_numbers_that_the_search_chooses_stay_open() -> None:
    model = program_of(BUILD).models[-1]
    assert summary(model) == [
        "InputLayer (None, 4) 0",
        "Dense (None, None) None",
        "Dense (None, 3) None",
    ]
    activation = model.layers[1].get("activation")
    assert isinstance(activation, OneOf)
    assert activation.values == ("relu", "tanh")


def test_a_search_is_a_fit_of_the_model_it_builds() -> None:
    program = program_of(f"""{BUILD}
        tuner = kt.RandomSearch(build_model, objective="val_loss", max_trials=3)
        tuner.search(np.random.rand(10, 4), np.random.rand(10, 3), epochs=5)
    """)
    fit = program.fits[-1]
    assert fit.compile is not None
    assert isinstance(fit.model, Known)
    assert fit.model.value.layers[-1].output_shape == (None, 3)
    assert isinstance(fit.x, Known)
    assert fit.x.value.shape == (10, 4)
    assert fit.get("epochs").value == 5


def test_few_numbers_are_one_of_them() -> None:
    program = program_of("""
        import keras_tuner as kt
        hp = kt.HyperParameters()
        model = keras.Sequential([layers.Dense(hp.Int("units", 8, 32, step=8), input_shape=(4,))])
    """)
    units = program.models[-1].layers[0].get("units")
    assert isinstance(units, OneOf)
    assert units.values == (8, 16, 24, 32)
