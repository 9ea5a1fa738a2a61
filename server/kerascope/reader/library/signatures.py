"""Keras' public names, parameters and defaults, as ``scripts/generate_signatures.py`` found them.

A *canonical* name is the one name by which the rest of Kerascope knows a thing, whatever
the user imported it as: ``keras.layers.Dense``, ``keras.Model``, ``keras.Sequential``,
``keras.Input``, ``keras.Model.fit``, ``keras.losses.mean_squared_error``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

Kind = Literal["positional", "keyword"]
IdentifierKind = Literal["optimizer", "loss", "metric", "activation", "initializer", "regularizer"]
Version = Literal[2, 3]


class Missing(Enum):
    """Why a parameter has no default value that can be named."""

    REQUIRED = "required"
    OPAQUE = "opaque"


REQUIRED = Missing.REQUIRED
"""The parameter has no default: it must be given."""
OPAQUE = Missing.OPAQUE
"""There is a default, but it is an object that the generated file cannot hold."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """``kind`` is ``keyword`` where the argument cannot be given by position."""

    name: str
    kind: Kind
    default: Any


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function, method (without ``self``) or class, in order.

    ``var_positional`` and ``var_keyword`` say whether ``*args`` and ``**kwargs`` take more.
    """

    parameters: tuple[Parameter, ...]
    var_keyword: bool = False
    var_positional: bool = False


# What users write in front of the public path, longest first.
_ROOTS = (
    "tensorflow.python.keras.api._v2.keras",
    "tensorflow.python.keras.api._v1.keras",
    "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras.python.keras",
    "tensorflow.keras.api._v2.keras",
    "tensorflow.contrib.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow_core.python.keras",
    "tensorflow.python.keras",
    "keras.api._v2.keras",
    "keras._tf_keras.keras",
    "tf_keras.src",
    "tensorflow.keras",
    "keras.api",
    "keras.src",
    "keras_core",
    "tf_keras",
    "tf.keras",
    "keras",
)
_TF_ROOMS = (
    "tensorflow.initializers.",
    "tensorflow.losses.",
    "tensorflow.metrics.",
    "tensorflow.optimizers.",
)
_TF_INITIALIZERS = {
    f"tensorflow.{name}_initializer": f"keras.initializers.{home}"
    for name, home in (
        ("zeros", "Zeros"),
        ("ones", "Ones"),
        ("constant", "Constant"),
        ("random_normal", "RandomNormal"),
        ("random_uniform", "RandomUniform"),
    )
}


@cache
def _library() -> Mapping[str, Any]:
    text = Path(__file__).with_name("signatures.json").read_text(encoding="utf-8")
    return json.loads(text)


@cache
def canonical(dotted: str) -> str:
    """The canonical name of what ``dotted`` (import aliases already resolved) names.

    Takes ``tensorflow.keras.layers.Dense``, ``keras.layers.core.Dense``,
    ``keras.optimizers.legacy.Adam``, ``keras.models.Sequential.add``... Names of other
    libraries come back unchanged; unknown Keras names come back below ``keras``.
    """
    if dotted in _TF_INITIALIZERS:
        return _TF_INITIALIZERS[dotted]
    if dotted.startswith(_TF_ROOMS):
        name = _public(f"keras{dotted[len('tensorflow') :]}")
        return name or dotted
    for root in _ROOTS:
        if dotted == root or dotted.startswith(f"{root}."):
            path = f"keras{dotted[len(root) :]}"
            return _public(path) or path
    return dotted


def _public(path: str) -> str | None:
    """The canonical name of a path below ``keras``, its inner modules left out if need be."""
    if found := _listed(path):
        return found
    owner, _, name = path.rpartition(".")
    if owner.rpartition(".")[2][:1].isupper():
        return f"{canonical(owner)}.{name}"
    parts = path.split(".")
    for depth in range(len(parts) - 2, 0, -1):
        if found := _listed(".".join((*parts[:depth], name))):
            return found
    return _homes().get(name) if len(parts) > 3 else None


