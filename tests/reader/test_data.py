"""What is known of the data on their way to fit()."""

import textwrap

import pytest
from reader.reading import program_of, x_of, y_of

from kerascope.program.value import Known, Unknown, number

MODEL = """
model = keras.Sequential([layers.Dense(10)])
model.compile("adam", "mse")
model.fit(x, y)
"""


def trail(text: str) -> list[str]:
    return [step.text for step in x_of(text + MODEL).trail]


def test_bundled_images_as_they_come() -> None:
    x = x_of("(x, y), _ = keras.datasets.mnist.load_data()" + MODEL)
    assert (x.shape, x.dtype, x.low, x.high, x.scaling) == ((60000, 28, 28), "uint8", 0, 255, "raw")


@pytest.mark.parametrize(
    "scaled",
    [
        "x = x / 255.0",
        "x = x.astype('float32') / 255",
        "x = x * (1.0 / 255)",
        "x = np.array(x, dtype='float32')\nx /= 255",
        "mean = 33.0\nx = (x - mean) / x.std()",
        "x = x / np.max(x)",
        "def prepare(a):\n    return a.reshape(-1, 784) / 255.0\nx = prepare(x)",
    ],
)
def test_scaling_is_seen_in_every_form(scaled: str) -> None:
    x = x_of(f"(x, y), _ = keras.datasets.mnist.load_data()\n{scaled}" + MODEL)
    assert x.scaling == "scaled" or (x.scaling is None and x.high is None)


def test_scaling_up_is_no_scaling() -> None:
    x = x_of(
        "(x, y), _ = keras.datasets.mnist.load_data()\nx = (x * 255 / 16).astype('uint8')" + MODEL
    )
    assert x.scaling == "raw"


def test_what_goes_through_an_unknown_function_is_unknown() -> None:
    text = "from mine import prepare\n(x, y), _ = keras.datasets.mnist.load_data()\nx = prepare(x)"
    assert isinstance(program_of(text + MODEL).fits[0].x, Unknown)


def test_the_trail_leads_from_the_load_to_fit() -> None:
    text = """
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
data, target = load_wine(return_X_y=True)
x, x_test, y, y_test = train_test_split(data, target, test_size=0.5)
x = StandardScaler().fit(x).transform(x)
"""
    assert trail(text) == [
        "comes from sklearn.datasets.load_wine()",
        "goes through train_test_split()",
        "is scaled by StandardScaler",
    ]
    x, y = x_of(text + MODEL), y_of(text + MODEL)
    assert (x.shape, x.scaling, x.split) == ((89, 13), "standardised", "train")
    assert (y.labels, y.classes) == ("integer", 3)


def test_labels_become_one_hot() -> None:
    y = y_of(
        "(x, y), _ = keras.datasets.cifar10.load_data()\ny = keras.utils.to_categorical(y)" + MODEL
    )
    assert (y.labels, y.shape, y.classes) == ("one-hot", (50000, 10), 10)


def test_columns_of_a_text_file() -> None:
    text = "data = np.loadtxt('d.csv', delimiter=',')\nx = data[:, 0:8]\ny = data[:, 8]"
    assert x_of(text + MODEL).shape == (None, 8)
    assert y_of(text + MODEL).shape == (None,)


def test_a_table_and_its_columns() -> None:
    text = """
import pandas as pd
df = pd.read_csv("churn.csv").dropna()
x, y = df.drop("label", axis=1).values, df["label"].values
"""
    x = x_of(text + MODEL)
    assert (x.source, x.scaling) == ("pandas.read_csv", "raw")


def test_images_collected_in_a_loop() -> None:
    x = x_of(
        """
import os, cv2
images, y = [], []
for name in os.listdir("cats"):
    image = cv2.resize(cv2.imread(name), (64, 64))
    images.append(image)
    y.append(0)
x = np.array(images).reshape(-1, 64, 64, 3)
"""
        + MODEL
    )
    assert (x.shape, x.high, x.scaling) == ((None, 64, 64, 3), 255, "raw")


def test_a_pipeline_maps_its_elements() -> None:
    text = """
(a, b), _ = keras.datasets.mnist.load_data()
def scale(image, label):
    return tf.cast(image, tf.float32) / 255.0, label
x = tf.data.Dataset.from_tensor_slices((a, b)).shuffle(1000).map(scale).batch(32).prefetch(1)
y = None
"""
    x, y = x_of(text + MODEL), y_of(text + MODEL)
    assert (x.shape, x.scaling, y.labels) == ((None, 28, 28), "scaled", "integer")


