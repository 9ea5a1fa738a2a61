"""What a probe found, as data and as JSON.

The JSON document (``version`` 1; fields are only ever added within a version). ``UPDATES`` is a
number of optimiser steps; a *score* runs from -1 (diverged) over 0 (the constant predictor) to 1
(perfect); a range is ``{"start": {"line", "column"}, "end": {...}}``, both from 1; ``cell`` is the
notebook cell's index or null. A list may be empty, a field marked ``?`` may be null.

::

    version      1
    path         the script or notebook
    environment  {python, package, keras, backend, device, platform, cores}
    protections  [sentence]            what the system enforced while foreign code ran
    baseline?    {task: "classification" | "regression" | "multi-label",
                  score, skill, stuck: bool, updates, users_updates, train_samples,
                  held_out_samples, trivial: {name, value}?, noise: {same_seed, seeds}?, curve}
    evidence     [{kind, sentence, value?, layer?, line?, step?, cell?, code?, tier?, range?}]
                 with a code: a finding that only the run shows, of the rule with that code
    gradients    [{layer, line?, points: [{updates, value}]}]    RMS gradient per weight
    activations  [{layer, line?, dead, saturated}]               shares of units, 0 to 1
    labels       [{label, count, share}]
    inputs       [{feature, low, high, mean, deviation}]         as they reach fit()
    arms         [{name, title, codes, curve, seeds}]
                 name: "as-is", "fix-0", "all", "all-but-0", "fix-0-and-1" (the numbers are
                 indices of verdicts), "recommended";
                 curve: [{updates, mean, low, high, train?, plain?}], score over the
                 seeds; plain: held-out accuracy or R²
    verdicts     [{code, name, cell?, range, verdict, together_with: [code], metric, effect?,
                   interval: {low, high}?, margin, seeds, updates, seconds, reason,
                   alone?, all_but_one?, effects: [one per seed], curves: [arm name]}]
                 alone, all_but_one: {effect, interval?, seeds, updates}, the two comparisons
    ranking      [index into verdicts]      most gain first, only what helped
    recommended  [{cell?, range, text}]     the smallest set of edits that keeps the gain
    recommended_for [index into verdicts]
    seconds      the whole probe
    error?       {sentence, line?, output}  why nothing could be run
    compared?    {before, after, command}   two versions by name, where an edit was tried and no
                 findings: there is one verdict then, with the code "edit"
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Literal, cast

from kerascope.fixes.edit import Edit
from kerascope.rules.finding import Tier
from kerascope.source.position import Range

VERSION = 1

Outcome = Literal[
    "confirmed",
    "secondary",
    "speed only",
    "refuted",
    "harmful",
    "inconclusive",
    "untestable",
    "could not run",
]
Task = Literal["classification", "regression", "multi-label"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the mean effect lies, at 90 %."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Held-out score after ``updates`` steps: mean and range over the seeds.

    ``train`` is the score on training data, ``plain`` the held-out accuracy (regression: R²).
    """

    updates: int
    mean: float
    low: float
    high: float
    train: float | None = None
    plain: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """One version of the script that was trained: ``codes`` are the fixes in it."""

    name: str
    title: str
    codes: tuple[str, ...]
    curve: tuple[CurvePoint, ...]
    seeds: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms over paired seeds; ``effects`` holds one difference of scores a seed."""

    effect: float
    interval: Interval | None
    effects: tuple[float, ...]
    updates: int

    @property
    def seeds(self) -> int:
        return len(self.effects)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the trials say about one finding; ``reason`` is a sentence for a student."""

    code: str
    name: str
    cell: int | None
    range: Range
    verdict: Outcome
    reason: str
    metric: str = ""
    margin: float = 0.0
    together_with: tuple[str, ...] = ()
    effect: float | None = None
    interval: Interval | None = None
    effects: tuple[float, ...] = ()
    seeds: int = 0
    updates: int = 0
    seconds: float = 0.0
    alone: Comparison | None = None
    all_but_one: Comparison | None = None
    curves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing seen in the instrumented run; ``step`` is the first update that showed it.

    ``code`` is the rule whose fault it is, ``tier`` how sure that is, and ``range`` where the fault
    comes from: such evidence is a finding of its own. All three are None for a mere measurement.
    """

    kind: str
    sentence: str
    value: float | None = None
    layer: str | None = None
    line: int | None = None
    step: int | None = None
    cell: int | None = None
    code: str | None = None
    tier: Tier | None = None
    range: Range | None = None


@dataclass(frozen=True, slots=True)
class TracePoint:
    """A measurement after ``updates`` steps."""

    updates: int
    value: float


@dataclass(frozen=True, slots=True)
class GradientTrace:
    """Root mean square of a layer's gradient, per weight, while it trains."""

    layer: str
    line: int | None
    points: tuple[TracePoint, ...]


@dataclass(frozen=True, slots=True)
class Activation:
    """Shares of a layer's units that never fire (``dead``) or hardly leave their bounds."""

    layer: str
    line: int | None
    dead: float
    saturated: float


@dataclass(frozen=True, slots=True)
class LabelCount:
    """One class and how often it stands in the training labels."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class InputScale:
    """The scale of one input feature (or of a whole input) as it reaches ``fit``."""

    feature: str
    low: float
    high: float
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Trivial:
    """The predictor to beat: ``majority class`` (an accuracy) or ``mean`` (an R²)."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Noise:
    """How far two equal arms came apart: same seed twice, and two seeds."""

    same_seed: float
    seeds: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """The script as it is. ``users_updates`` is what its own ``fit`` would take."""

    task: Task
    score: float
    skill: float
    stuck: bool
    updates: int
    users_updates: int
    train_samples: int
    held_out_samples: int
    curve: tuple[CurvePoint, ...]
    trivial: Trivial | None = None
    noise: Noise | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the trials ran."""

    python: str
    package: str
    keras: str
    backend: str
    device: str
    platform: str
    cores: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing could be run: a sentence, the user's line, the end of the output."""

    sentence: str
    line: int | None = None
    output: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The names of two versions, and the command that compares them."""

    before: str
    after: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """Everything one probe found. ``error`` is set where the script as it is could not run."""

    path: str
    environment: Environment | None
    protections: tuple[str, ...]
    baseline: Baseline | None
    verdicts: tuple[Verdict, ...]
    seconds: float
    evidence: tuple[Evidence, ...] = ()
    gradients: tuple[GradientTrace, ...] = ()
    activations: tuple[Activation, ...] = ()
    labels: tuple[LabelCount, ...] = ()
    inputs: tuple[InputScale, ...] = ()
    arms: tuple[Arm, ...] = ()
    ranking: tuple[int, ...] = ()
    recommended: tuple[Edit, ...] = ()
    recommended_for: tuple[int, ...] = ()
    error: Failure | None = None
    compared: Compared | None = None


def to_json(report: ProbeReport) -> dict[str, Any]:
    """The report as the stable JSON document that this module's docstring describes."""
    return {"version": VERSION, **cast("dict[str, Any]", _plain(report))}


def _plain(value: object) -> object:
    if isinstance(value, Comparison):
        return {**asdict(value), "seeds": value.seeds}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: _plain(item) for key, item in items}
    if isinstance(value, float):
        return round(value, 6)
    return value
