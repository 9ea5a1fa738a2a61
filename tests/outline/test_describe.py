"""What an editor shows of the training program."""

from kerascope.checker import check
from kerascope.outline.describe import outline
from kerascope.outline.words import parameters_text, shape_text
from kerascope.source.document import Cell, Document, script

HEAD = """\
import keras
from keras import layers

"""


def _outline(text):
    return outline(check(script(HEAD + text)).program)


def test_shapes_and_numbers_read_well():
    assert shape_text((None, 28, 28)) == "(batch, 28, 28)"
    assert shape_text((None,)) == "(batch,)"
    assert shape_text((32, None, 3)) == "(32, ?, 3)"
    assert shape_text(None) == "unknown shape"
    assert parameters_text(100_480) == "100,480 parameters"
    assert parameters_text(1) == "1 parameter"


def test_a_sequential_model_lists_its_layers_in_order():
    text = """\
model = keras.Sequential()
model.add(layers.Input((784,)))
model.add(layers.Dense(128, activation="relu", name="hidden"))
model.add(layers.Dense(10))
"""
    (model,) = _outline(text).models
    assert [layer.title for layer in model.layers][1:] == ["Dense hidden", "Dense"]
    assert model.layers[1].hint == "(batch, 128) · 100,480 parameters"
    assert "`activation='relu'`" in model.layers[1].hover
    assert "input (batch, 784)" in model.layers[1].hover


def test_a_functional_model_shows_where_its_tensors_go():
    text = """\
inputs = keras.Input((4,))
outputs = layers.Dense(1)(layers.Dense(8)(inputs))
model = keras.Model(inputs, outputs)
"""
    (model,) = _outline(text).models
    assert "| Dense | (batch, 8) | 40 |" in model.model.hover


def test_what_is_unknown_is_called_unknown():
    text = """\
model = keras.Sequential([layers.Dense(units_from_somewhere())])
model.compile(optimizer=choose(), loss=pick())
model.fit(load())
"""
    found = _outline(text)
    assert "unknown" in found.compiles[0].hover
    assert "x: unknown" in found.fits[0].hover


def test_compile_and_fit_tell_what_they_do():
    text = """\
(x, y), _ = keras.datasets.mnist.load_data()
x = x / 255.0
model = keras.Sequential([layers.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
model.fit(x, y, epochs=3, batch_size=64)
"""
    found = _outline(text)
    assert "`Adam`, learning rate 0.001" in found.compiles[0].hover
    assert "on logits" in found.compiles[0].hover
    assert "epochs 3, batch_size 64" in found.fits[0].hover
    assert "is divided by 255" in found.fits[0].hover


def test_validation_is_told_however_it_is_given():
    head = "(x, y), (a, b) = keras.datasets.mnist.load_data()\nmodel = keras.Sequential()\n"
    (split,) = _outline(head + "model.fit(x, y, validation_split=0.1)").fits
    assert "- validation: the last 10 % of the rows" in split.hover
    (given,) = _outline(head + "model.fit(x, y, validation_data=(a / 255, b))").fits
    assert "- validation x" in given.hover
    assert "is divided by 255" in given.hover
    (none,) = _outline(head + "model.fit(x, y)").fits
    assert "- validation: none" in none.hover
    (unknown,) = _outline(head + "model.fit(x, y, validation_split=share())").fits
    assert "- validation: a split of unknown" in unknown.hover


def test_optimizers_and_losses_have_facts_where_they_are_written():
    text = """\
schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
net = keras.Sequential([layers.Dense(1)])
net.compile(keras.optimizers.SGD(schedule, momentum=0.9), keras.losses.Huber(delta=2.0))
net.compile("adam", "mse")
net.compile()
"""
    sgd, huber, adam, mse = _outline(text).parts
    assert "**SGD**" in sgd.hover
    assert "`initial_learning_rate=0.1`" in sgd.hover
    assert "`momentum=0.9`" in sgd.hover
    assert "trains `net`" in sgd.hover
    assert "`delta=2.0`" in huber.hover
    assert "learning rate 0.001 (Keras' default)" in adam.hover
    assert "MeanSquaredError" in mse.hover


def test_models_and_layers_are_called_what_the_script_calls_them():
    text = """\
inputs = keras.Input((4,))
hidden = layers.Dense(8)(inputs)
net: keras.Model = keras.Model(inputs, layers.Dense(1, name="out")(hidden))
keras.Sequential([layers.Dense(2)])
"""
    named, nameless = _outline(text).models
    assert named.model.title == "net"
    assert [layer.title for layer in named.layers] == [
        "InputLayer inputs",
        "Dense hidden",
        "Dense out",
    ]
    assert nameless.model.title == "sequential"
    assert [layer.title for layer in nameless.layers] == ["Dense"]


def test_the_last_statement_that_trains_is_known_at_top_level_only():
    assert _outline("model = keras.Sequential()\nmodel.fit(x, y)\nprint()\n").last_training == (
        None,
        5,
    )
    inside = "def train(model):\n    model.fit(x, y)\n\ntrain(keras.Sequential())\n"
    assert _outline(inside).last_training is None
    assert _outline("print()\n").last_training is None


def test_a_notebooks_items_carry_their_cell():
    cells = (Cell(HEAD, 0), Cell("model = keras.Sequential([layers.Dense(1)])\n", 2))
    (model,) = outline(check(Document("n.ipynb", cells)).program).models
    assert model.model.cell == 2
    assert {layer.cell for layer in model.layers} == {2}
