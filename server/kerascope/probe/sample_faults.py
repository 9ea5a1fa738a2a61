"""What the samples show to be wrong with them, said in sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kerascope.probe.places import Part
from kerascope.rules.finding import Tier

_CONFLICTING = 0.01
_LOW_CEILING = 0.95
_SHARED = 0.005
_MANY_SHARED = 5
_OFTEN_SHARED = 3.0
_SHIFTED = 0.3
_UNSEEN = 0.02
_MIXED = 0.5

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A fault that the data or a run have shown: the rule it belongs to, a sentence, and the
    part of the script that it comes from. ``value`` is the number in the sentence."""

    code: str
    tier: Tier
    sentence: str
    part: Part
    value: float | None = None


def faults_in(samples: Message) -> Iterator[Seen]:
    """The faults among the facts that the runtime found, one of a kind."""
    for name, said in _SAYS.items():
        if name in samples and (fault := said(samples[name])):
            yield fault


def _missing(found: Message) -> Seen:
    inputs, labels = found["inputs"], found["labels"]
    what = "input values" if inputs else "labels"
    where = f" in {found['samples']:,} samples" if inputs else ""
    if columns := found["columns"]:
        more = f" and {found['more']} more" if found["more"] else ""
        where += f" (column {', '.join(map(str, columns))}{more}, counted from 0)"
    if inputs and labels:
        where += f", and {labels:,} labels,"
    return Seen(
        "KS109",
        "certain",
        f"{inputs or labels:,} {what}{where} are missing or infinite: one of them in a batch turns "
        "the loss, and then every weight, into NaN.",
        "x" if inputs else "y",
        float(inputs + labels),
    )


def _constant(found: Message) -> Seen:
    if "labels" in found["what"]:
        which = "" if found["class"] is None else f" ({found['class']})"
        said = f"All training samples have the same label{which}: there is nothing to tell apart."
        return Seen("KS108", "certain", said, "y")
    said = "All training samples are equal: nothing in them tells one label from another."
    return Seen("KS108", "certain", said, "x")


def _conflicts(found: Message) -> Seen | None:
    if found["share"] <= _CONFLICTING or found["distinct"] == 1:
        return None
    return Seen(
        "KS110",
        "likely" if found["ceiling"] < _LOW_CEILING else "hypothesis",
        f"{found['share']:.1%} of the training samples have a twin with the same input and another "
        f"label: no model can be right on more than {found['ceiling']:.1%} of them.",
        "y",
        found["share"],
    )


def _shared(found: Message) -> Seen | None:
    # A table of few or rounded columns has equal rows by itself.
    by_itself = _OFTEN_SHARED * found["repeated"]
    if found["count"] < _MANY_SHARED or found["share"] <= _SHARED + by_itself:
        return None
    return Seen(
        "KS902",
        "likely",
        f"{found['share']:.1%} of the validation samples are training samples, too: what "
        "validation reports is partly memory.",
        "validation",
        found["share"],
    )


def _shifted(found: Message) -> Seen | None:
    if found["unseen_share"] > _UNSEEN:
        classes = ", ".join(map(str, found["unseen"]))
        return Seen(
            "KS905",
            "certain",
            f"{found['unseen_share']:.0%} of the validation samples are of classes that training "
            f"never sees ({classes}): they cannot be answered right.",
            "validation",
            found["unseen_share"],
        )
    if found["distance"] <= _SHIFTED:
        return None
    return Seen(
        "KS905",
        "likely",
        f"{found['distance']:.0%} of the validation samples would have to change their class to be "
        "mixed like the training samples: the two are no random parts of one whole.",
        "validation",
        found["distance"],
    )


def _ordered(found: Message) -> Seen | None:
    if found["mixed"] >= _MIXED:
        return None
    return Seen(
        "KS111",
        "likely",
        f"The samples come in the order of their classes: a batch of {found['batch']} is only "
        f"{found['mixed']:.0%} as mixed as the data, so the weights follow one class after "
        "the other.",
        "x",
        found["mixed"],
    )


def _label_column(position: int) -> Seen:
    return Seen(
        "KS911",
        "likely",
        f"Column {position} of the inputs (counted from 0) is the label itself: the model reads "
        "the answer off and learns nothing that helps where the answer is not known.",
        "x",
        float(position),
    )


def _row_numbers(position: int) -> Seen:
    return Seen(
        "KS119",
        "hypothesis",
        f"Column {position} of the inputs (counted from 0) numbers the rows: it says nothing of "
        "new samples, but lets a network tell the known ones apart.",
        "x",
        float(position),
    )


def _outliers(found: Message) -> Seen:
    return Seen(
        "KS116",
        "hypothesis",
        f"A few values of column {found['column']} of the inputs (counted from 0) lie up to "
        f"{found['far']:.0f} interquartile ranges away: 98% of its values share "
        f"{found['bulk']:.1%} of the range from {found['low']:g} to {found['high']:g}.",
        "x",
        found["far"],
    )


_SAYS: Mapping[str, Callable[[Any], Seen | None]] = {
    "missing": _missing,
    "constant": _constant,
    "conflicts": _conflicts,
    "label_column": _label_column,
    "ordered": _ordered,
    "shifted": _shifted,
    "shared": _shared,
    "row_numbers": _row_numbers,
    "outliers": _outliers,
}
