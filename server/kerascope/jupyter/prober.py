"""The probes' process, which finds out itself what to probe: ``python -m
kerascope.jupyter.prober``."""

from pathlib import Path

from kerascope.checker import check
from kerascope.config import ConfigError, Settings, find_config
from kerascope.jupyter.asked import Asked
from kerascope.probe.event import Refused
from kerascope.probe.prober import main
from kerascope.probe.request import ProbeRequest
from kerascope.rules.finding import Finding
from kerascope.source.document import Cell, Document
from kerascope.source.modules import Modules


def prepare(asked: Asked) -> ProbeRequest | Refused:
    """The findings of a document, as far as training can judge them."""
    cells = (Cell(c["text"], c["index"], c.get("execution_count")) for c in asked.cells)
    document = Document(asked.path, tuple(cells))
    findings = _findings(document, asked.codes)
    if not findings:
        return Refused("Nothing to probe: no finding here has a fix that training could judge.")
    return ProbeRequest(
        document=document,
        findings=findings,
        interpreter=asked.interpreter,
        working_folder=Path(asked.working_folder),
    )


def _findings(document: Document, codes: list[str] | None) -> tuple[Finding, ...]:
    """Those that training can judge, of all or of the given rules."""
    path = Path(document.path)
    try:
        settings = find_config(path.parent).settings_for(path)
    except (ConfigError, OSError):
        # The language server has said what is wrong with the configuration.
        settings = Settings()
    return tuple(
        finding
        for finding in check(document, settings, Modules(path)).findings
        if finding.experiment is not None and finding.fix is not None
        if codes is None or finding.code in codes
    )


if __name__ == "__main__":
    main(prepare)
