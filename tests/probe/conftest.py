import sys
from pathlib import Path

import pytest

from kerascope.probe.request import Limits, ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import ProbeReport
from kerascope.source.document import script


class Probe:
    """Writes a script into a folder of its own and probes it with this interpreter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[object] = []

    def __call__(
        self,
        text: str,
        *findings,
        on_event=None,
        cancelled=None,
        limits=None,
        hosts=None,
        **settings,
    ) -> ProbeReport:
        path = self.folder / "train.py"
        path.write_text(text)
        request = ProbeRequest(
            script(text, str(path)),
            findings,
            sys.executable,
            limits=limits or Limits(),
            **settings,
        )
        return probe(request, on_event or self.events.append, cancelled, hosts)


@pytest.fixture
def run_probe(tmp_path) -> Probe:
    folder = tmp_path / "project"
    folder.mkdir()
    return Probe(folder)
