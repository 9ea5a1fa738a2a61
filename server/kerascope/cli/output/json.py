"""Findings as JSON."""

import json
from collections.abc import Sequence

from kerascope.cli.checked import CheckedFile
from kerascope.cli.finding_json import to_json


def render(files: Sequence[CheckedFile]) -> str:
    """A list with one object a finding."""
    findings = [to_json(finding, file.path) for file in files for finding in file.findings]
    return json.dumps(findings, indent=2, ensure_ascii=False) + "\n"
