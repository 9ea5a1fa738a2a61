"""What the instrumented run measured, said in sentences."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import log
from statistics import mean
from typing import Any

from kerascope.probe.places import Places
from kerascope.probe.sample_faults import Seen, faults_in
from kerascope.probe.script import Place, Script
from kerascope.probe.verdict import (
    Activation,
    Evidence,
    GradientTrace,
    InputScale,
    LabelCount,
    Task,
    TracePoint,
)
from kerascope.rules.registry import rule_of

_WIDE_INPUT = 5.0
_WIDE_TARGET = 50.0
_UNSCALED = 50.0
_SATURATED = 0.8
_DEAD = 0.5
_MOSTLY_DEAD = 0.9
_ONE_ANSWER = 0.95
_EXPLODED = 1e4
_SHRINKS = 30.0
_GROWS = 100.0
_LARGE_UPDATE = 0.1
_TINY_UPDATE = 1e-6
_LOSS_OFF = 1.5
_RARE = 0.1
_HEAVY = 0.5
_ROUNDED = 0.005
_MANY = 4
_NO_GRADIENT = 1e-7

Message = dict[str, Any]


@dataclass(slots=True)
class Observation:
    """Collects messages; ``tell`` hears of each piece of evidence once, as soon as it shows."""

    script: Script
    places: Places
    tell: Callable[[Evidence], None]
    found: dict[str, Evidence] = field(default_factory=dict[str, Evidence])
    gradients: dict[str, list[TracePoint]] = field(default_factory=dict[str, list[TracePoint]])
    activations: dict[str, Activation] = field(default_factory=dict[str, Activation])
    labels: tuple[LabelCount, ...] = ()
    inputs: tuple[InputScale, ...] = ()
    _is_cross_entropy: bool = False
    lines: dict[str, int | None] = field(default_factory=dict[str, int | None])
    _answer: Message = field(default_factory=dict[str, Any])

    def hear(self, message: Message) -> None:
        """Take in one message of the instrumented run."""
        if message["event"] == "data":
            self._data(message)
        elif message["event"] == "samples":
            for fault in faults_in(message):
                self._fault(fault)
        elif message["event"] == "reach":
            self._reach(message)
        elif message["event"] == "step":
            self._step(message)
        elif message["event"] == "breakdown":
            self._breakdown(message)
        elif message["event"] == "outcome":
            self._answer = message
            self._dead_to_the_end(message["updates"])
        elif message["event"] == "mixing":
            self._say(
                "mixed-samples",
                "What the model answers for a sample changes with the other samples in its "
                "batch, so its score is what it answers for each sample alone.",
            )

    def by_hand(self, line: int | None) -> None:
        """The script has a training loop of its own."""
        self._say(
            "by-hand",
            "The script trains in a loop of its own. The trials take the model, the loss, the "
            "optimizer and the batches of that loop, and train them by a plain step in its place.",
            place=self.script.place(line),
        )

    def learnt_nothing(self, plain: float, updates: int, task: Task) -> None:
        """The script as it is stays with the constant predictor: ``plain`` is accuracy or R²."""
        seen = (
            f"explains {max(plain, 0.0):.0%} of the variance of the held-out values"
            if task == "regression"
            else f"is right in {plain:.1%} of the held-out cases"
        )
        fixed = 0.0 if task == "regression" else max((x.share for x in self.labels), default=1.0)
        how = "hardly" if plain > fixed + _ROUNDED else "no"
        self._fault(
            Seen(
                "KS908",
                "likely",
                f"After {updates} updates the script as it is {seen}, {how} better than a fixed "
                f"answer{self._always()}.",
                "fit",
                plain,
            ),
            key="no-progress",
            step=updates,
        )

    def _always(self) -> str:
        """What the model answers, where that is nearly always the same."""
        share, spread = self._answer.get("share"), self._answer.get("spread")
        if share is not None and share >= _ONE_ANSWER:
            return f": it gives class {self._answer['answer']} for {share:.0%} of them"
        if spread is not None and spread < 1 - _ONE_ANSWER:
            return ": it gives nearly the same number for all of them"
        return ""

    def fail(self, reason: str) -> None:
        """The instrumented run broke off."""
        self._say("observation-failed", f"The instrumented run broke off: {reason}")

    def traces(self) -> tuple[GradientTrace, ...]:
        """Gradients by layer, in the order of the model."""
        return tuple(
            GradientTrace(layer, self._line(layer), tuple(points))
            for layer, points in self.gradients.items()
        )

    def _data(self, message: Message) -> None:
        names = ("feature", "low", "high", "mean", "deviation")
        self.inputs = tuple(InputScale(*(i[n] for n in names)) for i in message["inputs"])
        self.labels = tuple(LabelCount(**label) for label in message["labels"])
        if message["task"] == "multi-label":
            self._label_shares()
        else:
            self._label_balance()
        if message["targets"]:
            self._target_scale(message["targets"])
        # What the loss of several outputs comes to says nothing of one of them.
        alone = message["task"] == "classification" and not message["several"]
        self._is_cross_entropy = alone and "entropy" in message["loss_name"]

    def _reach(self, message: Message) -> None:
        """What the first weights are multiplied with, after whatever the model does before."""
        self.lines.update(message["lines"])
        scale, layer = message["scale"], message["layer"]
        if scale is None or (spread := abs(scale["mean"]) + scale["deviation"]) <= _WIDE_INPUT:
            return
        sentence = (
            f"What reaches {layer} runs from {scale['low']:g} to {scale['high']:g}; networks learn "
            "best from values around 1."
        )
        if spread > _UNSCALED:
            self._fault(Seen("KS101", "likely", sentence, "x", spread), key="input-scale")
        else:
            self._say("input-scale", sentence, spread)

    def _target_scale(self, targets: Message) -> None:
        spread = abs(targets["mean"]) + targets["deviation"]
        if spread > _WIDE_TARGET:
            self._say(
                "target-scale",
                f"The targets run from {targets['low']:g} to {targets['high']:g}; a fresh network "
                "puts out values around 0 and needs many steps to get there.",
                spread,
            )

    def _label_shares(self) -> None:
        """Of labels that do not exclude each other."""
        if not self.labels:
            return
        plain = mean(max(label.share, 1 - label.share) for label in self.labels)
        self._say(
            "trivial",
            "Always giving each label its more frequent answer is right for "
            f"{plain:.1%} of the labels: that is the accuracy to beat.",
            plain,
        )
        rarest = min(self.labels, key=lambda label: label.share)
        if rarest.share < _RARE:
            self._say(
                "imbalance",
                f"Label {rarest.label} is set in {rarest.count} samples ({rarest.share:.1%}): it "
                "hardly counts in the loss.",
                rarest.share,
            )

    def _label_balance(self) -> None:
        if not self.labels:
            return
        most = max(self.labels, key=lambda label: label.share)
        self._say(
            "trivial",
            f"Always answering the most frequent class ({most.label}) is right in "
            f"{most.share:.1%} of the cases: that is the accuracy to beat.",
            most.share,
        )
        rarest = min(self.labels, key=lambda label: label.share)
        if rarest.share < _RARE * most.share:
            self._say(
                "imbalance",
                f"Class {rarest.label} has {rarest.count} samples, class {most.label} has "
                f"{most.count}: the rare one hardly counts in the loss.",
                rarest.share,
            )

    def _step(self, message: Message) -> None:
        updates, layers = message["updates"], message["gradients"]
        self.lines.update(message["lines"])
        if updates == 0:
            self._penalty(message["loss"], message["penalty"])
            self._first_loss(message["loss"], message["penalty"])
        if not message["finite"]:
            self._say(
                "non-finite", f"The loss is not a number after {updates} updates.", step=updates
            )
        for entry in layers:
            if entry["value"] is not None:
                point = TracePoint(updates, entry["value"])
                self.gradients.setdefault(entry["layer"], []).append(point)
        self._gradient_flow(layers, message["embeddings"], updates)
        self._units(message["activations"], updates)
        flat = bool(layers) and all((e["value"] or 0.0) < _NO_GRADIENT for e in layers)
        self._update_sizes(message["ratios"], updates, flat)

    def _penalty(self, loss: float | None, penalty: float) -> None:
        if loss is not None and penalty > _HEAVY * abs(loss):
            self._say(
                "penalty",
                f"Of the loss of {loss:.2f} at the start, {penalty:.2f} are penalties on weights: "
                "training shrinks them rather than learning from the data.",
                penalty / loss,
                step=0,
            )

    def _first_loss(self, loss: float | None, penalty: float) -> None:
        if loss is None or len(self.labels) < 2 or not self._is_cross_entropy:
            return
        even, loss = log(len(self.labels)), loss - penalty
        if loss > _LOSS_OFF * even:
            self._say(
                "initial-loss",
                f"The loss starts at {loss:.2f}; guessing {len(self.labels)} classes evenly would "
                f"give {even:.2f}. The first outputs are sure of wrong answers.",
                loss,
                step=0,
            )

    def _gradient_flow(self, layers: list[Message], apart: list[str], updates: int) -> None:
        for entry in layers:
            if entry["missing"]:
                self._say(
                    f"no-gradient {entry['layer']}",
                    f"No gradient reaches {entry['layer']}: nothing trains it.",
                    layer=entry["layer"],
                    step=updates,
                )
        known = [e for e in layers if e["value"] is not None and e["layer"] not in apart]
        if len(known) < 2:
            return
        first, last = known[0], known[-1]
        if last["value"] > _SHRINKS * first["value"]:
            ratio = last["value"] / max(first["value"], 1e-30)
            self._say(
                "vanishing-gradient",
                f"{_when(updates)} the gradient is {_times(ratio)} smaller in "
                f"{first['layer']} than in {last['layer']}: "
                "the first layers get little to learn from.",
                ratio,
                first["layer"],
                updates,
            )
        elif first["value"] > _GROWS * max(last["value"], 1e-30):
            ratio = first["value"] / max(last["value"], 1e-30)
            self._say(
                "exploding-gradient",
                f"The gradient grows {_times(ratio)} on its way from {last['layer']} back to "
                f"{first['layer']}.",
                ratio,
                first["layer"],
                updates,
            )

    def _breakdown(self, found: Message) -> None:
        """Every weight is no number any more: what was the case one update before."""
        update, layer, loss = found["update"], found["layer"], found["loss"]
        gradient, largest = found["gradient"], found["largest"]
        when = f"In update {update} the weights turn into NaN"
        if gradient is None or gradient > _EXPLODED or largest > _EXPLODED:
            grown = "beyond all bounds" if gradient is None else f"to {gradient:.1g}"
            said = f"{when}: the gradient has grown {grown}, the largest weight to {largest:.1g}."
        elif layer is not None:
            said = f"{when}: what {layer} puts out is no number, though all weights still are."
        elif loss is None:
            said = (
                f"{when}: the model's outputs are numbers, but the loss made of them is none; a "
                "logarithm or a quotient of 0 does that."
            )
        else:
            said = f"{when}: the loss was still {loss:.3g}, but its gradient is no number."
        if largest > _EXPLODED or (gradient or 0.0) > _EXPLODED:
            fault, layer = Seen("KS507", "likely", said, "optimizer", float(update)), None
        else:
            fault = Seen("KS709", "likely", said, "fit", float(update))
        self._fault(fault, key="breakdown", layer=layer, step=update)

    def _dead_to_the_end(self, updates: int) -> None:
        for name, units in self.activations.items():
            if units.dead > _MOSTLY_DEAD and updates > 0:
                said = (
                    f"After {updates} updates {units.dead:.0%} of the units of {name} give 0 for "
                    "every sample: no gradient passes them, so they stay dead."
                )
                self._fault(
                    Seen("KS203", "likely", said, "fit", units.dead),
                    key=f"dead-for-good {name}",
                    layer=name,
                    step=updates,
                )

    def _units(self, entries: list[Message], updates: int) -> None:
        for entry in entries:
            layer, dead, saturated = entry["layer"], entry["dead"], entry["saturated"]
            self.activations[layer] = Activation(layer, self._line(layer), dead, saturated)
        self._bad_units(
            "saturated",
            [entry for entry in entries if entry["saturated"] > _SATURATED],
            lambda worst: (
                f"{worst['saturated']:.0%} of what {worst['layer']} ({worst['kind']}) puts out "
                "lies at its bounds, where it passes almost no gradient."
            ),
            updates,
        )
        self._bad_units(
            "dead",
            [entry for entry in entries if entry["dead"] > _DEAD],
            lambda worst: (
                f"{worst['dead']:.0%} of the units of {worst['layer']} are dead: they give 0 for "
                "every sample."
            ),
            updates,
        )

    def _bad_units(
        self, kind: str, bad: list[Message], say: Callable[[Message], str], updates: int
    ) -> None:
        """Layer by layer; of many at once the worst, and how many there are."""
        new = [entry for entry in bad if f"{kind} {entry['layer']}" not in self.found]
        if len(new) > _MANY:
            new = [] if f"{kind} many" in self.found else new
            for worst in sorted(new, key=lambda entry: -entry[kind])[:1]:
                more = f"{say(worst)[:-1]}; in {len(new) - 1} more layers it is alike."
                self._say(f"{kind} many", more, worst[kind], worst["layer"], updates)
            return
        for entry in new:
            self._say(f"{kind} {entry['layer']}", say(entry), entry[kind], entry["layer"], updates)

    def _update_sizes(self, entries: list[Message], updates: int, flat: bool) -> None:
        if not entries:
            return
        most = max(entries, key=lambda entry: entry["value"])
        if most["value"] > _LARGE_UPDATE:
            self._say(
                "large-update",
                f"One update moves the weights of {most['layer']} by {most['value']:.0%} of their "
                "size; about 0.1 % is usual. The steps are too large.",
                most["value"],
                most["layer"],
                updates,
            )
        elif 0 < most["value"] < _TINY_UPDATE:
            self._say(
                "tiny-update",
                f"No update moves any layer by more than {most['value']:.0e} of its size: "
                + ("the loss has next to no slope here." if flat else "the steps are too small."),
                most["value"],
                step=updates,
            )

    def _fault(
        self, seen: Seen, key: str = "", layer: str | None = None, step: int | None = None
    ) -> None:
        """A finding of its own: it stands where its layer is made, or the part that it is of."""
        rule = rule_of(seen.code)
        assert rule, f"There is no rule {seen.code}."
        made = self.script.place(self.lines.get(layer)) if layer else None
        spot = self.places.line(made) or self.places.of(seen.part)
        evidence = Evidence(
            rule.name,
            seen.sentence,
            seen.value,
            layer,
            spot.range.start.line if spot else None,
            step,
            spot.cell if spot else None,
            seen.code,
            seen.tier,
            spot.range if spot else None,
        )
        self._note(key or rule.name, evidence)

    def _say(
        self,
        key: str,
        sentence: str,
        value: float | None = None,
        layer: str | None = None,
        step: int | None = None,
        place: Place | None = None,
    ) -> None:
        """A measurement; the kind is the key's first word."""
        place = self.script.place(self.lines.get(layer)) if layer else place
        line, cell = (place.line, place.cell) if place else (None, None)
        self._note(key, Evidence(key.split()[0], sentence, value, layer, line, step, cell))

    def _note(self, key: str, evidence: Evidence) -> None:
        """Once a key."""
        if key not in self.found:
            self.found[key] = evidence
            self.tell(evidence)

    def _line(self, layer: str) -> int | None:
        place = self.script.place(self.lines.get(layer))
        return place.line if place else None


def _when(updates: int) -> str:
    return f"After {updates} updates" if updates else "From the start"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f} times" if ratio < 1e6 else "millions of times"
