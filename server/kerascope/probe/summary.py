"""The report of a study, finished or not."""

from collections.abc import Iterable, Sequence
from statistics import mean

from kerascope.probe.judge import blank
from kerascope.probe.laboratory import Laboratory
from kerascope.probe.learning import Run, curve
from kerascope.probe.request import ProbeRequest
from kerascope.probe.shown import measurement, wanted
from kerascope.probe.study import Study
from kerascope.probe.verdict import (
    Arm,
    Baseline,
    Compared,
    Environment,
    Evidence,
    Failure,
    Noise,
    ProbeReport,
    Trivial,
    Verdict,
)
from kerascope.probe.worker import TooSlow
from kerascope.rules.registry import rule_of


def summarise(
    request: ProbeRequest, study: Study, lab: Laboratory, seconds: float, stopped: str
) -> ProbeReport:
    """Everything known; ``stopped`` says why a finding may still be without a verdict."""
    verdicts = _verdicts(request, study, stopped)
    observation = study.observation
    return ProbeReport(
        path=request.document.path,
        environment=_environment(study),
        protections=tuple(lab.protections or ()),
        baseline=_baseline(study),
        verdicts=verdicts,
        seconds=seconds,
        evidence=_evidence(request, verdicts, observation.found.values()),
        gradients=observation.traces(),
        activations=tuple(observation.activations.values()),
        labels=observation.labels,
        inputs=observation.inputs,
        arms=_arms(request, lab),
        ranking=_ranking(verdicts),
        recommended=study.editions.edits(study.recommended_for),
        recommended_for=study.recommended_for,
        error=_failure(study, stopped),
        compared=_compared(request),
    )


def _evidence(
    request: ProbeRequest, verdicts: Sequence[Verdict], seen: Iterable[Evidence]
) -> tuple[Evidence, ...]:
    """What the run has shown. It is no finding of its own where the source has shown it before, or
    where it is a symptom of a cause that was found: a fix was confirmed, or the run shows one."""
    everything = tuple(seen)
    known = {finding.code for finding in request.findings}
    explained = any(v.verdict == "confirmed" for v in verdicts) or any(map(_is_cause, everything))

    def alone(evidence: Evidence) -> bool:
        rule = rule_of(evidence.code) if evidence.code else None
        return rule is not None and rule.code not in known and not (explained and rule.is_symptom)

    found = [e if alone(e) else measurement(e) for e in everything]
    return wanted(found, request.document, request.settings)


def _is_cause(evidence: Evidence) -> bool:
    rule = rule_of(evidence.code) if evidence.code else None
    if rule is None or rule.is_symptom or rule.effect not in ("stops", "blocks", "hinders"):
        return False
    return evidence.tier in ("certain", "likely")


def _compared(request: ProbeRequest) -> Compared | None:
    rivals = request.rivals
    return rivals and Compared(rivals.before.title, rivals.after.title, rivals.command)


def _verdicts(request: ProbeRequest, study: Study, stopped: str) -> tuple[Verdict, ...]:
    return tuple(
        study.attempts[index].verdict or _open_verdict(request, study, index, stopped)
        for index in range(len(request.findings))
    )


def _open_verdict(request: ProbeRequest, study: Study, index: int, stopped: str) -> Verdict:
    finding = request.findings[index]
    if study.failure:
        outcome = "inconclusive" if isinstance(study.failure, TooSlow) else "could not run"
        return blank(finding, outcome, str(study.failure))
    return blank(finding, "inconclusive", stopped or "The probe ended before this was decided.")


def _failure(study: Study, stopped: str) -> Failure | None:
    if study.failure is None:
        return Failure(stopped) if stopped and not study.captured else None
    place = study.base.script.place(study.failure.line)
    whose = f"{study.base.title}: " if study.what == "edit" else ""
    sentence = f"{whose}{study.failure}"
    return Failure(sentence, place.line if place else None, study.failure.output)


def _environment(study: Study) -> Environment | None:
    return Environment(**study.captured["environment"]) if study.captured else None


def _baseline(study: Study) -> Baseline | None:
    runs = study.base_runs
    if not runs:
        return None
    return Baseline(
        task=runs[0].points[-1].task,
        score=mean(run.quality for run in runs),
        skill=mean(run.skill for run in runs),
        stuck=study.stuck,
        updates=runs[0].updates,
        users_updates=study.captured["users_updates"],
        train_samples=study.captured["train_samples"],
        held_out_samples=study.captured["held_out_samples"],
        curve=curve(runs),
        trivial=_trivial(study),
        noise=_noise(study, runs),
    )


def _trivial(study: Study) -> Trivial | None:
    labels = study.observation.labels
    if labels:
        return Trivial("majority class", max(label.share for label in labels))
    return Trivial("mean", 0.0)


def _noise(study: Study, runs: list[Run]) -> Noise | None:
    if study.repeated is None or len(runs) < 2:
        return None
    return Noise(study.same_seed_noise(), abs(runs[0].quality - runs[1].quality))


def _arms(request: ProbeRequest, lab: Laboratory) -> tuple[Arm, ...]:
    return tuple(
        Arm(
            edition.name,
            edition.title,
            tuple(request.findings[k].code for k in edition.findings),
            curve(runs),
            len(runs),
        )
        for edition, runs in lab.runs()
        if runs
    )


def _ranking(verdicts: tuple[Verdict, ...]) -> tuple[int, ...]:
    helped = [k for k, v in enumerate(verdicts) if v.verdict in ("confirmed", "secondary")]
    return tuple(
        sorted(
            helped, key=lambda k: (verdicts[k].verdict != "confirmed", -(verdicts[k].effect or 0))
        )
    )
