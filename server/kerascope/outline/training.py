"""What an editor shows of compile and fit: how a model is trained, and on which data."""

from collections.abc import Iterator, Sequence

from kerascope.outline.items import Item, item
from kerascope.outline.models import model_name, model_text
from kerascope.outline.words import counted, line_text, shape_text, value_text, written_text
from kerascope.program.call import Call
from kerascope.program.layer import ModelGraph
from kerascope.program.tensor import Tensor
from kerascope.program.training import Compile, Fit, Loss, Metric, Optimizer
from kerascope.program.updates import run_of
from kerascope.program.value import Known, Value, number
from kerascope.source.origin import Origin


def compile_item(call: Compile) -> Item:
    facts = [
        f"- optimizer {_optimizer(call.optimizer)}",
        *(f"- loss {text}" for text in _losses(call)),
        f"- metrics {_metrics(call.metrics)}",
    ]
    lines = ["**compile**", "\n".join(facts), *_summary(call.model)]
    return item("compile", call.origin, "", "\n\n".join(lines))


def part_items(call: Compile) -> Iterator[Item]:
    """The optimizer and the losses, where they are written."""
    if isinstance(call.optimizer, Known):
        yield from _optimizer_item(call.optimizer.value, call)
    for loss in call.losses.values() if call.losses else (call.loss,):
        if isinstance(loss, Known) and _stands_here(loss.value.origin, call):
            facts = [f"**{loss.value.class_name}**", f"loss of {_model(call.model)}"]
            facts += [_written(loss.value.call)]
            yield item("loss", loss.value.origin, "", "\n\n".join(filter(None, facts)))


def _optimizer_item(optimizer: Optimizer, call: Compile) -> Iterator[Item]:
    if not _stands_here(optimizer.origin, call):
        return
    rate = optimizer.learning_rate
    facts = [f"learning rate {value_text(rate)}"]
    if isinstance(rate, Known) and isinstance(rate.value, Call):
        facts[0] += f" with {_written(rate.value)}"
    elif isinstance(rate, Known) and rate.origin is None:
        facts[0] += " (Keras' default)"
    facts.append(f"trains {_model(call.model)}")
    lines = [f"**{optimizer.class_name}**", " · ".join(facts), _written(optimizer.call)]
    yield item("optimizer", optimizer.origin, "", "\n\n".join(filter(None, lines)))


def _stands_here(place: Origin, call: Compile) -> bool:
    """False for another file's, and for what Keras chooses where nothing is written."""
    return not place.path and place.key != call.origin.key


def fit_item(fit: Fit) -> Item:
    lines = [
        "**fit** " + ", ".join(_arguments(fit)),
        _amount(fit),
        "\n".join([*_data("x", fit.x), *_data("y", fit.y), *_validation(fit), *_compiled(fit)]),
        *_summary(fit.model),
    ]
    return item("fit", fit.origin, "", "\n\n".join(filter(None, lines)))


def _arguments(fit: Fit) -> Iterator[str]:
    for name in ("epochs", "batch_size"):
        if name in fit.call.written:
            yield f"{name} {value_text(fit.get(name))}"


def _amount(fit: Fit) -> str:
    run = run_of(fit)
    if run.steps is None or run.updates is None:
        return ""
    return f"{counted(run.steps, 'update')} an epoch, {run.updates:,} in all"


def _validation(fit: Fit) -> Iterator[str]:
    if fit.validation is not None:
        yield from _data("validation x", fit.validation[0])
        yield from _data("validation y", fit.validation[1])
        return
    share = fit.get("validation_split")
    part = number(share)
    if part:
        yield f"- validation: the last {part * 100:g} % of the rows, as they stand before shuffling"
    elif "validation_split" in fit.call.written and part is None:
        yield f"- validation: a split of {value_text(share)}"
    elif fit.call.complete:
        yield "- validation: none"


def _compiled(fit: Fit) -> Iterator[str]:
    if fit.compile is not None:
        loss = "; ".join(_losses(fit.compile))
        yield f"- compiled with {_optimizer(fit.compile.optimizer)}; loss {loss}"


def _losses(call: Compile) -> list[str]:
    if call.losses:
        return [f"{_loss(loss)} for `{output}`" for output, loss in call.losses.items()]
    return [_loss(call.loss)]


def _optimizer(value: Value[Optimizer]) -> str:
    if not isinstance(value, Known):
        return value_text(value)
    rate = value.value.learning_rate
    return f"`{value.value.class_name}`, learning rate {value_text(rate)}"


def _loss(value: Value[Loss]) -> str:
    if not isinstance(value, Known):
        return value_text(value)
    logits = value.value.from_logits
    on_logits = isinstance(logits, Known) and logits.value
    return f"`{value.value.class_name}`" + (" on logits" if on_logits else "")


def _metrics(value: Value[tuple[Value[Metric], ...]]) -> str:
    if not isinstance(value, Known):
        return value_text(value)
    names = [f"`{m.value.class_name}`" if isinstance(m, Known) else "unknown" for m in value.value]
    return ", ".join(names) or "none"


def _written(call: Call | None) -> str:
    return written_text(call) if call is not None else ""


def _model(model: Value[ModelGraph]) -> str:
    return f"`{model_name(model.value)}`" if isinstance(model, Known) else "an unknown model"


def _summary(model: Value[ModelGraph]) -> Sequence[str]:
    return [model_text(model.value)] if isinstance(model, Known) else []


def _data(role: str, value: Value[Tensor]) -> list[str]:
    """The tensor, and one line for each step on its way here."""
    if not isinstance(value, Known):
        return [f"- {role}: {value_text(value)}"]
    tensor = value.value
    facts = [shape_text(tensor.shape), tensor.dtype, _interval(tensor), tensor.scaling]
    facts += [f"{tensor.labels} labels" if tensor.labels else None]
    head = f"- {role}{f' `{tensor.name}`' if tensor.name else ''}: "
    steps = [f"  - {step.text}{line_text(step.origin)}" for step in tensor.trail]
    return [head + ", ".join(filter(None, facts)), *steps]


def _interval(tensor: Tensor) -> str | None:
    if tensor.low is None or tensor.high is None:
        return None
    return f"{tensor.low:g} to {tensor.high:g}"