def test_an_image_folder_with_and_without_rescaling() -> None:
    text = """
from tensorflow.keras.preprocessing.image import ImageDataGenerator
x = ImageDataGenerator({}).flow_from_directory("train", target_size=(64, 64), class_mode="binary")
y = None
"""
    raw = x_of(text.format("horizontal_flip=True") + MODEL)
    scaled = x_of(text.format("rescale=1./255") + MODEL)
    assert (raw.shape, raw.high, raw.scaling) == ((None, 64, 64, 3), 255, "raw")
    assert (scaled.high, scaled.scaling) == (1.0, "scaled")


@pytest.mark.parametrize(
    ("shuffled", "aligned"),
    [
        ("", True),
        ("np.random.shuffle(x)", False),
        ("from sklearn.utils import shuffle\nx, y = shuffle(x, y)", True),
        ("x = x[np.random.permutation(150)]", False),
    ],
)
def test_rows_stay_together_or_do_not(shuffled: str, aligned: bool) -> None:
    text = (
        f"from sklearn.datasets import load_iris\nx, y = load_iris(return_X_y=True)\n{shuffled}\n"
    )
    fit = program_of(text + MODEL).fits[0]
    assert isinstance(fit.x, Known)
    assert isinstance(fit.y, Known)
    assert (fit.x.value.order == fit.y.value.order) is aligned


@pytest.mark.parametrize(
    ("made", "shape", "low", "high"),
    [
        ("np.random.RandomState(0).normal(2, 0.5, (40, 3))", (40, 3), -1, 5),
        ("np.random.RandomState(0).rand(40, 3)", (40, 3), 0, 1),
        ("np.random.default_rng(0).integers(0, 256, size=(40, 3))", (40, 3), 0, 255),
        ("np.random.default_rng(0).exponential(90, (40, 3))", (40, 3), None, None),
        ("np.random.normal(loc=unknown(), size=(40, 3))", (40, 3), None, None),
        ("np.random.uniform(1, 80, size=40)", (40,), 1, 80),
    ],
)
def test_random_arrays_of_the_module_and_of_generators(
    made: str, shape: tuple[int, ...], low: float | None, high: float | None
) -> None:
    x = x_of(f"x = {made}\ny = x" + MODEL)
    assert (x.shape, x.low, x.high) == (shape, low, high)


def test_a_random_number_is_no_array() -> None:
    program = program_of("rng = np.random.default_rng(0)\nx = y = rng.integers(0, 9)" + MODEL)
    assert isinstance(program.fits[-1].x, Unknown)


def test_a_table_that_gets_a_column_has_no_known_range() -> None:
    y = y_of(
        """
        import pandas as pd
        table = pd.DataFrame(np.random.randn(50, 4), columns=list("abcd"))
        table["sold"] = (table["a"] > 0).astype(int)
        y = table.pop("sold")
        x = table.values
        """
        + textwrap.indent(MODEL, " " * 8)
    )
    assert (y.low, y.high, y.shape) == (None, None, (50,))


def test_numbers_put_into_bins_are_classes() -> None:
    y = y_of("x = np.random.randn(50, 2)\ny = np.digitize(x[:, 0], [-1, 0, 1]) + 1" + MODEL)
    assert (y.low, y.high, y.classes) == (1, 4, 4)


def test_reduced_along_an_axis_an_array_is_still_one() -> None:
    y = y_of("x = np.random.rand(50, 9)\ny = (np.sum(x < 0.2, axis=1) > 4).astype(int)" + MODEL)
    assert (y.shape, y.low, y.high, y.labels) == ((50,), 0, 1, "binary")
    x = x_of("x = np.random.rand(50, 9, 3).mean(axis=2)\ny = x" + MODEL)
    assert (x.shape, x.low, x.high) == ((50, 9), 0, 1)


def test_a_measure_of_the_whole_array_is_a_number() -> None:
    x = x_of("x = np.random.rand(50, 9) * 80\nx = x / x.max()\ny = x" + MODEL)
    assert (x.shape, x.scaling) == ((50, 9), "scaled")


def test_patches_of_a_photograph() -> None:
    x = x_of(
        """
        from sklearn.datasets import load_sample_image
        photo = load_sample_image("china.jpg")
        patches = []
        for row in range(0, 400, 8):
            patches.append(photo[row : row + 16, :16])
        x = y = np.array(patches)
        """
        + textwrap.indent(MODEL, " " * 8)
    )
    assert (x.dtype, x.high, x.scaling) == ("uint8", 255, "raw")


