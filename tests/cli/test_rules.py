import json

from tests.cli.conftest import Cli


def test_every_rule_has_a_line(cli: Cli):
    ran = cli("rules")
    assert ran.status == 0
    head, *lines = ran.out.splitlines()
    assert head.split()[:5] == ["CODE", "NAME", "TIER", "EFFECT", "FIX"]
    assert any(line.startswith("KS101  unscaled-input ") for line in lines)
    assert lines == sorted(lines)


def test_json_says_the_same(cli: Cli):
    rules = json.loads(cli("rules", "--output-format", "json").out)
    listed = {rule["code"]: rule for rule in rules}
    assert listed["KS101"]["name"] == "unscaled-input"
    assert listed["KS101"]["tier"] in ("certain", "likely", "hypothesis")
    assert listed["KS101"]["effect"] == "blocks"
    assert listed["KS101"]["fix"] in ("safe", "unsafe", None)
    assert len(listed) == len(rules) == len(cli("rules").out.splitlines()) - 1
