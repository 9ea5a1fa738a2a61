"""The page is one file: it loads nothing, runs nothing foreign, and carries its data unchanged."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from kerascope.probe.report.html import html_page


class Elements(HTMLParser):
    """Start tags with their attributes, and the text of each ``script``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.title = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and data.strip():
            self.scripts.append(data)
        if self.lasttag == "title" and data.strip():
            self.title += data


def carried(page: str) -> Any:
    return json.loads(Elements(page).scripts[0])


def test_the_title_names_the_script(document: dict[str, Any]) -> None:
    document["path"] = "work/<b>.py"
    assert Elements(html_page(document)).title == "<b>.py: Kerascope probe"


def test_the_page_refers_to_nothing_outside_itself(document: dict[str, Any]) -> None:
    elements = Elements(html_page(document)).found
    assert not [attributes for _, attributes in elements if {"src", "href"} & attributes.keys()]
    assert {tag for tag, _ in elements}.isdisjoint({"link", "img", "iframe", "object", "base"})
    style = html_page(document).split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import", style)


def test_the_data_comes_back_as_it_went_in(document: dict[str, Any]) -> None:
    assert carried(html_page(document)) == document


@pytest.mark.parametrize(
    "text", ["</script><img src=x onerror=alert(1)>", "<!--<script>", "a & b", "\u2028", "é 漢 🙂"]
)
def test_no_string_ends_the_script_that_holds_it(document: dict[str, Any], text: str) -> None:
    document["evidence"][0]["sentence"] = text
    page = html_page(document)
    assert carried(page) == document
    assert len(Elements(page).scripts) == 2


def test_numbers_that_json_lacks_become_null(document: dict[str, Any]) -> None:
    document["baseline"]["score"] = float("nan")
    document["evidence"][0]["value"] = float("inf")
    data = carried(html_page(document))
    assert data["baseline"]["score"] is None
    assert data["evidence"][0]["value"] is None


def test_the_policy_allows_the_two_inline_parts_and_nothing_else(document: dict[str, Any]) -> None:
    metas = [attributes for tag, attributes in Elements(html_page(document)).found if tag == "meta"]
    policy = next(meta["content"] for meta in metas if "http-equiv" in meta)
    assert policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
