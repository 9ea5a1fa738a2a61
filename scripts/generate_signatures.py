"""Write what Kerascope knows of Keras' public names, by asking the installed libraries.

Run it in an environment with keras (3) and tf_keras (2):

    python scripts/generate_signatures.py            # writes signatures.json
    python scripts/generate_signatures.py --check    # fails if the file is stale

The file holds, by canonical name (``keras.layers.Dense``):

``keras3``, ``keras2``  parameters in order. ``"units"`` is required, ``["use_bias", true]`` has a
                        default, ``"*"`` starts the keyword-only ones, ``"*args"`` and
                        ``"**kwargs"`` swallow the rest. ``keras2`` lists what differs from
                        ``keras3``; null there is a name that Keras 2 does not have.
``bases3``, ``bases2``  the nearest public classes above a class, in the same manner
``aliases``             other public names of the same thing
``identifiers3``, ...   what strings such as "adam" stand for, by kind
``functions``           function forms of classes: ``keras.losses.mean_squared_error``
"""

import argparse
import importlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

TARGET = Path(__file__).parents[1] / "server/kerascope/reader/library/signatures.json"

ROOTS = {3: ("keras", "keras._tf_keras.keras"), 2: ("tf_keras",)}

# A thing with several public names is known by the one in the room that comes first here.
ROOMS = (
    "keras.layers",
    "keras.optimizers.schedules",
    "keras.optimizers",
    "keras.losses",
    "keras.metrics",
    "keras.callbacks",
    "keras.regularizers",
    "keras.initializers",
    "keras.constraints",
    "keras.activations",
    "keras.ops",
    "keras.utils",
    "keras.applications",
    "keras.backend",
)
AT_THE_TOP = ("Model", "Sequential", "Input")

METHODS_OF = {
    "keras.Model",
    "keras.Sequential",
    "keras.layers.Layer",
    "keras.layers.TextVectorization",
    "keras.losses.Loss",
    "keras.metrics.Metric",
    "keras.callbacks.Callback",
    "keras.optimizers.Optimizer",
    "keras.preprocessing.image.ImageDataGenerator",
    "keras.preprocessing.text.Tokenizer",
    "keras.utils.PyDataset",
}

DESERIALIZERS = {
    "optimizer": "optimizers",
    "loss": "losses",
    "metric": "metrics",
    "activation": "activations",
    "initializer": "initializers",
    "regularizer": "regularizers",
}
ABSTRACT = {"Initializer", "Loss", "Metric", "Optimizer", "Regularizer"}

FORMER_NAMES = {
    "keras.layers.AtrousConvolution1D": "keras.layers.Conv1D",
    "keras.layers.AtrousConvolution2D": "keras.layers.Conv2D",
    "keras.layers.CuDNNGRU": "keras.layers.GRU",
    "keras.layers.CuDNNLSTM": "keras.layers.LSTM",
    "keras.layers.Deconvolution2D": "keras.layers.Conv2DTranspose",
    "keras.layers.Deconvolution3D": "keras.layers.Conv3DTranspose",
    "keras.layers.SyncBatchNormalization": "keras.layers.BatchNormalization",
    "keras.layers.InputLayerV1": "keras.layers.InputLayer",
    "keras.utils.Sequence": "keras.utils.PyDataset",
}

Named = dict[str, Any]
Parameters = list[Any]


def public_objects(root: str) -> Iterator[tuple[str, Any]]:
    """Every public callable below a package, by dotted path with ``keras`` as the root."""
    waiting = [(importlib.import_module(root), "keras")]
    seen: set[str] = set()
    while waiting:
        module, path = waiting.pop()
        for name, thing in sorted(vars(module).items()):
            if name.startswith("_"):
                continue
            if inspect.ismodule(thing):
                if is_public_part(thing, root, f"{path}.{name}") and f"{path}.{name}" not in seen:
                    seen.add(f"{path}.{name}")
                    waiting.append((thing, f"{path}.{name}"))
            elif callable(thing):
                yield f"{path}.{name}", thing


def is_public_part(module: ModuleType, root: str, path: str) -> bool:
    parts = module.__name__.split(".")
    if path == "keras.optimizers.legacy":  # read as the optimizers that took their names
        return False
    return parts[0] == root.split(".")[0] and "src" not in parts and "protobuf" not in parts


def rank(path: str, thing: Any) -> tuple[bool, bool, int, int, int, str]:
    """Sorts the names of one thing: the lowest is the canonical one."""
    room, _, name = path.rpartition(".")
    at_the_top = path == f"keras.{name}" and name in AT_THE_TOP
    experimental = "legacy" in path or "experimental" in path
    room_rank = ROOMS.index(room) if room in ROOMS else len(ROOMS)
    own_name = 0 if name == getattr(thing, "__name__", name) else 1
    return not at_the_top, experimental, room_rank, own_name, path.count("."), path


