"""scikit-learn: bundled data, splits, scalers and encoders."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

from kerascope.program.call import Call
from kerascope.program.tensor import Encoding, Split, Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.arrays import opaque, stepped
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import tensor_of
from kerascope.reader.values import Items, V, payload
from kerascope.reader.values import Table as Dictionary

known = Table()


@cache
def datasets() -> dict[str, Any]:
    """Facts of the data sets that Keras and scikit-learn bring, by the loader's name."""
    return json.loads(Path(__file__).with_name("datasets.json").read_text(encoding="utf-8"))


def bundled(
    call: Invocation, facts: Any, part: Split | None, count: int | None
) -> tuple[Tensor, Tensor]:
    """Features and labels as a loader returns them."""
    step = f"comes from {call.name.removeprefix('keras.datasets.')}()"
    tokens = facts.get("tokens", False)
    common: dict[str, Any] = {
        "split": part,
        "source": call.name,
        "order": "loaded",
        "rows": (call.name, part),
    }
    features = Tensor(
        shape=(count, *facts["shape"]),
        dtype=facts["dtype"],
        low=facts.get("low"),
        high=facts.get("high"),
        scaling=None if tokens else "raw",
        role="features",
        **common,
    )
    classes = facts.get("classes")
    encoding: Encoding = (
        "continuous" if classes is None else "binary" if classes == 2 else "integer"
    )
    first = facts.get("first", 0)
    labels = Tensor(
        shape=(count, 1) if facts.get("column") else (count,),
        dtype="int64" if classes else "float64",
        low=first if classes else None,
        high=first + classes - 1 if classes else None,
        labels=encoding,
        classes=classes,
        role="labels",
        **common,
    )
    return (
        stepped(features, "load", step, call.origin),
        stepped(labels, "load", step, call.origin),
    )


@known.knows(*(name for name in datasets() if name.startswith("sklearn.")))
def load_bundled(call: Invocation) -> V:
    facts = datasets()[call.name]
    features, labels = bundled(call, facts, None, facts["train"])
    pair = (Known(features, call.origin), Known(labels, call.origin))
    if payload(call.get(None, "return_X_y", Known(False))) is True:
        return Known(Items("tuple", pair), call.origin)
    entries: dict[Any, V] = {"data": pair[0], "target": pair[1]}
    if call.name == "sklearn.datasets.load_digits":
        entries["images"] = Known(replace(features, shape=(1797, 8, 8)), call.origin)
    bunch = Dictionary(entries, True)
    bunch.state["namespace"] = True
    return Known(bunch, call.origin)


_PHOTOGRAPH = {"shape": [640, 3], "dtype": "uint8", "low": 0, "high": 255}


@known.knows("sklearn.datasets.load_sample_image", "sklearn.datasets.load_sample_images")
def load_photographs(call: Invocation) -> V:
    """One or both of the photographs, as rows of pixels."""
    photo, _ = bundled(call, _PHOTOGRAPH, None, 427)
    photo = replace(photo, role=None)
    if call.name.endswith("image"):
        return Known(photo, call.origin)
    both = Items("list", (Known(photo, call.origin), Known(photo, call.origin)))
    bunch = Dictionary({"images": Known(both, call.origin)}, True)
    bunch.state["namespace"] = True
    return Known(bunch, call.origin)


@known.knows(
    "sklearn.datasets.make_classification",
    "sklearn.datasets.make_blobs",
    "sklearn.datasets.make_moons",
    "sklearn.datasets.make_circles",
    "sklearn.datasets.make_regression",
    "sklearn.datasets.make_friedman1",
)
def generated(call: Invocation) -> V:
    kind = call.name.rpartition("make_")[2]
    count = payload(call.get(0, "n_samples", Known(100)))
    width = _width(call, kind)
    classes = {"classification": 2, "moons": 2, "circles": 2, "blobs": 3}.get(kind)
    spelled = payload(
        call.get(None, "n_classes" if kind == "classification" else "centers", Unknown())
    )
    if isinstance(spelled, int):
        classes = spelled
    facts = {"shape": [width], "dtype": "float64", "classes": classes}
    features, labels = bundled(call, facts, None, count if isinstance(count, int) else 100)
    wide = kind in ("blobs", "regression")
    features = replace(
        features, scaling=None if wide else "scaled", rows=object(), order=call.origin
    )
    labels = replace(labels, rows=object(), order=call.origin)
    return Known(Items("tuple", (Known(features), Known(labels))), call.origin)


