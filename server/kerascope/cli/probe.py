"""``kerascope probe``."""

import argparse

from kerascope.checker import check
from kerascope.cli.analyse import Analyser, Source, modules_of, read
from kerascope.cli.choices import Choices
from kerascope.cli.failure import CLEAN, COULD_NOT_RUN
from kerascope.cli.trials import run_trials, where
from kerascope.probe.request import ProbeRequest
from kerascope.rules.finding import Finding


def run(options: argparse.Namespace) -> int:
    """Check the script, try its fixes by training, and report; 2 where it could not run."""
    source = read(options.script)
    python, cluster = where(options)
    request = ProbeRequest(
        document=source.document(),
        findings=_findings(source, options),
        interpreter=python,
        budget=options.budget,
        working_folder=source.path.resolve().parent,
        arguments=options.arguments,
        cluster=cluster,
    )
    report, interrupted = run_trials(request, options, options.script.stem)
    return interrupted or (COULD_NOT_RUN if report.error else CLEAN)


def _findings(source: Source, options: argparse.Namespace) -> tuple[Finding, ...]:
    """With their experiments, which the cache does not keep."""
    analyser = Analyser(Choices.of(options))
    analyser.require_known_rules(source.path)
    settings = analyser.settings(source.path)
    return check(source.document(), settings, modules_of(source.path)).findings
