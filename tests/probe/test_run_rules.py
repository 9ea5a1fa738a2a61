"""What only a run shows: every such rule's own examples, put through the probe."""

import re
from collections.abc import Iterator

import pytest

from kerascope.probe.hosts import Hosts
from kerascope.rules.documentation import examples
from kerascope.rules.registry import RULES
from kerascope.rules.rule import Rule, RunRule

MARK = re.compile(r"#\s*<-\s*(KS\d+)")


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    kept = Hosts(keep=True)
    yield kept
    kept.close()


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, text, id=rule.code)
        for rule in RULES
        if isinstance(rule, RunRule)
        for text in examples(rule, kind)
    ]


def found(report, code: str) -> list[tuple[str, int]]:
    return [(e.code, e.range.start.line) for e in report.evidence if e.code == code]


@pytest.mark.parametrize(("rule", "text"), cases("Bad"))
def test_the_bad_example_is_found_where_it_is_marked(run_probe, hosts, rule: Rule, text: str):
    (line,) = [n for n, row in enumerate(text.splitlines(), 1) if MARK.search(row)]
    assert found(run_probe(text, hosts=hosts), rule.code) == [(rule.code, line)]


@pytest.mark.parametrize(("rule", "text"), cases("Good"))
def test_the_good_example_is_silent(run_probe, hosts, rule: Rule, text: str):
    report = run_probe(text, hosts=hosts)
    assert report.error is None
    assert [e for e in report.evidence if e.code] == []