def _width(call: Invocation, kind: str) -> int | None:
    if kind in ("moons", "circles"):
        return 2
    default = {"classification": 20, "blobs": 2, "regression": 100, "friedman1": 10}[kind]
    found = payload(call.get(1, "n_features", Known(default)))
    return found if isinstance(found, int) else None


@known.knows(
    "sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split"
)
def train_test_split(call: Invocation) -> V:
    results: list[V] = []
    shuffled = payload(call.get(None, "shuffle", Known(True))) is not False
    test, train = (call.get(None, name, Known(None)) for name in ("test_size", "train_size"))
    for value in call.positional:
        tensor = tensor_of(value)
        if tensor is None:
            results.extend([Unknown("what is split is not known", value.origin)] * 2)
            continue
        for part in ("train", "test"):
            results.append(
                Known(
                    _part(call, tensor, part, _rows(tensor, part, test, train), shuffled),
                    call.origin,
                )
            )
    if not call.complete:
        return Unknown("what is split is not known", call.origin)
    return Known(Items("list", tuple(results)), call.origin)


def _rows(tensor: Tensor, part: Split, test: V, train: V) -> int | None:
    """How many rows a part has: shares are rounded up for the test part, down for the other."""
    rows = tensor.shape[0] if tensor.shape else None
    if rows is None or isinstance(test, Unknown) or isinstance(train, Unknown):
        return None
    asked, other = payload(test), payload(train)
    if asked is None and other is None:
        asked = 0.25
    held = ceil(rows * asked) if isinstance(asked, float) else asked
    kept = floor(rows * other) if isinstance(other, float) else other
    if not isinstance(held, int):
        held = rows - kept if isinstance(kept, int) else None
    if not isinstance(kept, int):
        kept = rows - held if isinstance(held, int) else None
    return held if part == "test" else kept


def _part(
    call: Invocation, tensor: Tensor, part: Split, rows: int | None, shuffled: bool
) -> Tensor:
    shape = (rows, *tensor.shape[1:]) if tensor.shape else None
    return stepped(
        tensor,
        "split",
        "goes through train_test_split()",
        call.origin,
        shape=shape,
        split=part,
        order=("split", call.origin.key, tensor.order) if shuffled else tensor.order,
        rows=("split", part, call.origin.key, tensor.rows),
    )


SOME_SCALER = "sklearn.preprocessing.Scaler"
"""A scaler of which only the name is known that the user gives it."""

_SCALERS = {
    "Scaler": ("scaled", None),
    "StandardScaler": ("standardised", None),
    "MinMaxScaler": ("scaled", (0.0, 1.0)),
    "RobustScaler": ("standardised", None),
    "MaxAbsScaler": ("scaled", (-1.0, 1.0)),
    "Normalizer": ("scaled", (-1.0, 1.0)),
    "PowerTransformer": ("standardised", None),
    "QuantileTransformer": ("scaled", (0.0, 1.0)),
}


@known.knows(
    *(
        f"sklearn.preprocessing.{s}.fit"
        for s in (*_SCALERS, "LabelEncoder", "OneHotEncoder", "LabelBinarizer")
    )
)
def fitted(call: Invocation) -> V:
    return call.owner or Unknown()


_TRANSFORMS = ("fit_transform", "transform")


@known.knows(*(f"sklearn.preprocessing.{s}.{m}" for s in _SCALERS for m in _TRANSFORMS))
def scaled(call: Invocation) -> V:
    _, _, name = call.name.rpartition("sklearn.preprocessing.")
    scaler = name.partition(".")[0]
    kind, bounds = _SCALERS[scaler]
    tensor = tensor_of(call.get(0, "X"))
    if tensor is None:
        return Unknown("what is scaled is not known", call.origin)
    low, high = bounds if bounds else (None, None)
    made = stepped(
        tensor,
        "scale",
        "is scaled" if call.name.startswith(SOME_SCALER) else f"is scaled by {scaler}",
        call.origin,
        scaling=kind,
        low=low,
        high=high,
        dtype="float64",
    )
    return Known(made, call.origin)