def test_arrays_stretch_to_each_other() -> None:
    x = x_of(
        "freq, offset = np.random.rand(2, 500, 1)\n"
        "time = np.linspace(0, 1, 51)\n"
        "x = y = np.sin((time - offset) * freq)\n" + MODEL
    )
    assert x.shape == (500, 51)


def test_what_is_left_of_classes_after_modulo_is_classes() -> None:
    y = y_of(
        "(x, y), _ = keras.datasets.mnist.load_data()\ny = y % 2\nx = x.reshape(-1, 784)\n" + MODEL
    )
    assert (y.labels, y.classes, y.low, y.high) == ("binary", 2, 0, 1)


TOKENISED = """
from keras.preprocessing.text import Tokenizer
tokenizer = Tokenizer(num_words=1000)
tokenizer.fit_on_texts(texts)
"""


def test_texts_become_numbers_of_words():
    padded = "x = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=50)\n"
    x = x_of(TOKENISED + padded + MODEL)
    assert (x.shape, x.low, x.high, x.scaling) == ((None, 50), 0, 999, None)
    assert x.source == "keras.preprocessing.text.Tokenizer"


@pytest.mark.parametrize(
    ("mode", "high", "scaling"), [("binary", 1, "scaled"), ("tfidf", None, None)]
)
def test_texts_become_a_column_for_each_word(mode, high, scaling):
    x = x_of(f"""{TOKENISED}
(x_train, y), _ = keras.datasets.reuters.load_data(num_words=1000)
x = tokenizer.sequences_to_matrix(x_train, mode="{mode}")
{MODEL}""")
    assert (x.shape, x.low, x.high, x.scaling) == ((8982, 1000), 0, high, scaling)
    assert x.source == "keras.datasets.reuters.load_data"


def test_lists_written_out_are_data_with_an_origin():
    x = x_of(f"x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]\n{MODEL}")
    assert (x.shape, x.source) == ((4, 2), "literal")


def test_columns_of_rows_of_unknown_number_are_not_empty() -> None:
    program = program_of("""
        rows = []
        for name in os.listdir("pictures"):
            rows.append([cv2.imread(name), 1])
        pictures = list(zip(*np.array(rows)))[0]
        model = keras.Sequential([layers.Flatten(), layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(np.array(pictures).reshape(-1, 32, 32, 1), y)
    """)
    assert isinstance(program.fits[0].x, Unknown)


def test_the_groups_of_a_table_are_told_apart() -> None:
    program = program_of("""
        parts = pd.read_csv("people.csv").groupby("split").apply(prepared)
        model = keras.Sequential([layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(parts["train"], y)
        model.fit(parts["test"], y)
    """)
    one, other = (fit.x for fit in program.fits)
    assert isinstance(one, Known)
    assert isinstance(other, Known)
    assert one.value.rows != other.value.rows
    assert one.value.source == "pandas.read_csv"


def test_the_one_thing_that_a_file_holds() -> None:
    """``[()]`` takes all of an array that has no axes."""
    x = x_of('x = np.load("logs.npy")[()]' + MODEL)
    assert x.source == "numpy.load"


def test_what_a_loop_of_unknown_length_writes_into_a_dictionary() -> None:
    program = program_of("""
        names = ["[PAD]"]
        names += open("names.txt").read().splitlines()
        numbers = {}
        for name in names:
            numbers[name] = len(numbers)
        settings = {}
        for name in names:
            settings["units"] = 10
        model = keras.Sequential([keras.Input((4,)), layers.Dense(len(numbers)),
                                  layers.Dense(settings["units"])])
    """)
    first, last = program.models[0].layers[1:]
    assert not isinstance(first.get("units"), Known)
    assert number(last.get("units")) == 10


@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        ("np.zeros(100)", (100, 5)),
        ("np.zeros((100, 1))", (100, 5)),
        ("np.zeros((100, 7))", (100, 7, 5)),
        ("np.zeros((100, length))", None),
        ("np.zeros((100, 32, 32, 1))", (100, 32, 32, 5)),
        ("keras.utils.pad_sequences(sequences, maxlen=9)", (None, 9, 5)),
    ],
)
def test_classes_take_an_axis_of_their_own(labels: str, shape: object) -> None:
    y = y_of(f"x = np.zeros((100, 3))\ny = keras.utils.to_categorical({labels}, 5)" + MODEL)
    assert y.shape == shape
