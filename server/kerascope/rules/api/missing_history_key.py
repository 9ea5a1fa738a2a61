"""KS802."""

import re
from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit, Lookup, Metric
from kerascope.program.value import Known, is_known_none
from kerascope.rules._compile_order import misplaced_metrics
from kerascope.rules._metrics import OLD_NAMES, adds_metrics
from kerascope.rules.era import is_of_keras_2, is_of_keras_3
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_TWINS = {
    "acc": "accuracy",
    "accuracy": "acc",
    "mae": "mean_absolute_error",
    "mean_absolute_error": "mae",
    "mse": "mean_squared_error",
    "mean_squared_error": "mse",
}
_ALWAYS = frozenset({"loss", "lr", "learning_rate"})


class MissingHistoryKey(Rule):
    """A metric is looked up in the training history under a name that it does not have.

    ## Why it stops learning

    Keras logs a metric under the name that `compile` was given: `accuracy` where it says
    `accuracy`, `acc` where it says `acc` (until Keras 2.3 it was `acc` for both), and `val_...`
    only with validation data. Any other name raises a KeyError after training, and the curve
    that would show whether the model learns is never seen.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([keras.Input((64,)), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x / 16, y, validation_split=0.2, epochs=20)
    curve = history.history["val_acc"]  # raises KeyError  # <- KS802
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([keras.Input((64,)), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x / 16, y, validation_split=0.2, epochs=20)
    curve = history.history["val_accuracy"]
    ```

    ## Silent when

    The script is ready for either name: it catches the KeyError, or asks first whether the name is
    there. The model has several outputs or a training step of its own, a metric is not known, or
    a layer may add one (`add_metric`, a layer that is not read, a model without a loss). In a
    script that only Keras 2 can run it is for information: there, other names may be right. So is
    `acc` for `accuracy` after `import keras`, where nothing shows that the script is for Keras 3:
    all places are one finding then.

    ## References

    - [Keras: metrics](https://keras.io/api/metrics/)
    """

    code = "KS802"
    name = "missing-history-key"
    tier = "certain"
    effect = "stops"
    fixable = "safe"
    seed = ("wrong metric name",)
    systems = ("Keras (KeyError at run time)",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        old = is_of_keras_2(program)
        unsure = program.backend.package in ("keras", "none") and not is_of_keras_3(program)
        other_names: list[Fault] = []
        for lookup in program.lookups:
            fit = None if _is_ready_for_either(lookup) else lookup.fit
            if fit is None or fit.compile is None or not all(map(_is_plain, models_in(fit.model))):
                continue
            names = _logged(fit.compile)
            if names is not None and (fault := _judge(lookup, fit, names)) is not None:
                if not fault.fixable and _may_log_more(lookup, fit, program):
                    continue
                if not fault.fixable and any(m.kind == "unknown" for m in models_in(fit.model)):
                    continue
                if _is_old_name(lookup) and fault.fixable and (old or unsure):
                    other_names.append(fault)
                    continue
                other_name = fault.fixable and unsure
                yield replace(fault, tier="hypothesis") if old or other_name else fault
        yield from _as_one(other_names)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        for place, name in fault.subject.items():
            edit.replace(place, edit.quoted(name, place))
        names = " and ".join(dict.fromkeys(fault.subject.values()))
        return edit.fix(f"Look up {names}", safe=True)


def _is_old_name(lookup: Lookup) -> bool:
    return lookup.key.removeprefix("val_") in OLD_NAMES


def _as_one(found: list[Fault]) -> Iterator[Fault]:
    """One word on a script that may be of another age, at the first place, not one at each."""
    subject = {place: name for fault in found for place, name in fault.subject.items()}
    if not subject:
        return
    (first, new), *others = subject.items()
    old = first.text.strip("\"'")
    message = (
        f"The history has no {old!r} since Keras 2.3, which logs it as {new!r}: with that or a "
        "later Keras, this lookup raises a KeyError after training."
    )
    related = tuple((f"{place.text} likewise", place) for place, _ in others[:8])
    related = (*found[0].related, *related)
    yield Fault(first, message, related, subject=subject, tier="hypothesis")


def _is_ready_for_either(lookup: Lookup) -> bool:
    """Whether the script reckons with another name: it catches the error, in whose place it tries
    the other one, or asks whether the name is there."""
    asks = re.compile(rf"""["']{re.escape(lookup.key)}["']\s+(?:not\s+)?in\b""")
    for around in lookup.origin.around(cst.Try, cst.If, cst.IfExp):
        node = around.node
        if isinstance(node, cst.Try):
            if any(_catches(Origin(around.piece, handler)) for handler in node.handlers):
                return True
            continue
        test = node.test if isinstance(node, cst.If | cst.IfExp) else node
        if asks.search(Origin(around.piece, test).text):
            return True
    return False


def _catches(handler: Origin) -> bool:
    kind = handler.node.type if isinstance(handler.node, cst.ExceptHandler) else None
    named = Origin(handler.piece, kind).text if kind is not None else "Exception"
    return re.search(r"\b(?:KeyError|LookupError|Exception|BaseException)\b", named) is not None


def _is_plain(model: ModelGraph) -> bool:
    """Whether Keras' own training step logs for one output."""
    return model.kind in ("sequential", "functional", "unknown") and len(model.outputs) <= 1


def _may_log_more(lookup: Lookup, fit: Fit, program: TrainingProgram) -> bool:
    """Whether a layer of the user's, or one that could not be read, may add a metric: it then adds
    the loss as well, or has a name of its own for what is looked up."""
    if lookup.key.startswith("val_") and _has_no_validation(fit):
        return False
    alone = fit.compile is not None and is_known_none(fit.compile.call.get("loss"))
    layers = [layer for model in models_in(fit.model) for layer in walk(model)]
    return (
        alone
        or any(layer.kind == "unknown" or layer.origin.path for layer in layers)
        or adds_metrics(program)
    )


def _judge(lookup: Lookup, fit: Fit, names: set[str]) -> Fault | None:
    key = lookup.key.removeprefix("val_")
    prefix = "val_" if lookup.key.startswith("val_") else ""
    if prefix and _has_no_validation(fit):
        message = (
            f"fit() gets no validation data, so its history has no {lookup.key!r}: this lookup "
            "raises a KeyError after training."
        )
        return Fault(lookup.origin, message, (("the fit", fit.origin),), fixable=False)
    if key in names or key in _ALWAYS:
        return None
    twin = _TWINS.get(key)
    known = ", ".join(sorted(names)) or "no metric"
    message = (
        f"The history has no {lookup.key!r}: compile() asks for {known}; this lookup raises a "
        "KeyError after training."
    )
    trail = (("compiled here", fit.compile.origin),) if fit.compile else ()
    found = twin in names
    subject = {lookup.origin: f"{prefix}{twin}"} if found else None
    return Fault(lookup.origin, message, trail, subject=subject, fixable=found)


def _has_no_validation(fit: Fit) -> bool:
    call = fit.call
    if not call.complete or fit.validation is not None or call.name.endswith("_generator"):
        return False
    split = call.get("validation_split")
    nothing = split if isinstance(split, Known) else None
    return nothing is not None and not nothing.value and is_known_none(call.get("validation_data"))


def _logged(compiled: Compile) -> set[str] | None:
    """The names that the metrics are logged under; None where one is not known."""
    hidden = {"weighted_metrics"} & set(compiled.call.written)
    if hidden or misplaced_metrics(compiled.call):
        return None
    if compiled.losses is not None or not isinstance(compiled.metrics, Known):
        return None
    names: set[str] = set()
    for metric in compiled.metrics.value:
        name = _name(metric.value) if isinstance(metric, Known) else None
        if name is None:
            return None
        names.add(name)
    return names


def _name(metric: Metric) -> str | None:
    if metric.name is not None:
        return metric.name
    if metric.class_name == "custom":
        return None
    if metric.class_name == "AUC":
        return "auc"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", metric.class_name).lower()
