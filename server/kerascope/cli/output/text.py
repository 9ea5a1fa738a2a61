"""Findings for people: where, what, the source, how it came about, and the fix."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kerascope.cli.checked import CheckedFile, near, place
from kerascope.cli.output.colour import PLAIN, Paint, Style
from kerascope.cli.output.excerpt import excerpt
from kerascope.config import Severity
from kerascope.rules.finding import Finding

_STYLES: dict[Severity, Style] = {
    "error": "red",
    "warning": "yellow",
    "information": "blue",
    "hint": "green",
}


def render(files: Sequence[CheckedFile], paint: Paint = PLAIN) -> str:
    """Every finding with its source, then remarks about what could not be read."""
    blocks = [_block(file, finding, paint) for file in files for finding in file.findings]
    notes = "".join(_remarks(files, paint))
    return "".join(f"{block}\n" for block in blocks) + (f"{notes}\n" if notes else "")


def summary(files: Sequence[CheckedFile]) -> str:
    """One line: how many findings of which severity, and how many can be fixed."""
    findings = [finding for file in files for finding in file.findings]
    if not findings:
        return f"No findings in {counted(len(files), 'file')}."
    severities = Counter(finding.severity for finding in findings)
    parts = [_severity_count(severities[s], s) for s in _STYLES if severities[s]]
    where = counted(sum(1 for file in files if file.findings), "file")
    found = f"Found {counted(len(findings), 'finding')} ({', '.join(parts)}) in {where}"
    return f"{found}{_fixable(findings)}."


def _block(file: CheckedFile, finding: Finding, paint: Paint) -> str:
    return "".join(f"{line}\n" for line in _lines(file, finding, paint))


def _lines(file: CheckedFile, finding: Finding, paint: Paint) -> Iterator[str]:
    style = _STYLES[finding.severity]
    start = finding.range.start
    where = paint("bold", place(file.path, finding.cell, start.line, start.column))
    rule = f"{paint(style, finding.severity)} {paint('bold', finding.code)} {finding.name}"
    yield f"{where}: {rule}: {finding.message}"
    yield from _source(file, finding, paint)
    for related in finding.related:
        yield f"  = {near(related.cell, related.range.start.line, related.path)}: {related.message}"
    if finding.fix:
        safety = "safe" if finding.fix.safe else "unsafe"
        yield f"  = {paint('green', f'fix available ({safety})')}: {finding.fix.title}"


def _source(file: CheckedFile, finding: Finding, paint: Paint) -> Iterator[str]:
    lines, more = excerpt(file.document.text_of(finding.cell), finding.range)
    if not lines:
        return
    gutter = len(str(lines[-1].number))
    bar = paint("dim", "|")
    yield f"{' ' * gutter} {bar}"
    for line in lines:
        number = paint("dim", f"{line.number:>{gutter}}")
        yield f"{number} {bar} {line.text}".rstrip()
        yield f"{' ' * gutter} {bar} {paint(_STYLES[finding.severity], line.carets)}"
    if more:
        yield f"{' ' * gutter} {bar} …"


def _remarks(files: Sequence[CheckedFile], paint: Paint) -> Iterator[str]:
    for file in files:
        for remark in file.remarks:
            where = paint("bold", place(file.path, remark.cell, remark.line))
            yield f"{where}: {paint('cyan', 'note')}: {remark.message}\n"


def _fixable(findings: Sequence[Finding]) -> str:
    safe = sum(1 for finding in findings if finding.fix and finding.fix.safe)
    unsafe = sum(1 for finding in findings if finding.fix and not finding.fix.safe)
    if safe and unsafe:
        return f"; {safe} fixable with --fix, {unsafe} more with --unsafe-fixes"
    if safe:
        return f"; {safe} fixable with --fix"
    return f"; {unsafe} fixable with --fix --unsafe-fixes" if unsafe else ""


def counted(number: int, noun: str) -> str:
    """The number with its noun: ``1 file``, ``2 files``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _severity_count(number: int, severity: Severity) -> str:
    return f"{number} information" if severity == "information" else counted(number, severity)