def _listed(path: str) -> str | None:
    library = _library()
    if path in library["aliases"]:
        return library["aliases"][path]
    known = path in library["keras3"] or path in library["keras2"]
    return path if known else None


@cache
def _homes() -> Mapping[str, str | None]:
    """Last part of a name -> the only canonical name that ends so, None where several do."""
    library, homes = _library(), dict[str, str | None]()
    for name in (*library["keras3"], *library["keras2"]):
        owner, _, last = name.rpartition(".")
        if not owner.rpartition(".")[2][:1].isupper():
            homes[last] = name if homes.get(last, name) == name else None
    return homes


@cache
def signature(name: str, keras: Version = 3) -> Signature | None:
    """The signature of a canonical name, of a class its constructor's; None where there is none.

    A method is looked up on the class's public bases too: ``keras.Sequential.fit``.
    """
    written = _entry("keras", name, keras)
    if written is not None:
        return _read(written)
    owner, _, method = name.rpartition(".")
    for base in bases(owner, keras):
        if found := signature(f"{base}.{method}", keras):
            return found
    return None


def _entry(table: str, name: str, keras: Version) -> Any:
    library = _library()
    if keras == 2 and name in library[f"{table}2"]:
        return library[f"{table}2"][name]
    return library[f"{table}3"].get(name)


def _read(written: list[str | tuple[str, Any]]) -> Signature:
    parameters: list[Parameter] = []
    kind: Kind = "positional"
    for item in written:
        if not isinstance(item, str):
            parameters.append(Parameter(item[0], kind, _default(item[1])))
        elif not item.startswith("*"):
            parameters.append(Parameter(item, kind, REQUIRED))
        elif not item.startswith("**"):
            kind = "keyword"
    stars = [item for item in written if isinstance(item, str) and item.startswith("*")]
    return Signature(
        tuple(parameters),
        var_keyword=any(item.startswith("**") for item in stars),
        var_positional=any(item != "*" and not item.startswith("**") for item in stars),
    )


def _default(written: Any) -> Any:
    if isinstance(written, list):
        return tuple(_default(item) for item in cast("list[Any]", written))
    return OPAQUE if isinstance(written, dict) else written


def bases(name: str, keras: Version = 3) -> tuple[str, ...]:
    """The nearest public classes above a class, by canonical name."""
    return tuple(_entry("bases", name, keras) or ())


@cache
def is_a(name: str, base: str) -> bool:
    """Whether the class ``name`` is ``base`` or derives from it, in either major version."""
    name, base = canonical(name), canonical(base)
    if name == base:
        return True
    above = {*bases(name, 3), *bases(name, 2)}
    return any(is_a(parent, base) for parent in above if parent != name)


@cache
def from_identifier(kind: IdentifierKind, text: str, keras: Version | None = None) -> str | None:
    """What a string stands for: ``("optimizer", "adam")`` -> ``keras.optimizers.Adam``.

    ``keras`` None takes what either major version takes. A loss may come back as a function
    (``mse``) or as a class (``MeanSquaredError``), just as Keras would have it. The metrics
    ``accuracy``, ``acc``, ``crossentropy`` and ``ce`` are chosen by ``compile`` after the
    loss and the output's shape, which is the caller's to do.
    """
    text = text.lower() if kind == "optimizer" else text
    newer, older = _library()["identifiers3"][kind], _library()["identifiers2"][kind]
    if keras == 2 and text in older:
        return older[text]
    return newer.get(text) or (None if keras == 3 else older.get(text))


def function_class(name: str) -> str | None:
    """The class that does what a function does:
    ``keras.losses.mean_squared_error`` -> ``keras.losses.MeanSquaredError``."""
    return _library()["functions"].get(canonical(name))


@cache
def public_names(module: str) -> tuple[str, ...]:
    """What ``from module import *`` brings, for a canonical Keras module."""
    library, prefix = _library(), f"{module}."
    listed = {*library["keras3"], *library["keras2"], *library["aliases"]}
    rests = (name[len(prefix) :] for name in listed if name.startswith(prefix))
    return tuple(sorted({rest.partition(".")[0] for rest in rests}))
