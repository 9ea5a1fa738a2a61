"""The report in a real browser: the page from a file, the component under an editor's policy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kerascope.probe.report.html import html_page
from kerascope.probe.verdict import Outcome

Save = Callable[[dict[str, Any]], str]

BUNDLE = Path(__file__).parents[2] / "extension" / "report" / "dist" / "report.mjs"

HOST_PAGE = """\
<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
  script-src 'nonce-n0' 'self'; style-src 'nonce-n0'; connect-src 'self'">
<title>An editor's panel</title>
<style nonce="n0">
  body { margin: 0; --vscode-editor-background: rgb(1, 2, 3); --vscode-editor-foreground: white }
</style>
<div id="panel"></div>
<script type="module" nonce="n0">
  import { renderReport } from "./report.mjs";
  const calls = (window.calls = []);
  const report = await (await fetch("report.json")).json();
  window.dispose = renderReport(document.getElementById("panel"), report, {
    onPick: (place) => calls.push(place),
    onApply: (edits) => calls.push(edits),
  });
</script>
"""


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    page = chromium.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes a report's page and gives its address."""

    def write(document: dict[str, Any]) -> str:
        file = tmp_path / "report.html"
        file.write_text(html_page(document), encoding="utf-8")
        return file.as_uri()

    return write


@pytest.fixture
def saved(save: Save, document: dict[str, Any]) -> str:
    return save(document)


@pytest.fixture
def panel(page: Page, document: dict[str, Any]) -> Page:
    """The component as the extensions mount it, under a policy with nothing unsafe."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("report.json"):
            route.fulfill(json=document)
        elif route.request.url.endswith("report.mjs"):
            route.fulfill(path=BUNDLE, content_type="text/javascript")
        else:
            route.fulfill(body=HOST_PAGE, content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://127.0.0.1/panel/")
    return page


def test_the_saved_page_draws_itself_without_a_complaint(page: Page, saved: str) -> None:
    page.goto(saved)
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 of 4 findings confirmed")
    expect(page.get_by_role("img", name="Effect of each fix on the score")).to_be_visible()
    assert page.get_by_role("button").count() == 0


def test_hostile_text_stays_text(page: Page, document: dict[str, Any], save: Save) -> None:
    hostile = "</script><img src=x onerror=document.title='owned'>"
    document["verdicts"][0]["reason"] = hostile
    page.goto(save(document))
    expect(page.get_by_text(hostile)).to_be_visible()
    expect(page).to_have_title("stagnant.py: Kerascope probe")


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_sticks_out_at_any_width(page: Page, saved: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(saved)
    plot = page.get_by_role("img", name="Learning curves before and after")
    expect(plot).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('svg.ks-plot')]"
        ".every((plot) => plot.clientWidth <= plot.parentElement.clientWidth)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width
    cut = page.evaluate(
        """() => [...document.querySelectorAll("svg.ks-plot text")].filter((text) => {
          const box = text.getBoundingClientRect();
          const plot = text.closest("svg").getBoundingClientRect();
          return box.left < plot.left - 1 || box.right > plot.right + 1;
        }).map((text) => text.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(
    page: Page, document: dict[str, Any], save: Save, scheme: Any
) -> None:
    first = document["verdicts"][0]
    document["verdicts"] = [{**first, "verdict": outcome} for outcome in get_args(Outcome)]
    page.emulate_media(color_scheme=scheme)
    page.goto(save(document))
    for selector in ("h1", ".ks-lead", ".ks-word", ".ks-place", ".ks-plot text"):
        for place in page.locator(selector).all():
            assert contrast(place) >= 4.5, f"{selector} in the {scheme} scheme"


def contrast(place: Any) -> float:
    """The WCAG ratio between a text's colour and the ground of the report."""
    ink, ground = place.evaluate(
        """(element) => {
          const style = getComputedStyle(element);
          const ink = element.namespaceURI.endsWith("svg") ? style.fill : style.color;
          return [ink, getComputedStyle(element.closest(".ks-report")).backgroundColor]
            .map((colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));
        }"""
    )
    low, high = sorted(luminance(colour) for colour in (ink, ground))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: list[float]) -> float:
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_clicking_a_verdict_tells_the_editor_its_place(
    panel: Page, document: dict[str, Any]
) -> None:
    panel.locator(".ks-verdict").first.click()
    first = document["verdicts"][document["ranking"][0]]
    assert panel.evaluate("calls") == [{"cell": None, "range": first["range"]}]


def test_the_keyboard_reaches_the_fixes_and_every_verdict(
    panel: Page, document: dict[str, Any]
) -> None:
    expect(panel.get_by_role("button", name="Apply recommended fixes")).to_be_visible()
    for _ in range(2):
        panel.keyboard.press("Tab")
        panel.keyboard.press("Enter")
    first = document["verdicts"][document["ranking"][0]]
    assert panel.evaluate("calls") == [
        document["recommended"],
        {"cell": None, "range": first["range"]},
    ]


def test_the_editor_lends_its_colours(panel: Page) -> None:
    article = panel.get_by_role("article")
    expect(article).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(article).to_have_css("color", "rgb(255, 255, 255)")


@pytest.mark.parametrize(
    ("mark", "ground"),
    [
        ("body.className = 'vscode-dark'", "rgb(21, 24, 29)"),
        ("body.className = 'vscode-light'", "rgb(252, 252, 251)"),
        ("body.dataset.jpThemeLight = 'false'", "rgb(21, 24, 29)"),
        ("body.dataset.jpThemeLight = 'true'", "rgb(252, 252, 251)"),
    ],
)
def test_the_editor_decides_between_dark_and_light(
    page: Page, saved: str, mark: str, ground: str
) -> None:
    page.emulate_media(color_scheme="light" if "21" in ground else "dark")
    page.goto(saved)
    page.evaluate(f"document.{mark}")
    expect(page.get_by_role("article")).to_have_css("background-color", ground)


def test_the_numbers_behind_a_plot_open_on_demand(panel: Page) -> None:
    figure = panel.get_by_role("figure").filter(has_text="Both versions saw the same batches")
    expect(figure.get_by_role("table")).to_be_hidden()
    figure.get_by_text("The numbers behind this plot").click()
    expect(figure.get_by_role("columnheader", name="With all fixes")).to_be_visible()


def test_a_disposed_report_leaves_nothing(panel: Page) -> None:
    expect(panel.get_by_role("article")).to_be_visible()
    panel.evaluate("dispose()")
    expect(panel.locator("#panel")).to_be_empty()
