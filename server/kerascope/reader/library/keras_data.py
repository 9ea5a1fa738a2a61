"""Keras' own data: bundled sets, encoders, image and text pipelines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kerascope.program.call import Call
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.arrays import SMALL, opaque, sizes_of, stepped
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import same, tensor_of
from kerascope.reader.library.sklearn import bundled, datasets
from kerascope.reader.values import Dataset, Items, V, payload

known = Table()


@known.knows(*(name for name in datasets() if name.startswith("keras.")))
def load_data(call: Invocation) -> V:
    facts = datasets()[call.name]
    if facts.get("tokens"):
        words = payload(call.get(None, "num_words", Known(None)))
        facts = {**facts, "low": 0, "high": words - 1 if isinstance(words, int) else None}
    train = bundled(call, facts, "train", facts["train"])
    test = bundled(call, facts, "test", facts["test"])
    pairs = (Items("tuple", (Known(x), Known(y))) for x, y in (train, test))
    return Known(Items("tuple", tuple(Known(pair) for pair in pairs)), call.origin)


@known.knows("keras.utils.to_categorical")
def to_categorical(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "x", call.get(None, "y")))
    if tensor is None:
        tensor = Tensor(order=object(), rows=object())
    count = payload(call.get(1, "num_classes", Known(None)))
    classes = count if isinstance(count, int) else tensor.classes
    made = stepped(
        tensor,
        "one-hot",
        "is one-hot encoded by to_categorical()",
        call.origin,
        shape=_one_hot_shape(tensor.shape, classes),
        labels="one-hot",
        low=0,
        high=1,
        scaling="scaled",
        dtype="float64",
    )
    return Known(replace(made, classes=tensor.classes or classes), call.origin)


def _one_hot_shape(shape: Shape | None, classes: int | None) -> Shape | None:
    """Another axis, for the classes; it takes the place of a last one of size 1."""
    if not shape:
        return (None, classes)
    if len(shape) > 1 and shape[-1] is None:
        return None
    return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), classes)


@known.knows("keras.utils.pad_sequences")
def pad_sequences(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "sequences"))
    length = payload(call.get(1, "maxlen", Known(None)))
    base = tensor or Tensor(order=object(), rows=object())
    rows = base.shape[0] if base.shape else None
    shape = (rows, length if isinstance(length, int) else None)
    made = stepped(base, "pad", "is padded by pad_sequences()", call.origin, shape=shape)
    return Known(replace(made, dtype="int32", scaling=None), call.origin)


_TOKENIZER = "keras.preprocessing.text.Tokenizer"


@known.knows(f"{_TOKENIZER}.texts_to_sequences")
def texts_to_sequences(call: Invocation) -> V:
    """Numbers of words, a row of any length for each text; 0 is left for padding."""
    words = _words(call)
    last = words - 1 if words else None
    return _tokenised(call, None, dtype="int64", low=0, high=last, scaling=None)


@known.knows("keras.preprocessing.text.one_hot", "keras.preprocessing.text.hashing_trick")
def hashed(call: Invocation) -> V:
    """A number from 1 to n - 1 for each word of one text."""
    size = payload(call.get(1, "n"))
    high = size - 1 if isinstance(size, int) else None
    made = Tensor(shape=(None,), dtype="int64", low=1, high=high, source=call.name)
    text = f"becomes numbers by {call.name.rpartition('.')[2]}()"
    return Known(stepped(made, "load", text, call.origin), call.origin)


@known.knows(f"{_TOKENIZER}.texts_to_matrix", f"{_TOKENIZER}.sequences_to_matrix")
def texts_to_matrix(call: Invocation) -> V:
    """One column for each word: whether it occurs, how often, or what that weighs."""
    scaled = payload(call.get(1, "mode", Known("binary"))) in ("binary", "freq")
    high, scaling = (1, "scaled") if scaled else (None, None)
    return _tokenised(call, _words(call), dtype="float64", low=0, high=high, scaling=scaling)


def _words(call: Invocation) -> int | None:
    tokenizer = payload(call.owner or Unknown())
    words = payload(tokenizer.get("num_words")) if isinstance(tokenizer, Call) else None
    return words if isinstance(words, int) else None


def _tokenised(call: Invocation, width: int | None, **facts: Any) -> V:
    texts = tensor_of(call.get(0, "texts")) or Tensor(order=object(), rows=object())
    rows = texts.shape[0] if texts.shape else None
    source = texts.source or _TOKENIZER
    text = f"goes through {call.name.rpartition('.')[2]}()"
    made = stepped(texts, "encode", text, call.origin, shape=(rows, width), source=source, **facts)
    return Known(replace(made, role="features"), call.origin)


@known.knows("keras.applications.*.preprocess_input")
def preprocess_input(call: Invocation) -> V:
    text = f"goes through {call.name.removeprefix('keras.applications.')}()"
    return same(call, text, "scale", low=None, high=None, scaling="standardised", dtype="float32")


@known.knows(
    "keras.preprocessing.image.img_to_array",
    "keras.utils.img_to_array",
    "keras.preprocessing.image.load_img",
    "keras.utils.load_img",
    "cv2.imread",
    "PIL.Image.open",
    "imageio.imread",
    "skimage.io.imread",
    "matplotlib.pyplot.imread",
    "matplotlib.image.imread",
    "scipy.misc.imread",
    "scipy.ndimage.imread",
)
def read_image(call: Invocation) -> V:
    already = tensor_of(call.get(0, "img"))
    if already is not None and (already.role == "features" or "read" not in call.name):
        return Known(already, call.origin)
    unit = call.name.startswith("matplotlib")
    size = sizes_of(call.get(None, "target_size", Unknown()))
    shape = (*size, 3) if size and len(size) == 2 else (None, None, 3)
    made = Tensor(
        shape=None if unit else shape,
        dtype=None if unit else "uint8",
        low=None if unit else 0,
        high=None if unit else 255,
        scaling=None if unit else "raw",
        role="features",
        source=call.name,
        order=object(),
        rows=object(),
    )
    step = f"is read by {call.name.rpartition('.')[2]}()"
    return Known(stepped(made, "load", step, call.origin), call.origin)


@known.knows(
    "cv2.resize",
    "cv2.cvtColor",
    "cv2.GaussianBlur",
    "skimage.color.rgb2gray",
    "Tensor.resize",
    "Tensor.convert",
)
def image_step(call: Invocation) -> V:
    value = call.subject("src")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("what is resized is not known", call.origin)
    if call.name.startswith("skimage"):
        return Known(opaque(tensor, "becomes grey", call.origin), call.origin)
    return Known(replace(tensor, shape=None), call.origin)


def image_pipeline(
    call: Invocation,
    source: str,
    scaled: V | None,
    size: V,
    labels: Tensor | None,
    facts: tuple[tuple[str, Any], ...],
) -> V:
    """Batches of images 0–255 unless ``scaled`` says otherwise, with labels if there are any."""
    sizes = sizes_of(size)
    height, width = (sizes[0], sizes[1]) if sizes and len(sizes) == 2 else (None, None)
    grey = payload(call.get(None, "color_mode", Known("rgb"))) == "grayscale"
    images = Tensor(
        shape=(None, height, width, 1 if grey else 3),
        dtype="float32",
        low=0,
        high=255,
        scaling="raw",
        role="features",
        source=source,
        order="pipeline",
        rows=object(),
    )
    images = stepped(images, "load", f"comes from {source.rpartition('.')[2]}()", call.origin)
    if scaled is not None:
        factor = payload(scaled)
        if isinstance(factor, int | float):
            images = stepped(
                images,
                "scale",
                f"is rescaled by {factor:.3g}",
                scaled.origin,
                low=0.0,
                high=255.0 * factor,
                scaling="scaled" if 255.0 * factor <= SMALL else "raw",
            )
        else:
            images = replace(images, low=None, high=None, scaling=None)
    element = (Known(images), Known(labels)) if labels is not None else (Known(images),)
    made = Dataset(
        Known(Items("tuple", element)) if labels is not None else element[0],
        (("batch", call.call), *facts),
        source,
        call.origin,
    )
    return Known(made, call.origin)


_MODES = {"categorical": "one-hot", "int": "integer", "sparse": "integer", "binary": "binary"}


def _labels(call: Invocation, mode: V, classes: int | None = None) -> Tensor | None:
    found = payload(mode)
    if not isinstance(mode, Known):
        return Tensor(role="labels", source=call.name)
    if found is None or found not in _MODES:
        return None if found is None else Tensor(role="labels", source=call.name)
    encoding: Any = _MODES[found]
    shape = (None, classes) if encoding == "one-hot" else (None,)
    made = Tensor(
        shape=shape,
        labels=encoding,
        role="labels",
        source=call.name,
        low=0,
        high=1.0 if encoding != "integer" else None,
        classes=2 if encoding == "binary" else classes,
        order="pipeline",
        rows=object(),
    )
    kind = (
        "label_mode"
        if "from_directory" in call.name and "image_dataset" in call.name
        else "class_mode"
    )
    return stepped(made, "load", f"is {encoding} by {kind}={found!r}", call.origin)


@known.knows("keras.utils.image_dataset_from_directory")
def image_dataset(call: Invocation) -> V:
    names = payload(call.get(None, "class_names", Known(None)))
    classes = len(names.items) if isinstance(names, Items) and not names.is_open else None
    if payload(call.get(1, "labels", Known("inferred"))) is None:
        labels = None
    else:
        labels = _labels(call, call.get(2, "label_mode", Known("int")), classes)
    size = call.get(None, "image_size", Known(Items("tuple", (Known(256), Known(256)))))
    order = payload(call.get(None, "shuffle", Known(True)))
    facts = (("shuffle", call.call),) if order is not False else (("ordered", call.call),)
    made = image_pipeline(call, call.name, None, size, labels, facts)
    if payload(call.get(None, "subset", Known(None))) == "both":
        held_out = image_pipeline(call, call.name, None, size, labels, facts)
        return Known(Items("tuple", (made, held_out)), call.origin)
    return made


@known.knows("keras.utils.text_dataset_from_directory", "keras.utils.timeseries_dataset_from_array")
def other_dataset(call: Invocation) -> V:
    mode = call.get(None, "label_mode", Known("int"))
    labels = _labels(call, mode) if "text" in call.name else Tensor(role="labels")
    element: list[V] = [Known(Tensor(role="features", source=call.name))]
    if labels is not None:
        element.append(Known(labels))
    made = Dataset(
        Known(Items("tuple", tuple(element))),
        (("batch", call.call), ("shuffle", call.call)),
        call.name,
        call.origin,
    )
    return Known(made, call.origin)


_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
_FLOWS = ("flow", "flow_from_directory", "flow_from_dataframe")


@known.knows(*(f"{_GENERATOR}.{flow}" for flow in _FLOWS))
def flow(call: Invocation) -> V:
    generator = payload(call.owner or Unknown())
    scaled = _generator_scaling(generator)
    order = payload(call.get(None, "shuffle", Known(True)))
    shuffle = ("ordered" if order is False else "shuffle", call.call)
    facts: tuple[tuple[str, Any], ...] = (shuffle, ("generator", generator))
    if call.name.endswith(".flow"):
        return _flow_arrays(call, scaled, facts)
    position = 1 if call.name.endswith("directory") else None
    size = call.get(position, "target_size", Known(Items("tuple", (Known(256), Known(256)))))
    mode = call.get(None, "class_mode", Known("categorical"))
    names = payload(call.get(None, "classes", Known(None)))
    classes = len(names.items) if isinstance(names, Items) and not names.is_open else None
    return image_pipeline(call, call.name, scaled, size, _labels(call, mode, classes), facts)


def _generator_scaling(generator: Any) -> V | None:
    """What the generator does to the values: nothing, a factor, or something not known."""
    for parameter in (
        "preprocessing_function",
        "featurewise_std_normalization",
        "samplewise_std_normalization",
        "samplewise_center",
        "featurewise_center",
    ):
        if parameter in generator.written and payload(generator.written[parameter]) not in (
            None,
            False,
        ):
            return Unknown("the generator preprocesses")
    if "rescale" in generator.written:
        value = generator.written["rescale"]
        return None if payload(value) is None and isinstance(value, Known) else value
    return None if generator.complete else Unknown("its arguments are hidden")


def _flow_arrays(call: Invocation, scaled: V | None, facts: tuple[tuple[str, Any], ...]) -> V:
    features = tensor_of(call.get(0, "x"))
    labels = call.get(1, "y", Unknown())
    if features is None:
        return Known(Dataset(Unknown(), facts, call.name, call.origin), call.origin)
    factor = payload(scaled) if scaled is not None else None
    if scaled is not None and isinstance(factor, int | float):
        low = features.low * factor if features.low is not None else None
        high = features.high * factor if features.high is not None else None
        features = stepped(
            features,
            "scale",
            f"is rescaled by {factor:.3g}",
            scaled.origin or call.origin,
            low=low,
            high=high,
            scaling="scaled",
        )
    elif scaled is not None:
        features = opaque(features, "is preprocessed by the generator", call.origin)
    shape = (None, *features.shape[1:]) if features.shape else None
    pair = Items("tuple", (Known(replace(features, shape=shape)), labels))
    return Known(Dataset(Known(pair), facts, call.name, call.origin), call.origin)
