"""``kerascope probe``."""

import argparse

from kerascope.checker import check
from kerascope.cli.analyse import Analyser, Source, modules_of, read
from kerascope.cli.choices import Choices
from kerascope.cli.failure import CLEAN, COULD_NOT_RUN
from kerascope.cli.trials import run_trials, where
from kerascope.config import Settings
from kerascope.probe.request import ProbeRequest


def run(options: argparse.Namespace) -> int:
    """Check the script, try its fixes by training, and report; 2 where it could not run."""
    source = read(options.script)
    python, cluster = where(options)
    settings = _settings(source, options)
    findings = check(source.document(), settings, modules_of(source.path)).findings
    request = ProbeRequest(
        document=source.document(),
        # With their experiments, which the cache does not keep.
        findings=findings,
        settings=settings,
        interpreter=python,
        budget=options.budget,
        working_folder=source.path.resolve().parent,
        arguments=options.arguments,
        cluster=cluster,
    )
    report, interrupted = run_trials(request, options, options.script.stem)
    return interrupted or (COULD_NOT_RUN if report.error else CLEAN)


def _settings(source: Source, options: argparse.Namespace) -> Settings:
    analyser = Analyser(Choices.of(options))
    analyser.require_known_rules(source.path)
    return analyser.settings(source.path)
