"""``kerascope rules``."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from kerascope.rules.registry import RULES


def run(options: argparse.Namespace) -> int:
    """Print every rule with its tier, its fix and its experiment."""
    rows = [row(rule) for rule in RULES]
    if options.output_format == "json":
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(table(rows))
    return 0


def row(rule: Any) -> dict[str, Any]:
    """One rule, as the JSON lists it."""
    return {
        "code": rule.code,
        "name": rule.name,
        "tier": rule.tier,
        "fix": rule.fixable,
        "experiment": asdict(rule.experiment) if rule.experiment else None,
        "summary": rule.summary,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Columns: code, name, tier, fix, the probe's regime, summary."""
    cells = [
        [r["code"], r["name"], r["tier"], r["fix"] or "-", _regime(r), r["summary"]] for r in rows
    ]
    head = ["CODE", "NAME", "TIER", "FIX", "PROBE", "WHAT IT FINDS"]
    widths = [max(len(line[i]) for line in [head, *cells]) for i in range(len(head) - 1)]
    return "".join(_line(line, widths) for line in [head, *cells])


def _regime(row: dict[str, Any]) -> str:
    return row["experiment"]["regime"] if row["experiment"] else "-"


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
    return "  ".join([*padded, cells[-1]]).rstrip() + "\n"