def collect(version: int) -> tuple[Named, dict[str, str]]:
    """(canonical name -> object, other name -> canonical name) of one major version."""
    names: dict[int, list[str]] = {}
    things: dict[int, Any] = {}
    for root in ROOTS[version]:
        for path, thing in public_objects(root):
            names.setdefault(id(thing), []).append(path)
            things[id(thing)] = thing
    canonical: Named = {}
    aliases: dict[str, str] = {}
    for key, paths in names.items():
        thing = things[key]
        best = min(paths, key=lambda path: rank(path, thing))
        canonical.setdefault(best, thing)
        aliases.update({path: best for path in paths if path != best})
    return canonical, {path: best for path, best in aliases.items() if path not in canonical}


def parameters(function: Callable[..., Any], skip_self: bool = False) -> Parameters | None:
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    written: Parameters = []
    for parameter in found[skip_self:]:
        if parameter.kind is parameter.VAR_POSITIONAL:
            written.append(f"*{parameter.name}")
        elif parameter.kind is parameter.VAR_KEYWORD:
            written.append(f"**{parameter.name}")
        else:
            if parameter.kind is parameter.KEYWORD_ONLY and not has_star(written):
                written.append("*")
            written.append(entry(parameter))
    return written


def has_star(written: Parameters) -> bool:
    return any(isinstance(item, str) and item[0] == "*" for item in written)


def entry(parameter: inspect.Parameter) -> Any:
    if parameter.default is parameter.empty:
        return parameter.name
    return [parameter.name, plain(parameter.default)]


def plain(default: Any) -> Any:
    """A default as JSON: tuples become lists, what JSON cannot hold becomes ``{}``."""
    if default is None or isinstance(default, (bool, int, str)):
        return default
    if isinstance(default, float):
        return default if abs(default) < float("inf") else {}
    if isinstance(default, (list, tuple)):
        return [plain(item) for item in default]
    return {}


def signature_of(thing: Any, version: int) -> Parameters | None:
    if not inspect.isclass(thing):
        return parameters(thing)
    if thing.__name__ == "Model" and issubclass(thing, layer_class(version)):
        return parameters(functional_class(version).__init__, skip_self=True)
    if thing.__init__ is object.__init__:
        return []
    return parameters(thing.__init__, skip_self=True)


def layer_class(version: int) -> type:
    return importlib.import_module(ROOTS[version][0]).layers.Layer


def functional_class(version: int) -> type:
    module = "keras.src.models.functional" if version == 3 else "tf_keras.src.engine.functional"
    return importlib.import_module(module).Functional


def methods(name: str, thing: type, version: int) -> Iterator[tuple[str, Parameters]]:
    """The methods worth knowing: all of the central classes, ``call`` and ``adapt`` of layers."""
    wanted = dir(thing) if name in METHODS_OF else ("call", "adapt")
    if name not in METHODS_OF and not issubclass(thing, layer_class(version)):
        return
    for method in wanted:
        function = getattr(thing, method, None)
        if method.startswith("_") or not inspect.isroutine(function):
            continue
        is_static = isinstance(inspect.getattr_static(thing, method), (staticmethod, classmethod))
        found = parameters(function, skip_self=not is_static)
        if found is not None:
            yield f"{name}.{method}", found


def nearest_public_bases(thing: type, canonical_of: dict[int, str]) -> list[str]:
    found: list[str] = []
    for base in thing.__bases__:
        if id(base) in canonical_of:
            found.append(canonical_of[id(base)])
        else:
            found.extend(nearest_public_bases(base, canonical_of))
    return sorted(set(found))


def known_by(canonical: Named, rename: Callable[[str], str]) -> dict[int, str]:
    return {id(thing): rename(name) for name, thing in canonical.items()}


def identifiers(version: int, canonical_of: dict[int, str]) -> dict[str, dict[str, str]]:
    """What every string that Keras' own deserializers take stands for, by kind."""
    package = importlib.import_module(ROOTS[version][0])
    found = {
        kind: dict(resolved(getattr(package, room), canonical_of))
        for kind, room in DESERIALIZERS.items()
    }
    # Case does not matter for optimizers: the file keeps the lower case.
    found["optimizer"] = {text: name for text, name in found["optimizer"].items() if text.islower()}
    return found


def resolved(room: Any, canonical_of: dict[int, str]) -> Iterator[tuple[str, str]]:
    for text in sorted(candidates(room) - {"get", "serialize", "deserialize"}):
        try:
            found = room.get(text)
        except Exception:  # whatever a library raises for a string it does not know
            continue
        # tf_keras hands out some of TensorFlow's own functions, which have no name in Keras 2.
        public = f"keras.{room.__name__.rpartition('.')[2]}.{text}"
        name = canonical_of.get(id(found)) or canonical_of.get(id(type(found))) or public
        if name.rpartition(".")[2] not in ABSTRACT:
            yield text, name


