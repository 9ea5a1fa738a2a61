"""A finding as JSON, there and back."""

from collections.abc import Mapping
from typing import Any

from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.finding import Finding, Related
from kerascope.source.position import Position, Range

Json = dict[str, Any]


def to_json(finding: Finding, path: str) -> Json:
    """The object that ``check --output-format json`` lists."""
    return {
        "code": finding.code,
        "name": finding.name,
        "tier": finding.tier,
        "severity": finding.severity,
        "message": finding.message,
        "path": path,
        "cell": finding.cell,
        "range": range_to_json(finding.range),
        "related": [
            {
                "message": related.message,
                "path": related.path or path,
                "cell": related.cell,
                "range": range_to_json(related.range),
            }
            for related in finding.related
        ],
        "fix": _fix_to_json(finding.fix, path) if finding.fix else None,
        "url": finding.url,
    }


def from_json(written: Mapping[str, Any]) -> Finding:
    """The finding that ``to_json`` wrote, without its experiment.

    Raises:
        KeyError, TypeError: it did not write this.
    """
    fix = written["fix"]
    return Finding(
        code=written["code"],
        name=written["name"],
        tier=written["tier"],
        severity=written["severity"],
        message=written["message"],
        cell=written["cell"],
        range=range_from_json(written["range"]),
        related=tuple(
            _related_from_json(related, written["path"]) for related in written["related"]
        ),
        fix=_fix_from_json(fix) if fix is not None else None,
        url=written["url"],
    )


def _related_from_json(written: Mapping[str, Any], path: str) -> Related:
    place = written["path"] if written["path"] != path else ""
    return Related(written["message"], written["cell"], range_from_json(written["range"]), place)


def range_to_json(where: Range) -> Json:
    return {"start": _position_to_json(where.start), "end": _position_to_json(where.end)}


def range_from_json(written: Mapping[str, Any]) -> Range:
    start, end = written["start"], written["end"]
    return Range(Position(start["line"], start["column"]), Position(end["line"], end["column"]))


def _position_to_json(position: Position) -> Json:
    return {"line": position.line, "column": position.column}


def _fix_to_json(fix: Fix, path: str) -> Json:
    edits = [
        {"path": path, "cell": e.cell, "range": range_to_json(e.range), "text": e.text}
        for e in fix.edits
    ]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _fix_from_json(written: Mapping[str, Any]) -> Fix:
    edits = (Edit(e["cell"], range_from_json(e["range"]), e["text"]) for e in written["edits"])
    return Fix(written["title"], written["safe"], tuple(edits))
