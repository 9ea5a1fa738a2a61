"""Data on the way into fit: layers applied to data, the user's sequences, several inputs."""

from reader.reading import program_of, x_of

from kerascope.program.training import Fit
from kerascope.program.value import Known

TRAIN = """
        model = keras.Sequential([layers.Dense(1)])
        model.compile("adam", "mse")
"""


def fit_of(text: str) -> Fit:
    return program_of(text).fits[-1]


def test_rescaling_in_map_scales():
    x = x_of(f"""{TRAIN}
        (x_train, y_train), _ = keras.datasets.cifar10.load_data()
        rescale = layers.Rescaling(1.0 / 255)
        ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(32)
        ds = ds.map(lambda x, y: (rescale(x), y))
        model.fit(ds)
    """)
    assert (x.high, x.scaling, x.shape) == (1.0, "scaled", (None, 32, 32, 3))


def test_an_augmenting_model_keeps_what_is_known():
    x = x_of(f"""{TRAIN}
        (x_train, y_train), _ = keras.datasets.cifar10.load_data()
        augment = keras.Sequential([layers.RandomFlip(), layers.RandomRotation(0.1)])
        ds = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(32)
        model.fit(ds.map(lambda x, y: (augment(x, training=True), y)))
    """)
    assert (x.high, x.scaling) == (255, "raw")


def test_a_layer_called_on_an_array_gives_data():
    x = x_of(f"""{TRAIN}
        norm = layers.Normalization()
        data = np.random.rand(100, 4) * 1000
        norm.adapt(data)
        model.fit(norm(data), np.zeros(100))
    """)
    assert (x.scaling, x.shape) == ("standardised", (100, 4))


def test_a_sequence_of_the_users_is_read_once():
    fit = fit_of(f"""{TRAIN}
        class Pictures(keras.utils.Sequence):
            def __init__(self, size):
                self.size = size

            def __len__(self):
                return 10

            def __getitem__(self, index):
                x = np.zeros((32, self.size, self.size, 3), dtype="float32")
                for i, path in enumerate(self.paths):
                    x[i] = keras.utils.load_img(path)
                return x, np.zeros((32, 1))

        model.fit(Pictures(64))
    """)
    assert isinstance(fit.x, Known)
    assert isinstance(fit.y, Known)
    assert (fit.x.value.shape, fit.y.value.shape) == ((None, 64, 64, 3), (None, 1))


def test_a_generator_function_does_not_tell_how_many_rows_there_are():
    fit = fit_of(f"""{TRAIN}
        def batches():
            while True:
                yield np.zeros((8, 5)), np.zeros((8, 1))

        model.fit(batches(), steps_per_epoch=10)
    """)
    assert isinstance(fit.x, Known)
    assert fit.x.value.shape == (None, 5)


def test_several_inputs_have_an_origin_and_nothing_else():
    fit = fit_of(f"""{TRAIN}
        a, b = np.random.rand(10, 3), np.random.rand(10, 4)
        model.fit({{"a": a, "b": b}}, np.zeros(10))
    """)
    assert isinstance(fit.x, Known)
    assert (fit.x.value.source, fit.x.value.shape) == ("numpy.random.rand", None)


def test_arrays_unpacked_from_a_file_have_an_origin():
    x = x_of(f"""{TRAIN}
        import pickle
        with open("data.pkl", "rb") as file:
            x_train, y_train = pickle.load(file)
        model.fit(x_train, y_train)
    """)
    assert (x.source, x.shape, x.scaling) == ("pickle.load", None, None)


def test_a_csv_pipeline_has_an_origin():
    fit = fit_of(f"""{TRAIN}
        ds = tf.data.experimental.make_csv_dataset("a.csv", 32, label_name="y")
        model.fit(ds.map(lambda features, label: (features, label)).cache())
    """)
    assert isinstance(fit.x, Known)
    assert fit.x.value.source == "tensorflow.data.experimental.make_csv_dataset"


def test_a_column_transformer_leaves_only_the_rows_known():
    x = x_of(f"""{TRAIN}
        import pandas as pd
        from sklearn.compose import ColumnTransformer
        table = pd.read_csv("a.csv")
        prepare = ColumnTransformer([("n", scaler, columns)])
        model.fit(prepare.fit_transform(table), np.zeros(10))
    """)
    assert (x.source, x.scaling, x.shape) == ("pandas.read_csv", None, (None, None))
