"""What a rule is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, ClassVar, Literal

from kerascope.fixes.edit import Fix
from kerascope.program.program import TrainingProgram
from kerascope.rules.effect import Effect
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Tier
from kerascope.source.origin import Origin


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule saw: the place to underline, a sentence, and the places it rests on.

    ``related`` are (sentence, place) pairs, the evidence trail in order. ``subject`` is whatever
    the rule's ``fix`` needs. ``tier`` is set where this fault is less sure than its rule.
    ``causes`` are codes of rules whose finding on the same fit explains this one away.
    """

    origin: Origin
    message: str
    related: tuple[tuple[str, Origin], ...] = ()
    subject: Any = None
    tier: Tier | None = None
    fixable: bool = True


class Rule(ABC):
    """One fault. The subclass's docstring is the user's documentation, with these sections:
    a summary line, ``## Why it stops learning``, ``## Bad``, ``## Good``, ``## Silent when``,
    ``## How the probe tests it``, ``## References``. Lines of the bad example at which the
    finding must start end in ``# <- KS101``.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    tier: ClassVar[Tier]
    effect: ClassVar[Effect]
    fixable: ClassVar[Literal["safe", "unsafe"] | None] = None
    experiment: ClassVar[Experiment | None] = None
    seed: ClassVar[tuple[str, ...]] = ()
    """The causes of a stagnant accuracy that the rule answers, in the words people search for."""
    systems: ClassVar[tuple[str, ...]] = ()
    """Other systems that look for the same fault."""
    explains: ClassVar[tuple[str, ...]] = ()
    """Codes of rules whose findings at the same place are only a consequence of this."""
    leads_to: ClassVar[tuple[str, ...]] = ()
    """Codes of rules whose findings, wherever they are, may be a consequence of this: they are
    where this rule's fixes take them away."""

    is_symptom: ClassVar[bool] = False
    """What it finds is what other faults lead to: a cause in the same training tells it."""

    @property
    def doc(self) -> str:
        """The documentation, in Markdown."""
        return getdoc(type(self)) or ""

    @property
    def summary(self) -> str:
        """The documentation's first line."""
        return self.doc.partition("\n")[0]

    @abstractmethod
    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        """The faults in a program. Silent on whatever is unknown."""

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        """The edit that the user would have written, or None."""
        del fault, program
        return None


class RunRule(Rule):
    """A fault of the data or of a run, which no source shows: the probe's instrumented run does.

    Its documentation and its name are a rule's like any other's; the probe says its sentence. In
    the bad example the marked line is where the probe puts the finding.
    """

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        del program
        return iter(())
