"""Findings as SARIF 2.1.0, for code scanning."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kerascope import __version__
from kerascope.cli.catalogue import Card, catalogue
from kerascope.cli.checked import CheckedFile, near
from kerascope.config import Severity
from kerascope.fixes.edit import Fix
from kerascope.rules.finding import Finding
from kerascope.source.position import Range

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "information": "note",
    "hint": "note",
}


def render(files: Sequence[CheckedFile]) -> str:
    findings = [finding for file in files for finding in file.findings]
    rules = {finding.code: finding for finding in sorted(findings, key=lambda f: f.code)}
    pages = {card.code: card for card in catalogue()} if rules else {}
    driver = {
        "name": "Kerascope",
        "version": __version__,
        "rules": [_rule(finding, pages) for finding in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result for file in files for result in _results(file, list(rules))],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(finding: Finding, pages: Mapping[str, Card]) -> dict[str, Any]:
    card = pages[finding.code]
    rule: dict[str, Any] = {
        "id": finding.code,
        "name": finding.name,
        "shortDescription": {"text": finding.name.replace("-", " ")},
        "fullDescription": {"text": card.summary},
        "help": {"text": card.summary, "markdown": card.doc},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tier": finding.tier},
    }
    return rule | ({"helpUri": finding.url} if finding.url else {})


def _results(file: CheckedFile, codes: list[str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in file.findings:
        print_of = _fingerprint(file, finding)
        seen[print_of] += 1
        yield {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [_location(file.path, finding.cell, finding.range)],
            "relatedLocations": [
                _location(related.path or file.path, related.cell, related.range)
                | {"id": number, "message": {"text": related.message}}
                for number, related in enumerate(finding.related)
            ],
            "partialFingerprints": {"kerascope/v1": f"{print_of}:{seen[print_of]}"},
            "fixes": [_fix(file, finding.fix)] if finding.fix and finding.cell is None else [],
        }


def _fingerprint(file: CheckedFile, finding: Finding) -> str:
    """The same for a finding whose line has moved."""
    lines = file.document.text_of(finding.cell).splitlines()
    line = lines[finding.range.start.line - 1].strip() if lines else ""
    text = "\0".join([finding.code, Path(file.path).as_posix(), line])
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def _location(path: str, cell: int | None, where: Range) -> dict[str, Any]:
    """Lines of a notebook's cell are not lines of its file, so they are named in words only."""
    physical: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if cell is None:
        return {"physicalLocation": physical | {"region": _region(where)}}
    words = {"fullyQualifiedName": near(cell, where.start.line), "kind": "module"}
    return {"physicalLocation": physical, "logicalLocations": [words]}


def _artifact(path: str) -> dict[str, str]:
    file = Path(path)
    return {"uri": file.as_uri() if file.is_absolute() else quote(file.as_posix())}


def _region(where: Range) -> dict[str, int]:
    return {
        "startLine": where.start.line,
        "startColumn": where.start.column,
        "endLine": where.end.line,
        "endColumn": where.end.column,
    }


def _fix(file: CheckedFile, fix: Fix) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.range), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(file.path), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