def candidates(room: Any) -> set[str]:
    """Strings to try: the room's public names, as they are, in lower case and in snake case."""
    known = set(dir(room))
    source = importlib.import_module(room.__name__.replace("keras.", "keras.src.", 1))
    known |= {str(name) for name in getattr(source, "ALL_OBJECTS_DICT", {})}
    known |= set(dir(importlib.import_module(f"keras.{room.__name__.rpartition('.')[2]}")))
    known |= {"uniform", "normal", "one", "zero", "ones", "zeros", "bce", "BCE", "acc", "swish"}
    known = {name for name in known if not name.startswith("_")}
    return known | {name.lower() for name in known} | {snake_case(name) for name in known}


def snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def function_forms(canonical: Named, canonical_of: dict[int, str]) -> dict[str, str]:
    """Functions with a class that does the same: losses, metrics, and layers such as ``add``."""
    forms: dict[str, str] = {}
    for name, thing in sorted(canonical.items()):
        if not inspect.isclass(thing):
            continue
        wrapped = (
            wrapped_function(thing) if name.startswith(("keras.losses", "keras.metrics")) else None
        )
        if id(wrapped) in canonical_of:
            forms.setdefault(canonical_of[id(wrapped)], name)
        room, _, class_name = name.rpartition(".")
        lower = f"{room}.{class_name.lower()}"
        if room == "keras.layers" and lower in canonical:
            forms[lower] = name
    return forms


def wrapped_function(thing: type) -> Any:
    try:
        instance = thing()
    except Exception:  # abstract classes and those with required arguments wrap nothing
        return None
    return getattr(instance, "fn", None) or getattr(instance, "_fn", None)


def signatures(version: int, canonical: Named, rename: Callable[[str], str]) -> Named:
    found: Named = {}
    for name, thing in sorted(canonical.items()):
        listed = signature_of(thing, version)
        if listed is not None:
            found[rename(name)] = listed
    for name, thing in sorted(canonical.items()):
        if inspect.isclass(thing):
            for method, listed in methods(rename(name), thing, version):
                found[method] = listed
    return found


def without_inherited(found: Named, bases: dict[str, list[str]]) -> Named:
    """Leaves out methods that equal the same method of a public base."""
    return {
        name: item for name, item in found.items() if not is_inherited(name, item, found, bases)
    }


def is_inherited(name: str, item: Any, found: Named, bases: dict[str, list[str]]) -> bool:
    owner, _, method = name.rpartition(".")
    waiting = list(bases.get(owner, ()))
    while waiting:
        base = waiting.pop(0)
        if f"{base}.{method}" in found:
            return found[f"{base}.{method}"] == item
        waiting.extend(bases.get(base, ()))
    return False


def differing(new: Named, old: Named) -> Named:
    """What of ``old`` is not as in ``new``, with null for what ``old`` lacks."""
    changed = {name: item for name, item in old.items() if new.get(name) != item}
    return changed | {name: None for name in new if name not in old}


def build() -> Named:
    canonical3, aliases3 = collect(3)
    canonical2, aliases2 = collect(2)

    def as_in_keras_3(name: str) -> str:
        return FORMER_NAMES.get(name) or aliases3.get(name, name)

    of3 = known_by(canonical3, lambda name: name)
    of2 = known_by(canonical2, as_in_keras_3)
    bases3 = all_bases(canonical3, of3, lambda name: name)
    bases2 = all_bases(canonical2, of2, as_in_keras_3)
    found3 = without_inherited(signatures(3, canonical3, lambda name: name), bases3)
    found2 = without_inherited(signatures(2, canonical2, as_in_keras_3), bases2)
    forms = function_forms(canonical2, of2) | function_forms(canonical3, of3)
    aliases = {name: as_in_keras_3(best) for name, best in aliases2.items()} | aliases3
    aliases |= {name: as_in_keras_3(name) for name in canonical2}
    strings3, strings2 = identifiers(3, of3), identifiers(2, of2)
    return {
        "versions": {
            name: importlib.import_module(name).__version__ for name in ("keras", "tf_keras")
        },
        "aliases": {a: b for a, b in (aliases | FORMER_NAMES).items() if a != b},
        "keras3": found3,
        "keras2": differing(found3, found2),
        "bases3": bases3,
        "bases2": differing(bases3, bases2),
        "identifiers3": strings3,
        "identifiers2": {kind: differing(strings3[kind], strings2[kind]) for kind in strings3},
        "functions": {as_in_keras_3(a): as_in_keras_3(b) for a, b in forms.items()},
    }


def all_bases(
    canonical: Named, canonical_of: dict[int, str], rename: Callable[[str], str]
) -> dict[str, list[str]]:
    found = {
        rename(name): nearest_public_bases(thing, canonical_of)
        for name, thing in canonical.items()
        if inspect.isclass(thing)
    }
    return {name: bases for name, bases in found.items() if bases and bases != [name]}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="fail if the file is stale")
    check = arguments.parse_args().check
    text = json.dumps(build(), sort_keys=True, separators=(",", ":")).replace('},"', '},\n"') + "\n"
    if not check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is stale: run python scripts/generate_signatures.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
