"""The records as tables: what became of true faults and of false alarms."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb

from benchmarks.probe_power.trial import Record

FAMILIES = (
    "data",
    "architecture",
    "initialisation",
    "output and loss",
    "optimisation",
    "regularisation",
    "training loop",
    "API",
    "evaluation",
)
HELPS = ("confirmed", "secondary")
_RISK = 0.05


def upper_bound(hits: int, tries: int) -> float:
    """Clopper and Pearson: the largest rate at which so few hits still come in 5 of 100 rows."""
    if tries == 0 or hits == tries:
        return 1.0
    low, high = hits / tries, 1.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, tries, middle) > _RISK else (low, middle)
    return high


def _at_most(hits: int, tries: int, rate: float) -> float:
    return sum(comb(tries, k) * rate**k * (1 - rate) ** (tries - k) for k in range(hits + 1))


@dataclass(frozen=True, slots=True)
class Faults:
    """What became of findings that are right."""

    records: Sequence[Record]

    def share(self, *verdicts: str) -> str:
        """How many have one of these verdicts, of how many, and as a share."""
        hits = sum(record.verdict in verdicts for record in self.records)
        return _share(hits, len(self.records))

    @property
    def missed(self) -> str:
        """Neither found nor left open."""
        known = (*HELPS, "inconclusive", "speed only")
        hits = sum(record.verdict not in known for record in self.records)
        return _share(hits, len(self.records))


@dataclass(frozen=True, slots=True)
class Alarms:
    """What became of findings that are wrong. ``secondary`` counts as confirmed."""

    records: Sequence[Record]

    @property
    def confirmed(self) -> str:
        return _share(self._wrong, len(self.records))

    @property
    def bound(self) -> str:
        """Every verdict counted by itself."""
        return f"{upper_bound(self._wrong, len(self.records)):.1%}"

    @property
    def bound_by_finding(self) -> str:
        """A finding counts once, and as confirmed if any repeat confirmed it."""
        all_of_them = {(r.case, r.suspect) for r in self.records}
        wrong = {(r.case, r.suspect) for r in self.records if r.verdict in HELPS}
        return f"{upper_bound(len(wrong), len(all_of_them)):.1%}"

    @property
    def _wrong(self) -> int:
        return sum(record.verdict in HELPS for record in self.records)


def _share(hits: int, tries: int) -> str:
    return f"{hits} of {tries} ({hits / tries:.1%})" if tries else "–"


def tables(records: Sequence[Record]) -> Iterator[str]:
    """The lines of the report, as Markdown."""
    yield from _summary(records)
    for backend in sorted({record.backend for record in records}):
        chosen = [record for record in records if record.backend == backend]
        yield from ("", f"### By rule family, {backend}", "")
        yield from _by_family(chosen)
    yield from ("", "### Where the probe and the truth differ", "")
    yield from _differences(records)


def _summary(records: Sequence[Record]) -> Iterator[str]:
    yield _row("backend", "half", "repeats", "faults", "confirmed", "inconclusive", "speed only",
               "missed", "false alarms", "confirmed", "95 % bound", "bound by finding")  # fmt: skip
    yield _rule(12)
    for backend in sorted({record.backend for record in records}):
        for title, half in (("open", False), ("kept apart", True), ("both", None)):
            chosen = _select(
                records, lambda r, b=backend, h=half: r.backend == b and h in (None, r.kept_apart)
            )
            yield _summary_row(backend, title, chosen)


def _summary_row(backend: str, title: str, records: Sequence[Record]) -> str:
    faults = Faults(_select(records, lambda r: r.real))
    alarms = Alarms(_select(records, lambda r: not r.real))
    return _row(
        backend,
        title,
        _repeats(records),
        str(len({(r.case, r.suspect) for r in faults.records})),
        faults.share(*HELPS),
        faults.share("inconclusive"),
        faults.share("speed only"),
        faults.missed,
        str(len({(r.case, r.suspect) for r in alarms.records})),
        alarms.confirmed,
        alarms.bound,
        alarms.bound_by_finding,
    )


def _repeats(records: Sequence[Record]) -> str:
    """How often each finding was tried: the fewest and the most."""
    often = Counter((r.case, r.suspect) for r in records).values()
    fewest, most = min(often, default=0), max(often, default=0)
    return str(most) if fewest == most else f"{fewest} to {most}"


def _by_family(records: Sequence[Record]) -> Iterator[str]:
    yield _row("family", "faults confirmed, open", "kept apart", "inconclusive or speed only",
               "missed", "false alarms confirmed, open", "kept apart")  # fmt: skip
    yield _rule(7)
    for number, title in enumerate(FAMILIES, 1):
        chosen = _select(records, lambda r, n=number: r.family == n)
        faults = Faults(_select(chosen, lambda r: r.real))
        yield _row(
            f"{number} {title}",
            *(Faults(_half(faults.records, half)).share(*HELPS) for half in (False, True)),
            faults.share("inconclusive", "speed only"),
            faults.missed,
            *(
                Alarms(_half(_select(chosen, lambda r: not r.real), half)).confirmed
                for half in (False, True)
            ),
        )


def _differences(records: Sequence[Record]) -> Iterator[str]:
    yield _row("script", "finding", "half", "truth", "backend", "verdicts")
    yield _rule(6)
    wrong = [r for r in records if (r.verdict in HELPS) != r.real]
    wrong = [r for r in wrong if r.real or r.verdict in HELPS]
    for case, suspect, backend in sorted({(r.case, r.suspect, r.backend) for r in wrong}):
        own = [r for r in records if (r.case, r.suspect, r.backend) == (case, suspect, backend)]
        verdicts = ", ".join(r.verdict for r in sorted(own, key=lambda r: r.repeat))
        half = "kept apart" if own[0].kept_apart else "open"
        truth = "fault" if own[0].real else "false alarm"
        yield _row(case, own[0].code, half, truth, backend, verdicts)


def _half(records: Sequence[Record], kept_apart: bool) -> list[Record]:
    return _select(records, lambda r: r.kept_apart == kept_apart)


def _select(records: Sequence[Record], wanted: Callable[[Record], bool]) -> list[Record]:
    return [record for record in records if wanted(record)]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return _row(*["---"] * columns)
