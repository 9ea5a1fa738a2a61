"""``kerascope rules``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from kerascope.cli.catalogue import Card, catalogue
from kerascope.cli.failure import CLEAN
from kerascope.cli.finding_json import Json


def run(options: argparse.Namespace) -> int:
    """Print every rule with its tier, its fix and its experiment."""
    if options.output_format == "json":
        listed = [to_json(card) for card in catalogue()]
        sys.stdout.write(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(table(catalogue()))
    return CLEAN


def to_json(card: Card) -> Json:
    """One rule, without its page."""
    return {key: value for key, value in asdict(card).items() if key != "doc"}


def table(cards: Sequence[Card]) -> str:
    """Columns: code, name, tier, effect on learning, fix, the probe's regime, summary."""
    head = ("CODE", "NAME", "TIER", "EFFECT", "FIX", "PROBE", "WHAT IT FINDS")
    rows = [head, *map(_row, cards)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "".join(_line(row, widths) for row in rows)


def _row(card: Card) -> tuple[str, ...]:
    effect, fix = card.effect or "-", card.fix or "-"
    return (
        card.code,
        card.name,
        card.tier,
        effect,
        fix,
        _regime(card),
        _first_line(card.summary),
    )


def _regime(card: Card) -> str:
    return card.experiment.regime if card.experiment else "watched-run" if card.in_runs else "-"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
    return "  ".join([*padded, row[-1]]).rstrip() + "\n"
