"""Write docs/rules/: a page for each rule, from its docstring, and the table of all rules.

python scripts/document_rules.py            # writes the pages
python scripts/document_rules.py --check    # fails if they are not what it would write
"""

import sys
from pathlib import Path

from kerascope.rules.documentation import for_readers
from kerascope.rules.effect import MEANINGS
from kerascope.rules.registry import RULES
from kerascope.rules.rule import Rule, RunRule

FOLDER = Path(__file__).parents[1] / "docs/rules"

TIERS = {
    "certain": "wrong whatever the data: an error",
    "likely": "wrong in most programs: a warning",
    "hypothesis": "worth a trial: information, for the probe to decide",
}
FIXES = {
    "safe": "yes; behaviour only becomes what was meant",
    "unsafe": "yes; it changes the experiment, so it needs `--unsafe-fixes`",
    None: "none",
}


def page(rule: Rule) -> str:
    """The documentation page of one rule."""
    summary, _, rest = rule.doc.partition("\n")
    facts = [
        f"- Tier: *{rule.tier}* ({TIERS[rule.tier]})",
        f"- Effect: *{rule.effect}* ({MEANINGS[rule.effect]})",
        f"- Fix: {FIXES[rule.fixable]}",
        f"- Probe: {_experiment(rule)}",
    ]
    if rule.seed:
        facts.append(f"- Answers: {', '.join(rule.seed)}")
    if rule.systems:
        facts.append(f"- Others that look for it: {', '.join(rule.systems)}")
    body = for_readers(rest).strip()
    return f"# {rule.name} ({rule.code})\n\n{summary}\n\n" + "\n".join(facts) + f"\n\n{body}\n"


def _experiment(rule: Rule) -> str:
    found = rule.experiment
    if isinstance(rule, RunRule):
        return "shown by the data and the run that it watches, not by the source"
    if found is None:
        return "not testable by training"
    return f"{found.regime}, {found.metric}, from {found.horizon} updates"


def index() -> str:
    """The table of all rules."""
    rows = [
        "# Rules",
        "",
        f"{len(RULES)} rules. This page and the others here are made from the rules' own docstrings"
        " by `make docs`.",
        "",
        "| rule | tier | effect | fix | probe | causes it answers | others that look for it |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [_row(rule) for rule in RULES]
    return "\n".join(rows) + "\n"


def _row(rule: Rule) -> str:
    cells = [
        f"[{rule.code} {rule.name}]({rule.name}.md)",
        rule.tier,
        rule.effect,
        rule.fixable or "none",
        _regime(rule),
        ", ".join(rule.seed) or "",
        ", ".join(rule.systems) or "",
    ]
    return f"| {' | '.join(cells)} |"


def _regime(rule: Rule) -> str:
    if isinstance(rule, RunRule):
        return "watched run"
    return rule.experiment.regime if rule.experiment else "none"


def pages() -> dict[Path, str]:
    """Every page by its path."""
    written = {FOLDER / f"{rule.name}.md": page(rule) for rule in RULES}
    return {FOLDER / "README.md": index(), **written}


def main() -> int:
    wanted = pages()
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    orphans = [p for p in FOLDER.glob("*.md") if p not in wanted]
    if "--check" in sys.argv:
        for path in (*stale, *orphans):
            print(f"{path.name} is stale; run `make docs`.")
        return 1 if stale or orphans else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in orphans:
        path.unlink()
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    print(f"{len(wanted)} pages in docs/rules, {len(stale)} of them new.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
