"""Every rule's further cases: Markdown files named after the rule, prose around programs.

Lines marked ``# <- KS501`` must be found, programs without a mark are silent for that rule.
A ``fixed`` block after a program is that program with the rule's first fix applied.
"""

import re
from pathlib import Path

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.rules.registry import rule_of
from kerascope.rules.rule import Rule
from kerascope.source.document import script

BLOCK = re.compile(r"^```(python|fixed)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MARK = re.compile(r"#\s*<-\s*((?:KS\d+[,\s]*)+)")
HERE = Path(__file__).parent


def _cases() -> list[object]:
    cases: list[object] = []
    for path in sorted(HERE.rglob("*.md")):
        rule = rule_of(path.stem)
        assert rule is not None, f"{path} is not named after a rule"
        blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
        for index, (kind, text) in enumerate(blocks):
            if kind == "python":
                after = blocks[index + 1] if index + 1 < len(blocks) else ("", "")
                fixed = after[1] if after[0] == "fixed" else None
                cases.append(pytest.param(rule, text, fixed, id=f"{path.stem}-{index}"))
    return cases


@pytest.mark.parametrize(("rule", "text", "fixed"), _cases())
def test_the_marked_lines_are_found_and_mended(rule: Rule, text: str, fixed: str | None) -> None:
    findings = check(script(text)).findings
    found = sorted((f for f in findings if f.code == rule.code), key=lambda f: f.range)
    marked = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line)) and rule.code in mark.group(1)
    }
    assert {f.range.start.line for f in found} == marked
    if fixed is not None:
        assert found[0].fix is not None
        assert apply(script(text), found[0].fix.edits).cells[0].text == fixed
