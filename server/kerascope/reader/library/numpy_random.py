"""NumPy's random numbers: drawing, shuffling, seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, Unknown
from kerascope.reader import arrays
from kerascope.reader.arrays import stepped
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import tensor_of
from kerascope.reader.values import Items, V, payload

known = Table()


_RANDOM: dict[str, tuple[float | None, float | None]] = {
    "rand": (0, 1),
    "random": (0, 1),
    "random_sample": (0, 1),
    "ranf": (0, 1),
    "randn": (-6, 6),
    "standard_normal": (-6, 6),
}

_GENERATORS = ("numpy.random", "numpy.random.RandomState", "numpy.random.default_rng")


def _of_generators(*functions: str) -> tuple[str, ...]:
    """The functions' names in the module and as methods of a generator."""
    return tuple(f"{place}.{name}" for place in _GENERATORS for name in functions)


@known.knows("numpy.random.RandomState", "numpy.random.default_rng")
def generator(call: Invocation) -> V:
    return Known(Library(call.name), call.origin)


@known.knows(*_of_generators(*_RANDOM))
def random(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    low, high = _RANDOM[function]
    given = call.positional
    value = given[0] if len(given) == 1 else Known(Items("tuple", tuple(given)))
    if call.has(None, "size"):
        value = call.get(None, "size")
    elif not given:
        return Unknown("a random number", call.origin)
    return _random(call, value, low, high, "float64")


_SIZE_SECOND = ("choice", "exponential", "poisson", "standard_t", "chisquare", "dirichlet")


@known.knows(
    *_of_generators(
        "uniform",
        "normal",
        "randint",
        "integers",
        "random_integers",
        "lognormal",
        "laplace",
        "binomial",
        "beta",
        "gamma",
        *_SIZE_SECOND,
    )
)
def random_between(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    position = 1 if function in _SIZE_SECOND else 2
    if not call.has(position, "size"):
        return Unknown("a random number", call.origin)
    low, high = _drawn_between(call, function)
    dtype = {"randint": "int64", "integers": "int64", "choice": None}.get(function, "float64")
    return _random(call, call.get(position, "size"), low, high, dtype)


def _drawn_between(call: Invocation, function: str) -> tuple[float | None, float | None]:
    """The least and the greatest value drawn; a normal distribution is cut at six sigma."""
    names = ("loc", "scale") if function == "normal" else ("low", "high")
    one = payload(call.get(0, names[0], Known(0.0)))
    two = payload(call.get(1, names[1], Known(1.0)))
    if not isinstance(one, int | float):
        return None, None
    if function in ("randint", "integers") and not call.has(1, "high"):
        return 0, one - 1
    if not isinstance(two, int | float):
        return None, None
    if function in ("randint", "integers"):
        return one, two - 1
    if function == "normal":
        return one - 6 * two, one + 6 * two
    return (one, two) if function == "uniform" else (None, None)


def _random(call: Invocation, size: V, low: Any, high: Any, dtype: str | None) -> V:
    sizes = arrays.sizes_of(size)
    made = Tensor(
        shape=tuple(sizes) if sizes is not None else None,
        dtype=dtype,
        low=low,
        high=high,
        scaling=None,
        source=call.name,
        order="random",
        rows="random",
    )
    text = f"is made by numpy.random.{call.name.rpartition('.')[2]}()"
    return Known(stepped(made, "load", text, call.origin), call.origin)


@known.knows(*_of_generators("shuffle"), "random.shuffle")
def shuffle_in_place(call: Invocation) -> V:
    """Rows change places in the array itself: whoever holds it sees them moved."""
    value = call.get(0, "x")
    tensor = tensor_of(value)
    if tensor is not None:
        moved = stepped(tensor, "shuffle", "is shuffled in place", call.origin, order=object())
        replace_everywhere(call, tensor, moved)
    return Known(None)


def replace_everywhere(call: Invocation, old: Tensor, new: Tensor) -> None:
    """Rebind the names of a tensor that was changed in place."""
    scope = call.run.scope
    for name, value in list(scope.state.items()):
        if payload(value) is old:
            call.run.memory.write(scope, name, Known(replace(new, name=name), value.origin))


@known.knows(*_of_generators("permutation"))
def permutation(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "x"))
    if tensor is None:
        count = payload(call.get(0, "x"))
        shape = (count if isinstance(count, int) else None,)
        tensor = Tensor(shape=shape, dtype="int64", source=call.name, rows=object())
    moved = stepped(tensor, "shuffle", "is shuffled", call.origin, order=object())
    return Known(moved, call.origin)


@known.knows(
    "numpy.random.seed", "random.seed", "keras.utils.set_random_seed", "tensorflow.random.set_seed"
)
def seed(call: Invocation) -> V:
    return Known(None, call.origin)
