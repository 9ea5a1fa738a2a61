"""The probes' process, which finds out itself what to probe: ``python -m
kerascope.jupyter.prober``."""

from pathlib import Path

from kerascope.checker import check
from kerascope.config import ConfigError, Settings, find_config
from kerascope.jupyter.asked import Asked
from kerascope.probe.event import Refused
from kerascope.probe.prober import main
from kerascope.probe.request import ProbeRequest
from kerascope.source.document import Cell, Document
from kerascope.source.modules import Modules


def prepare(asked: Asked) -> ProbeRequest | Refused:
    """The findings of a document, as far as training can judge them."""
    cells = (Cell(c["text"], c["index"], c.get("execution_count")) for c in asked.cells)
    document = Document(asked.path, tuple(cells))
    settings = _settings(Path(document.path))
    report = check(document, settings, Modules(Path(document.path)))
    findings = tuple(
        finding
        for finding in report.findings
        if finding.experiment is not None and finding.fix is not None
        if asked.codes is None or finding.code in asked.codes
    )
    trains = report.program is not None and report.program.fits
    if not findings and (asked.codes is not None or not trains):
        return Refused(
            "Nothing to probe: no training that could be watched, and no finding with a fix that "
            "it could judge."
        )
    return ProbeRequest(
        document=document,
        findings=findings,
        interpreter=asked.interpreter,
        working_folder=Path(asked.working_folder),
        settings=settings,
    )


def _settings(path: Path) -> Settings:
    try:
        return find_config(path.parent).settings_for(path)
    except (ConfigError, OSError):
        # The language server has said what is wrong with the configuration.
        return Settings()


if __name__ == "__main__":
    main(prepare)