@known.knows(
    "sklearn.preprocessing.scale",
    "sklearn.preprocessing.normalize",
    "sklearn.preprocessing.minmax_scale",
    "keras.utils.normalize",
    "scipy.stats.zscore",
)
def scale_function(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "X"))
    if tensor is None:
        return Unknown("what is scaled is not known", call.origin)
    text = f"is scaled by {call.name.rpartition('.')[2]}()"
    standard = call.name.endswith((".scale", ".zscore"))
    kind = "standardised" if standard else "scaled"
    made = stepped(tensor, "scale", text, call.origin, scaling=kind, low=None, high=None)
    return Known(made, call.origin)


@known.knows(
    "sklearn.preprocessing.LabelEncoder.fit_transform",
    "sklearn.preprocessing.LabelEncoder.transform",
    "sklearn.preprocessing.OrdinalEncoder.fit_transform",
)
def label_encoded(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "y"))
    if tensor is None and "Ordinal" in call.name:
        return Unknown("what is encoded is not known", call.origin)
    if "LabelEncoder" in call.name and (tensor is None or tensor.shape is None):
        known_parts = tensor or Tensor(order=object(), rows=object())
        tensor = replace(known_parts, shape=(None,))
    if tensor is None:
        return Unknown("what is encoded is not known", call.origin)
    high = tensor.classes - 1 if tensor.classes else None
    made = stepped(
        tensor,
        "encode",
        "becomes integers by LabelEncoder",
        call.origin,
        labels="integer",
        low=0,
        high=high,
        dtype="int64",
    )
    return Known(made, call.origin)


@known.knows(
    "sklearn.preprocessing.OneHotEncoder.fit_transform",
    "sklearn.preprocessing.OneHotEncoder.transform",
    "sklearn.preprocessing.LabelBinarizer.fit_transform",
    "sklearn.preprocessing.LabelBinarizer.transform",
)
def one_hot_encoded(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "X"))
    if tensor is None:
        return Unknown("what is encoded is not known", call.origin)
    if tensor.role == "features" or (call.name.count("LabelBinarizer") and tensor.classes is None):
        kind = "binarise" if "LabelBinarizer" in call.name else "encode"
        made = stepped(tensor, kind, "is encoded", call.origin, scaling="scaled", shape=None)
        return Known(replace(made, low=0, high=1, labels=None), call.origin)
    rows = tensor.shape[0] if tensor.shape else None
    binary = "LabelBinarizer" in call.name and tensor.classes == 2
    made = stepped(
        tensor,
        "one-hot",
        "is one-hot encoded",
        call.origin,
        scaling="scaled",
        low=0,
        high=1,
        labels="binary" if binary else "one-hot",
        shape=(rows, 1 if binary else tensor.classes),
    )
    return Known(made, call.origin)


@known.knows(
    "sklearn.preprocessing.MultiLabelBinarizer.fit_transform",
    "sklearn.preprocessing.MultiLabelBinarizer.transform",
)
def multi_hot_encoded(call: Invocation) -> V:
    """A column for each class, several of which may hold for a sample; made of lists of classes,
    which need not be known."""
    tensor = tensor_of(call.get(0, "y")) or Tensor(order=object(), rows=object())
    rows = tensor.shape[0] if tensor.shape else None
    facts: dict[str, Any] = {"low": 0, "high": 1, "dtype": "int64", "labels": "multi-hot"}
    text = "is encoded by MultiLabelBinarizer"
    return Known(
        stepped(tensor, "multi-hot", text, call.origin, shape=(rows, None), **facts), call.origin
    )


_COMPOSED = (
    "compose.ColumnTransformer", "compose.make_column_transformer", "pipeline.Pipeline",
    "pipeline.make_pipeline", "pipeline.FeatureUnion", "preprocessing.FunctionTransformer",
)  # fmt: skip


_STEP = re.compile(r"\(\s*[\"']\w+[\"']\s*,\s*(?:\w+\.)*(\w+)")
_ENCODERS = frozenset({"OneHotEncoder", "OrdinalEncoder"})


def _only_encodes(transformer: V | None) -> bool:
    """Whether a ColumnTransformer makes codes of some columns and passes the others on."""
    made = payload(transformer) if transformer is not None else None
    if not isinstance(made, Call) or made.class_name != "ColumnTransformer":
        return False
    text = made.origin.text
    passes = re.search(r"remainder\s*=\s*[\"']passthrough", text)
    steps = _STEP.findall(text)
    return bool(passes and steps) and all(step in _ENCODERS for step in steps)


