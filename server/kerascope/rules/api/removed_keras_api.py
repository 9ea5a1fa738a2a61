"""KS801."""

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import heads, models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.reader.library import signatures
from kerascope.rules._compile_order import is_last_positional, misplaced_metrics
from kerascope.rules.era import is_of_keras_2, is_of_keras_3
from kerascope.rules.renames import renamed
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_METHODS = {
    "fit_generator": "fit",
    "evaluate_generator": "evaluate",
    "predict_generator": "predict",
    "predict_proba": "predict",
    "predict_classes": "predict",
}


class RemovedKerasApi(Rule):
    """An argument or method of Keras 1 or 2 that Keras 3 refuses or ignores.

    ## Why it stops learning

    Most old names make Keras 3 stop with an error. One is worse: an optimiser's `decay` is
    accepted and ignored, so the learning rate that was meant to fall stays where it is. And
    `compile(optimizer, loss, ["accuracy"])` gave metrics to Keras 2, but gives loss weights to
    Keras 3, which stops at `fit` with an error about types.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.SGD(lr=0.01, momentum=0.9),  # raises ValueError  # <- KS801
        loss="binary_crossentropy",
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss="binary_crossentropy",
    )
    ```

    ## Silent when

    The script uses `tf_keras` or asks for the old Keras by `TF_USE_LEGACY_KERAS`, or the
    optimiser comes from `keras.optimizers.legacy`. In a script that only an older Keras can run
    (it imports `keras.layers.core` or calls `fit_generator`, say) all places are one finding, for
    information: whoever runs it has that Keras. Where nothing shows that the script is for Keras 3
    (a file named `.keras`, an `Input` in a `Sequential` model after `import keras`, `keras.ops`),
    findings are for information too.

    ## References

    - [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
    """

    code = "KS801"
    name = "removed-keras-api"
    tier = "certain"
    effect = "stops"
    fixable = "safe"
    seed = ("Keras 2 code", "version differences", "learning rate schedules")
    systems = ("Keras (error at run time)",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        if program.backend.keras != 3 or _asks_for_legacy(program):
            return
        calls = [call for call in program.calls if not call.origin.path]
        found = [fault for call in calls for fault in _faults(call)]
        if is_of_keras_2(program):
            found = _as_one([fault for fault in found if fault.subject[0] != "decay"])
        elif not is_of_keras_3(program):
            found = [replace(fault, tier="hypothesis") for fault in found]
        yield from found

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        kind, call, name = fault.subject
        edit = Editor(program)
        if kind == "rename":
            new = renamed(call.name, call.class_name)[name]
            if new is None:
                edit.remove_argument(call, name)
                return edit.fix(f"Remove {name}", safe=True)
            edit.rename_argument(call, name, new)
            return edit.fix(f"Write {new}", safe=True)
        if kind == "decay":
            return _schedule(edit, call)
        if kind == "order":
            edit.insert(fault.origin.cell, fault.origin.range.start, "metrics=")
            return edit.fix("Write metrics=", safe=True)
        return _today(edit, program, call, name)


def _faults(call: Call) -> Iterator[Fault]:
    yield from _arguments(call)
    if call.name.startswith("keras.optimizers.") and "decay" in call.arguments:
        yield from _decay(call)
    if (metrics := misplaced_metrics(call)) is not None:
        yield _order(call, metrics)
    if (method := _called(call)) is not None and method.text in _METHODS:
        yield _method(call, method)


def _as_one(found: list[Fault]) -> list[Fault]:
    """One word on a script of another age, at the first place, instead of one at each."""
    if not found:
        return []
    first = min(found, key=lambda fault: (fault.origin.cell or 0, fault.origin.range))
    names = list(dict.fromkeys(fault.subject[2] for fault in found))
    message = (
        f"This script is written for an older Keras: Keras 3 does not know {_listed(names)}. "
        "With the Keras it was written for, it runs as it is."
    )
    others = [fault.origin for fault in found if fault is not first]
    related = tuple((f"{origin.text} is gone too", origin) for origin in others[:8])
    return [replace(first, message=message, related=related, tier="hypothesis")]


def _listed(names: list[str]) -> str:
    shown = names if len(names) < 6 else [*names[:5], "others"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _asks_for_legacy(program: TrainingProgram) -> bool:
    return any(".legacy" in found.written for found in program.imports)


def _arguments(call: Call) -> Iterator[Fault]:
    table = renamed(call.name, call.class_name)
    for name, place in call.arguments.items():
        if name not in table or getattr(place.node, "keyword", None) is None:
            continue
        if ".legacy." in call.origin.text or _is_still_there(call, name):
            continue
        new = table[name]
        owner = call.class_name
        advice = f"it is called {new} now" if new else "there is no such argument any more"
        counts = name in ("samples_per_epoch", "nb_val_samples", "val_samples")
        if counts:
            advice = f"{new} is its successor, and counts batches instead of samples"
        message = f"Keras 3 does not know the argument {name} of {owner}: {advice}."
        clash = new is not None and new in call.arguments
        subject = ("rename", call, name)
        yield Fault(place, message, subject=subject, fixable=not (clash or counts))


def _is_still_there(call: Call, name: str) -> bool:
    signature = signatures.signature(call.name, 3)
    return signature is None or any(p.name == name for p in signature.parameters)


def _decay(call: Call) -> Iterator[Fault]:
    if ".legacy." in call.origin.text or number(call.get("decay")) == 0:
        return
    rate = number(call.get("lr") if "lr" in call.written else call.get("learning_rate"))
    stays = f"stays at {rate:g}" if rate is not None else "never falls"
    message = f"Keras 3 ignores decay: the learning rate {stays}; a schedule makes it fall."
    place = call.arguments["decay"]
    yield Fault(place, message, subject=("decay", call, "decay"), tier="likely")


def _order(call: Call, place: Origin) -> Fault:
    message = (
        "The third argument of compile() is loss_weights in Keras 3 (it was metrics in Keras 2): "
        f"fit() stops with an error about {place.text}; write metrics=."
    )
    subject = ("order", call, "metrics as the third argument")
    return Fault(place, message, subject=subject, fixable=is_last_positional(call, place))


def _called(call: Call) -> Origin | None:
    """The method's name in ``model.fit_generator(...)``."""
    node = call.origin.node
    if not call.name.startswith("keras.Model.") or not isinstance(node, cst.Call):
        return None
    if not isinstance(node.func, cst.Attribute):
        return None
    return Origin(call.origin.piece, node.func.attr)


def _method(call: Call, place: Origin) -> Fault:
    old = place.text
    message = f"Keras 3 models have no {old}(); {_METHODS[old]}() does it."
    return Fault(place, message, subject=("method", call, old))


def _schedule(edit: Editor, call: Call) -> Fix:
    """``learning_rate=InverseTimeDecay(rate, 1, decay)``: what ``decay`` once did."""
    made = edit.name_for("keras.optimizers.schedules.InverseTimeDecay")
    decay = value_of(call.arguments["decay"]).text
    written = next((n for n in ("lr", "learning_rate") if n in call.arguments), None)
    if written is not None:
        place = call.arguments[written]
        text = f"{made}({value_of(place).text}, 1, {decay})"
        if written == "lr":
            edit.replace(Origin(place.piece, _keyword(place)), "learning_rate")
        edit.replace(value_of(place), text)
        edit.remove_argument(call, "decay")
    else:
        rate = number(call.get("learning_rate"))
        if rate is None:
            raise CannotEdit
        place = call.arguments["decay"]
        edit.replace(Origin(place.piece, _keyword(place)), "learning_rate")
        edit.replace(value_of(place), f"{made}({rate:g}, 1, {decay})")
    return edit.fix("Use a schedule that decays", safe=True)


def _keyword(place: Origin) -> cst.Name:
    node = place.node
    if not isinstance(node, cst.Arg) or node.keyword is None:
        raise CannotEdit
    return node.keyword


def _today(edit: Editor, program: TrainingProgram, call: Call, old: str) -> Fix:
    place = _called(call)
    if place is None:
        raise CannotEdit
    edit.replace(place, _METHODS[old])
    if "generator" in call.arguments and _METHODS[old] in ("fit", "evaluate", "predict"):
        edit.rename_argument(call, "generator", "x")
    if old == "predict_classes":
        start, end = call.origin.range.start, call.origin.range.end
        if _units(program, call) == 1:
            edit.insert(call.origin.cell, start, "(")
            edit.insert(call.origin.cell, end, ' > 0.5).astype("int32")')
        else:
            edit.insert(call.origin.cell, end, ".argmax(axis=-1)")
    return edit.fix(f"Call {_METHODS[old]}()", safe=True)


def _units(program: TrainingProgram, call: Call) -> int:
    """The size of the output of the model that predicts; CannotEdit where it is not known."""
    for use in program.uses:
        if use.call is call:
            for model in models_in(use.model):
                found = heads(model)
                if len(found) == 1 and found[0].units is not None:
                    return found[0].units
    raise CannotEdit
