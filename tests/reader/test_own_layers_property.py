"""Static shapes and parameter counts of the user's own layers and models against real Keras.

Classes are put together at random from the ways in which people keep weights and layers.
"""

import warnings
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerascope.program.layer import ModelGraph
from kerascope.program.value import Known
from kerascope.reader.read import read
from kerascope.source.document import script

HEAD = """\
import keras
from keras import layers, ops

class Scale(layers.Layer):
    def __init__(self, units=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        width = input_shape[-1]
        self.kernel = self.add_weight(shape=(width, self.units or width), name="kernel")
        self.offset = self.add_weight(name="offset", shape=(self.units or width,), trainable=False)

    def call(self, x):
        return ops.matmul(x, self.kernel) + self.offset

class Twice(layers.Layer):
    def __init__(self, make, units):
        super().__init__()
        self.inner = [make(units) for _ in range(2)]

    def call(self, x):
        for layer in self.inner:
            x = layer(x)
        return x
"""


@dataclass
class Body:
    """The lines of a class; ``width`` is the size of the last axis so far."""

    width: int
    init: list[str] = field(default_factory=list)
    build: list[str] = field(default_factory=list)
    call: list[str] = field(default_factory=list)


def dense(body, n, units, flag):
    body.init.append(f"self.a{n} = layers.Dense({units}, use_bias={flag})")
    body.call.append(f"x = self.a{n}(x)")
    body.width = units


def weight(body, n, units, flag):
    start = "input_shape[-1]" if not body.call else str(body.width)
    body.build.append(f"self.a{n} = self.add_weight(shape=({start}, {units}), trainable={flag})")
    body.call.append(f"x = ops.matmul(x, self.a{n})")
    body.width = units


def offset(body, n, units, flag):
    place = body.build if flag else body.init
    place.append(f"self.a{n} = self.add_weight(name='a{n}', shape=({body.width},))")
    body.call.append(f"x = x + self.a{n}")


def comprehension(body, n, units, flag):
    body.init.append(f"self.a{n} = [layers.Dense({units} + i) for i in range({units % 3})]")
    body.call += [f"for layer in self.a{n}:", "    x = layer(x)"]
    body.width = units + units % 3 - 1 if units % 3 else body.width


def appended(body, n, units, flag):
    body.init += [
        f"self.a{n} = []",
        f"for size in ({units}, {units + 1}):",
        f"    self.a{n}.append(layers.Dense(size))",
        *([f"    self.a{n}.append(layers.BatchNormalization())"] if flag else []),
    ]
    body.call += [f"for layer in self.a{n}:", "    x = layer(x)"]
    body.width = units + 1


def table(body, n, units, flag):
    body.init.append(f"self.a{n} = {{'one': layers.Dense({units}), 'two': Scale({units + 2})}}")
    body.call.append(f"x = self.a{n}['two'](self.a{n}['one'](x))")
    body.width = units + 2


def numbered(body, n, units, flag):
    body.init += [
        "for i in range(2):",
        f"    setattr(self, f'a{n}_{{i}}', layers.Dense({units}, use_bias={flag}))",
    ]
    body.call += ["for i in range(2):", f"    x = getattr(self, f'a{n}_{{i}}')(x)"]
    body.width = units


def shared(body, n, units, flag):
    body.init.append(f"self.a{n} = layers.Dense({body.width})")
    body.call.append(f"x = self.a{n}(self.a{n}(x))")


def residual(body, n, units, flag):
    body.init.append(f"self.a{n} = keras.Sequential([layers.Dense({units}), layers.Dense(")
    body.init.append(f"    {body.width})])")
    body.call.append(f"x = x + self.a{n}(x)")


def optional(body, n, units, flag):
    body.init += [f"self.b{n} = {flag}", f"self.a{n} = layers.Dense({units})"]
    body.call += [f"if self.b{n}:", f"    x = self.a{n}(x)"]
    body.width = units if flag else body.width


def own(body, n, units, flag):
    body.init.append(f"self.a{n} = Scale({units if flag else ''})")
    body.call.append(f"x = self.a{n}(x)")
    body.width = units if flag else body.width


def own_twice(body, n, units, flag):
    kind = "Scale" if flag else "layers.Dense"
    body.init.append(f"self.a{n} = Twice({kind}, {units})")
    body.call.append(f"x = self.a{n}(x)")
    body.width = units


def helper(body, n, units, flag):
    body.init.append(f"self.a{n} = self.make({units}, {flag})")
    body.call.append(f"x = self.a{n}(x)")
    body.width = units


def normalised(body, n, units, flag):
    body.init.append(f"self.a{n} = layers.LayerNormalization(scale={flag})")
    body.call.append(f"x = layers.Dropout(0.5)(self.a{n}(x))")


PARTS = [
    dense, weight, offset, comprehension, appended, table, numbered, shared,
    residual, optional, own, own_twice, helper, normalised,
]  # fmt: skip
DRAWN = st.lists(
    st.tuples(st.sampled_from(PARTS), st.integers(1, 6), st.booleans()), min_size=1, max_size=5
)


def block(base: str, parts, width: int) -> str:
    body = Body(width)
    for number, (part, units, flag) in enumerate(parts):
        part(body, number, units, flag)
    lines = [
        f"class Block({base}):",
        "    def __init__(self):",
        "        super().__init__()",
        *(f"        {line}" for line in body.init),
        "    def make(self, units, use_bias):",
        "        return layers.Dense(units, use_bias=use_bias)",
        *(["    def build(self, input_shape):"] if body.build else []),
        *(f"        {line}" for line in body.build),
        "    def call(self, x):",
        *(f"        {line}" for line in body.call),
        "        return x",
    ]
    return HEAD + "\n" + "\n".join(lines) + "\n"


def static(text: str) -> ModelGraph:
    program = read(script(text + "model.fit(a, b)\n"))
    assert not program.unread
    model = program.fits[0].model
    assert isinstance(model, Known), model
    return model.value


def real(text: str):
    names: dict[str, object] = {}
    with warnings.catch_warnings():
        # Keras warns of layers that are made and never called.
        warnings.simplefilter("ignore", UserWarning)
        exec(text, names)
    return names["model"]


WAYS = {
    "functional": (
        "layers.Layer",
        "inputs = keras.Input({shape})\nmodel = keras.Model(inputs, Block()(inputs))\n",
    ),
    "sequential": (
        "layers.Layer",
        "model = keras.Sequential([keras.Input({shape}), layers.Dense({width}), Block()])\n",
    ),
    "subclassed": ("keras.Model", "model = Block()\nmodel(keras.Input({shape}))\n"),
}


@settings(
    max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(DRAWN, st.sampled_from(sorted(WAYS)), st.integers(1, 5), st.sampled_from([(), (3,)]))
def test_static_equals_real(parts, way, width, before):
    base, use = WAYS[way]
    text = block(base, parts, width) + use.format(shape=(*before, width), width=width)

    model = static(text)

    assert model.parameters == real(text).count_params(), text
    assert model.complete, text
