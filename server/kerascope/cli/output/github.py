"""Findings as GitHub workflow commands, which annotate the changed lines of a pull request."""

from collections.abc import Sequence

from kerascope.cli.checked import CheckedFile, place
from kerascope.config import Severity
from kerascope.rules.finding import Finding

_COMMANDS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "information": "notice",
    "hint": "notice",
}


def render(files: Sequence[CheckedFile]) -> str:
    return "".join(_command(file, finding) for file in files for finding in file.findings)


def _command(file: CheckedFile, finding: Finding) -> str:
    start, end = finding.range.start, finding.range.end
    properties = {"title": f"Kerascope ({finding.code})", "file": file.path}
    # Lines of a notebook's cell are not lines of its file, so only the file can be annotated.
    if finding.cell is None:
        properties |= {"line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:
            properties |= {"col": str(start.column), "endColumn": str(end.column)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    where = place(file.path, finding.cell, start.line, start.column)
    message = f"{where}: {finding.code} {finding.name}: {finding.message}"
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
