"""``kerascope show``: the training program as Kerascope reads it."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from kerascope.checker import check
from kerascope.cli.analyse import Analyser, modules_of, read
from kerascope.cli.checked import near
from kerascope.cli.choices import Choices
from kerascope.cli.failure import CLEAN, CannotRun
from kerascope.cli.finding_json import Json
from kerascope.cli.program_json import to_json


def run(options: argparse.Namespace) -> int:
    """Print what the script trains; raises CannotRun if it cannot be read."""
    source = read(options.script)
    settings = Analyser(Choices()).settings(source.path)
    report = check(source.document(), settings, modules_of(source.path))
    if report.program is None:
        raise CannotRun(f"{source.name} could not be read as a training program.")
    program = to_json(report.program)
    if options.output_format == "json":
        sys.stdout.write(json.dumps(program, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(render(program))
    return CLEAN


def render(program: Json) -> str:
    """The JSON of ``show`` as text for people."""
    return "\n".join(_lines(program)) + "\n"


def _lines(program: Json) -> Iterator[str]:
    backend = program["backend"]
    yield f"{backend['package']}, Keras {backend['keras']} on {backend['engine']}"
    for model in program["models"]:
        yield from ("", *_model(model))
    for title, key, describe in (
        ("Data", "data", _data),
        ("Compile", "compiles", _compile),
        ("Fit", "fits", _fit),
        ("Not read", "unread", _unread),
    ):
        if program[key]:
            yield from ("", title, *(f"  {describe(item)}" for item in program[key]))


def _model(model: Json) -> Iterator[str]:
    yield f"Model {model['name']} ({model['kind']}, {_at(model)})"
    rows = [
        (
            layer["class"] + (f" {layer['name']}" if layer["name"] else ""),
            ", ".join(map(shape, layer["output_shapes"] or [layer["output_shape"]])),
            "?" if layer["parameters"] is None else f"{layer['parameters']:,}",
            _at(layer),
        )
        for layer in model["layers"]
    ]
    yield from _table([("layer", "output shape", "parameters", ""), *rows])
    if not model["complete"]:
        yield f"  incomplete: {model['reason'] or 'something in it could not be read'}"


def _table(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    first, second, third = (max(len(row[i]) for row in rows) for i in range(3))
    for name, size, count, where in rows:
        yield f"  {name:<{first}}  {size:<{second}}  {count:>{third}}  {where}".rstrip()


def _data(tensor: Json) -> str:
    low, high = tensor["range_of_values"] or (None, None)
    facts = [
        tensor["role"],
        shape(tensor["shape"]) if tensor["shape"] is not None else None,
        tensor["dtype"],
        f"values {_number(low)} to {_number(high)}" if tensor["range_of_values"] else None,
        tensor["scaling"],
        f"{tensor['labels']} labels" if tensor["labels"] else None,
        f"{tensor['classes']} classes" if tensor["classes"] else None,
    ]
    steps = [
        step["text"] + (f" ({_at(step)})" if step["range"] else "") for step in tensor["trail"]
    ]
    trail = f": {', '.join(steps)}" if steps else ""
    return f"{tensor['name'] or '(unnamed)'}  {', '.join(f for f in facts if f)}{trail}"


def _compile(compiled: Json) -> str:
    metrics = ", ".join(map(_plain, compiled["metrics"] or [])) or "none"
    rate = compiled["learning_rate"]
    rated = "" if rate is None else f" (learning rate {_plain(rate)})"
    return (
        f"{compiled['model'] or '?'} at {_at(compiled)}: {_plain(compiled['optimizer'])}{rated}, "
        f"{_plain(compiled['loss'])}, metrics {metrics}"
    )


def _fit(fit: Json) -> str:
    validation = ", ".join(_plain(v) for v in fit["validation"]) if fit["validation"] else "none"
    callbacks = fit["callbacks"]
    listed = "?" if callbacks is None else ", ".join(map(_plain, callbacks)) or "none"
    return (
        f"{fit['model'] or '?'} at {_at(fit)}: x {_plain(fit['x'])}, y {_plain(fit['y'])}, "
        f"{_plain(fit['epochs'])} epochs, batch size {_plain(fit['batch_size'])}, "
        f"validation {validation}, callbacks {listed}"
    )


def _unread(statement: Json) -> str:
    return f"{near(statement['cell'], statement['line'])}: {statement['reason']}"


def shape(sizes: Sequence[int | None] | None) -> str:
    """``(None, 28, 28)`` as Keras prints it; a question mark where nothing is known."""
    if sizes is None:
        return "?"
    inner = ", ".join(str(size) for size in sizes)
    return f"({inner},)" if len(sizes) == 1 else f"({inner})"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _plain(value: Any) -> str:
    if value is None:
        return "?"
    if isinstance(value, Mapping):
        alternatives = cast("Mapping[str, list[Any]]", value).get("one_of")
        return " or ".join(map(str, alternatives)) if alternatives else str(value)  # pyright: ignore[reportUnknownArgumentType]
    return str(value)


def _at(item: Json) -> str:
    return near(item["cell"], item["range"]["start"]["line"], item["path"])
