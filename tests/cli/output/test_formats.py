import json

from kerascope.cli.checked import CheckedFile
from kerascope.cli.finding_json import from_json, to_json
from kerascope.cli.output import github, sarif, statistics
from kerascope.cli.output import json as json_output
from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.finding import Finding, Related
from kerascope.source.document import Cell, Document, script
from kerascope.source.position import Position, Range


def _range(line: int, start: int, end: int) -> Range:
    return Range(Position(line, start), Position(line, end))


def _finding(cell: int | None = None, line: int = 1) -> Finding:
    return Finding(
        code="KS101",
        name="unscaled-input",
        tier="likely",
        severity="warning",
        message="x is raw: 100 % of it, 0–255.",
        cell=cell,
        range=_range(line, 5, 6),
        related=(Related("loaded here", cell, _range(line, 1, 4)),),
        fix=Fix("Divide by 255", True, (Edit(cell, _range(line, 6, 6), " / 255"),)),
        url="https://example.org/rules/KS101",
    )


FILE = CheckedFile(script("fit(x)\n", "models/a b.py"), (_finding(),))
BOOK = CheckedFile(Document("a.ipynb", (Cell("fit(x)", 2),)), (_finding(cell=2),))


def _json_range(start: int, end: int) -> dict[str, dict[str, int]]:
    return {"start": {"line": 1, "column": start}, "end": {"line": 1, "column": end}}


def test_json_holds_everything():
    (listed,) = json.loads(json_output.render([BOOK]))
    assert listed == {
        "code": "KS101",
        "name": "unscaled-input",
        "tier": "likely",
        "severity": "warning",
        "message": "x is raw: 100 % of it, 0–255.",
        "path": "a.ipynb",
        "cell": 2,
        "range": _json_range(5, 6),
        "related": [
            {"message": "loaded here", "path": "a.ipynb", "cell": 2, "range": _json_range(1, 4)}
        ],
        "fix": {
            "title": "Divide by 255",
            "safe": True,
            "edits": [{"path": "a.ipynb", "cell": 2, "range": _json_range(6, 6), "text": " / 255"}],
        },
        "url": "https://example.org/rules/KS101",
    }


def test_json_of_nothing_is_an_empty_list():
    assert json.loads(json_output.render([])) == []


def test_a_finding_survives_json():
    finding = _finding(cell=2)
    assert from_json(json.loads(json.dumps(to_json(finding, "a.ipynb")))) == finding


def test_github_annotates_the_range():
    assert github.render([FILE]) == (
        "::warning title=Kerascope (KS101),file=models/a b.py,line=1,endLine=1,col=5,endColumn=6::"
        "models/a b.py:1:5: KS101 unscaled-input: x is raw: 100 %25 of it, 0–255.\n"
    )


def test_github_annotates_a_notebook_as_a_whole():
    assert github.render([BOOK]).startswith(
        "::warning title=Kerascope (KS101),file=a.ipynb::a.ipynb:cell 3:1:5: KS101 "
    )


def test_github_escapes_what_would_end_a_property():
    file = CheckedFile(script("fit(x)", "a,b:c.py"), (_finding(),))
    assert "file=a%2Cb%3Ac.py," in github.render([file])


def test_sarif_places_and_mends():
    document = json.loads(sarif.render([FILE]))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["helpUri"]) == ("KS101", "https://example.org/rules/KS101")
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("KS101", 0, "warning")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "models/a%20b.py"},
        "region": {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 6},
    }
    (change,) = result["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"] == {"text": " / 255"}
    assert result["relatedLocations"][0]["message"] == {"text": "loaded here"}


def test_sarif_explains_its_rules():
    (run,) = json.loads(sarif.render([FILE]))["runs"]
    (rule,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "KS101"]
    assert rule["fullDescription"]["text"] == rule["help"]["text"]
    assert "## Why it stops learning" in rule["help"]["markdown"]
    assert "model.fit(x_train, y_train, epochs=5)\n" in rule["help"]["markdown"]


def test_sarif_names_the_cell_of_a_notebook_in_words():
    (run,) = json.loads(sarif.render([BOOK]))["runs"]
    (location,) = run["results"][0]["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "cell 3, line 1"
    assert run["results"][0]["fixes"] == []


def _fingerprints(text: str, *lines: int) -> list[str]:
    file = CheckedFile(script(text, "a.py"), tuple(_finding(line=line) for line in lines))
    (run,) = json.loads(sarif.render([file]))["runs"]
    return [result["partialFingerprints"]["kerascope/v1"] for result in run["results"]]


def test_sarif_fingerprints_survive_a_shift_and_tell_twins_apart():
    before = _fingerprints("fit(x)\nfit(x)\n", 1, 2)
    assert before == _fingerprints("\n\nfit(x)\n  fit(x)\n", 3, 4)
    assert len(set(before)) == 2


def test_statistics_count_by_rule():
    assert statistics.render([FILE, BOOK]) == "2  KS101  [*]  unscaled-input\n"
    assert statistics.render([]) == ""
    assert json.loads(statistics.render([FILE], as_json=True)) == [
        {"code": "KS101", "name": "unscaled-input", "count": 1, "fixable": True}
    ]
