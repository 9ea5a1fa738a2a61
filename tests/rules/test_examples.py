"""Every rule's own examples: the bad one is found where it says, the good one is silent, and the
bad one with its fix applied is silent too."""

import re

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.rules.documentation import examples
from kerascope.rules.registry import RULES
from kerascope.rules.report import Report
from kerascope.rules.rule import Rule, RunRule
from kerascope.source.document import Document, script

MARK = re.compile(r"#\s*<-\s*((?:KS\d+[,\s]*)+)")


def _marked(text: str) -> set[tuple[str, int]]:
    return {
        (code, number)
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line))
        for code in re.findall(r"KS\d+", mark.group(1))
    }


def _of(rule: Rule, report: Report) -> set[tuple[str, int]]:
    return {(f.code, f.range.start.line) for f in report.findings if f.code == rule.code}


def _cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.code}-{index}")
        for rule in RULES
        if not isinstance(rule, RunRule)
        for index, text in enumerate(examples(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "text"), _cases("Bad"))
def test_the_bad_example_is_found_where_it_is_marked(rule: Rule, text: str) -> None:
    assert _of(rule, check(script(text))) == _marked(text)


@pytest.mark.parametrize(("rule", "text"), _cases("Bad"))
def test_the_fixed_bad_example_is_silent(rule: Rule, text: str) -> None:
    found = [f for f in check(script(text)).findings if f.code == rule.code]
    document: Document = script(text)
    for finding in found:
        if rule.fixable is None:
            assert finding.fix is None
            return
        assert finding.fix is not None, "the bad example must show the fix"
        assert finding.fix.safe == (rule.fixable == "safe")
    document = apply(document, found[0].fix.edits if found[0].fix else ())
    left = [f for f in check(document).findings if f.code == rule.code]
    assert len(left) < len(found), document.cells[0].text
    compile(document.cells[0].text, "fixed.py", "exec")


@pytest.mark.parametrize(("rule", "text"), _cases("Good"))
def test_the_good_example_is_silent(rule: Rule, text: str) -> None:
    assert _of(rule, check(script(text))) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_documentation_has_every_section(rule: Rule) -> None:
    for section in ("Why it stops learning", "Bad", "Good", "Silent when", "References"):
        assert f"## {section}\n" in rule.doc, section
    assert (rule.experiment is not None) == ("## How the probe tests it\n" in rule.doc)
    assert rule.summary.endswith(".")
    assert re.fullmatch(r"KS\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