@known.knows(*(f"sklearn.{s}.{m}" for s in _COMPOSED for m in _TRANSFORMS))
def composed(call: Invocation) -> V:
    """A chain of transformers: what each does to the columns is not followed."""
    tensor = tensor_of(call.get(0, "X"))
    if tensor is None:
        return Unknown("what is transformed is not known", call.origin)
    rows = tensor.shape[0] if tensor.shape else None
    if _only_encodes(call.owner):
        text = "has columns encoded by ColumnTransformer"
        coded = stepped(tensor, "code", text, call.origin, shape=(rows, None), low=None, high=None)
        return Known(coded, call.origin)
    text = f"goes through {call.name.split('.')[-2]}"
    made = opaque(tensor, text, call.origin)
    return Known(replace(made, shape=(rows, None)), call.origin)


@known.knows("sklearn.utils.shuffle")
def shuffle(call: Invocation) -> V:
    token = object()
    results: list[V] = []
    for value in call.positional:
        tensor = tensor_of(value)
        if tensor is None:
            results.append(Unknown("what is shuffled is not known", call.origin))
            continue
        order = ("shuffled", token, tensor.order)
        moved = stepped(tensor, "shuffle", "is shuffled", call.origin, order=order)
        results.append(Known(moved, call.origin))
    return results[0] if len(results) == 1 else Known(Items("list", tuple(results)), call.origin)


_RESAMPLERS = (
    *(f"over_sampling.{n}" for n in ("SMOTE", "ADASYN", "BorderlineSMOTE", "RandomOverSampler")),
    *(f"over_sampling.{n}" for n in ("SVMSMOTE", "KMeansSMOTE", "SMOTENC")),
    *(f"combine.{n}" for n in ("SMOTEENN", "SMOTETomek")),
    "under_sampling.RandomUnderSampler",
)


@known.knows(
    *(f"imblearn.{s}.{m}" for s in _RESAMPLERS for m in ("fit_resample", "fit_sample")),
)
def resampled(call: Invocation) -> V:
    """Rows are copied, made up or dropped: all classes are of one size now."""
    pair = [tensor_of(value) for value in call.positional[:2]]
    if len(pair) != 2:
        return Unknown("what is resampled is not known", call.origin)
    _, _, name = call.name.removeprefix("imblearn.").partition(".")
    text = f"is resampled by {name.partition('.')[0]}"
    made: list[V] = []
    for tensor in pair:
        if tensor is None:
            made.append(Unknown("what is resampled is not known", call.origin))
            continue
        shape = (None, *tensor.shape[1:]) if tensor.shape else None
        rows = ("resampled", call.origin.key, tensor.rows)
        moved = stepped(tensor, "resample", text, call.origin, shape=shape, rows=rows, order=rows)
        made.append(Known(moved, call.origin))
    return Known(Items("tuple", tuple(made)), call.origin)


_SELECTORS = (
    *(f"feature_selection.{n}" for n in ("SelectKBest", "SelectPercentile", "RFE", "RFECV")),
    *(f"decomposition.{n}" for n in ("PCA", "TruncatedSVD", "KernelPCA", "FastICA", "NMF")),
    *(f"impute.{n}" for n in ("SimpleImputer", "KNNImputer", "IterativeImputer")),
    "feature_extraction.text.TfidfVectorizer",
    "discriminant_analysis.LinearDiscriminantAnalysis",
)


@known.knows(*(f"sklearn.{s}.{m}" for s in _SELECTORS for m in _TRANSFORMS))
def selected(call: Invocation) -> V:
    """Columns chosen, combined or filled in, by what the transformer measured on its data."""
    tensor = tensor_of(call.get(0, "X", call.get(0, "raw_documents")))
    if tensor is None:
        return Unknown("what is transformed is not known", call.origin)
    name = call.name.split(".")[-2]
    imputes = "impute" in call.name
    rows = tensor.shape[0] if tensor.shape else None
    made = stepped(
        tensor,
        "select",
        f"is transformed by {name}",
        call.origin,
        shape=tensor.shape if imputes else (rows, None),
        scaling=tensor.scaling if imputes else None,
        low=tensor.low if imputes else None,
        high=tensor.high if imputes else None,
    )
    return Known(made, call.origin)
