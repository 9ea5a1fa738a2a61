"""Kerascope in JupyterLab as its users see it."""

import json
import re
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_jupyter import TOKEN, Jupyter

EXAMPLE = Path(__file__).parents[2] / "examples" / "stagnant.py"
PICTURES = Path(__file__).parents[2] / "build" / "jupyterlab-tests"
PATIENCE = 60_000
"""Milliseconds until a test gives up waiting; nothing is judged by how long it took."""

PROBE_PATIENCE = 240_000

LONGER_THAN_A_LOOK = 2_500
"""Milliseconds in which a page asks for a probe's progress at least once."""


TWINS = (
    "import keras\nimport numpy as np",
    "rng = np.random.default_rng(0)\nmeasured = rng.normal(size=(400, 2))\n"
    "y = (measured[:, 0] > 0).astype(int)",
    "x = np.trunc(measured)",
    "model = keras.Sequential([\n    keras.Input((2,)),\n"
    '    keras.layers.Dense(16, activation="relu"),\n'
    '    keras.layers.Dense(2, activation="softmax"),\n])\n'
    'model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])',
    "model.fit(x, y, epochs=10, verbose=0)",
)
"""Many of the rounded samples are alike and have different labels, which no line shows."""


def cells_of(script: str) -> list[str]:
    """The script's paragraphs, those with brackets in one piece, as people split them."""
    _, _, code = script.partition('"""\n\n')
    return re.split(r"\n\n(?=\S)", code.strip())


def notebook(*cells: str) -> str:
    """A notebook of code cells under a heading, with the kernel that has Keras."""
    heading = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Digits"}
    code: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": uuid.uuid4().hex[:8],
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for text in cells
    ]
    kernel = {"name": "keras", "display_name": "Keras", "language": "python"}
    content = {
        "cells": [heading, *code],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content)


@dataclass(frozen=True)
class Lab:
    """A page with JupyterLab on one document."""

    page: Page
    jupyter: Jupyter

    def open(self, name: str, content: str) -> None:
        """Open a document in a workspace of its own, with the findings beside it."""
        (self.jupyter.root / name).write_text(content, encoding="utf-8")
        lab = f"{self.jupyter.address}/lab/workspaces/{uuid.uuid4().hex[:8]}"
        self.page.goto(f"{lab}/tree/{name}?token={TOKEN}")
        self.page.locator('.jp-SideBar [data-id="kerascope-findings"]').click()
        expect(self.panel).to_be_visible()

    def cell(self, text: str) -> Locator:
        return self.page.locator(".jp-CodeCell").filter(has_text=text)

    @property
    def panel(self) -> Locator:
        return self.page.locator("#kerascope-findings")

    def finding(self, code: str) -> Locator:
        return self.panel.locator(".kerascope-finding").filter(has_text=code)

    def agree(self, name: str) -> None:
        """A notebook that was not saved here is not trusted: say that its code may be run."""
        dialog = self.page.get_by_role("dialog").filter(has_text=f"{name} comes from elsewhere")
        expect(dialog).to_contain_text(sys.executable)
        dialog.get_by_role("button", name="Run and probe").click()

    def press_slowly(self, button: Locator) -> None:
        """As a hand does: what is drawn anew between down and up must not swallow the click."""
        button.hover()
        self.page.mouse.down()
        self.page.wait_for_timeout(LONGER_THAN_A_LOOK)
        self.page.mouse.up()

    def wait_for_layout(self, widget: str) -> None:
        """JupyterLab saves its layout some time after it has changed."""
        workspace = self.page.url.partition("/workspaces/")[2].partition("/")[0]
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            saved = self.jupyter.request("GET", f"/lab/api/workspaces/{workspace}")
            if widget in json.dumps(saved.content):
                return
            assert time.monotonic() < deadline, f"{widget} is not in the layout: {saved}"
            self.page.wait_for_timeout(200)

    def picture(self, name: str) -> None:
        """Save what is to be seen, for the documentation."""
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def lab(chromium: Browser, jupyter: Jupyter) -> Iterator[Lab]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    context = chromium.new_context(viewport={"width": 1500, "height": 950})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Lab(page, jupyter)
    context.close()
    assert faults == []


def squiggle(place: Locator, text: str) -> Locator:
    return place.locator(".cm-lintRange").filter(has_text=re.compile(f"^{re.escape(text)}$"))


def test_a_finding_is_underlined_in_its_cell_and_explained_where_it_stands(lab: Lab) -> None:
    lab.open("digits.ipynb", notebook(*cells_of(EXAMPLE.read_text())))
    compile_cell = lab.cell("model.compile")
    expect(lab.finding("KS501")).to_contain_text("learning-rate-too-high")
    expect(lab.finding("KS501")).to_contain_text("cell 7, line 2")
    squiggle(compile_cell, "0.5").hover()
    tooltip = lab.page.locator(".cm-tooltip-lint")
    expect(tooltip).to_contain_text("SGD with a learning rate of 0.5")
    model = lab.cell("Dense(10")
    expect(model.locator(".kerascope-shape")).to_have_count(6)
    expect(model.locator(".kerascope-shape").first).to_contain_text("(batch, 64)")
    lab.picture("jupyterlab-findings")

    tooltip.get_by_text("Explain KS501").click()
    page = lab.page.locator(".kerascope-page")
    expect(page.get_by_role("heading", level=1)).to_contain_text("KS501 learning-rate-too-high")


def test_hovering_over_a_layer_tells_its_shapes(lab: Lab) -> None:
    lab.open("layers.py", EXAMPLE.read_text())
    softmax = lab.page.locator(".cm-line").filter(has_text="Dense(10")
    expect(softmax.locator(".kerascope-shape")).to_contain_text("1,290 parameters")
    softmax.get_by_text("layers", exact=True).hover()
    expect(lab.page.locator(".kerascope-hover")).to_contain_text("1,290")


def test_fixes_from_the_tooltip_the_keyboard_and_the_context_menu(lab: Lab) -> None:
    lab.open("fix.ipynb", notebook(*cells_of(EXAMPLE.read_text())))
    compile_cell, model = lab.cell("model.compile"), lab.cell("Dense(10")
    squiggle(compile_cell, "0.5").hover()
    lab.page.locator(".cm-tooltip-lint").get_by_text("Set the learning rate to 0.01").click()
    expect(compile_cell).to_contain_text("SGD(learning_rate=0.01, momentum=0.9)")
    expect(lab.finding("KS501")).to_have_count(0)
    expect(squiggle(compile_cell, "0.5")).to_have_count(0)

    menu = lab.page.locator(".lm-Menu")
    squiggle(model, '"sigmoid"').first.click()
    lab.page.keyboard.press("Alt+Enter")
    menu.get_by_text("Use ReLU in the hidden layers").click()
    expect(model).not_to_contain_text("sigmoid")
    expect(lab.finding("KS202")).to_have_count(0)

    fit = lab.cell("model.fit")
    squiggle(fit, "x_train").click(button="right")
    menu.get_by_text("Kerascope: quick fix…").click()
    menu.get_by_text("Disable KS101 for this line").click()
    expect(fit).to_contain_text("# noqa: KS101")
    expect(lab.finding("KS101")).to_have_count(0)


def test_a_new_cell_is_read_with_the_others(lab: Lab) -> None:
    lab.open("cells.ipynb", notebook(*cells_of(EXAMPLE.read_text().replace("=0.5,", "=rate,"))))
    expect(lab.finding("KS101")).to_have_count(1)
    expect(lab.finding("KS501")).to_have_count(0)
    lab.cell("import keras").locator(".jp-InputPrompt").click()
    lab.page.keyboard.press("b")
    lab.page.keyboard.press("Enter")
    lab.page.keyboard.type("rate = 0.5")
    expect(lab.finding("KS501")).to_have_count(1)
    expect(lab.finding("KS501")).to_contain_text("cell 3, line 1")


def test_the_probe_gives_verdicts_that_stay_until_the_code_changes(lab: Lab) -> None:
    lab.open("probe.ipynb", notebook(*cells_of(EXAMPLE.read_text())))
    expect(lab.finding("KS501")).to_have_count(1)
    lab.page.locator('[data-jp-item-name="kerascope-probe"]').click()
    lab.agree("probe.ipynb")
    expect(lab.panel.locator("progress")).to_be_visible()

    report = lab.page.locator(".kerascope-report")
    expect(report.get_by_role("heading", level=1)).to_contain_text(
        "confirmed", timeout=PROBE_PATIENCE
    )
    verdicts = lab.panel.locator(".kerascope-verdict")
    expect(verdicts).to_have_count(4)
    expect(lab.finding("KS501").locator(".kerascope-verdict")).to_contain_text("confirmed")
    lab.picture("jupyterlab-probe")
    said = verdicts.all_inner_texts()
    # The kernel that is open has run nothing.
    assert [kernel["execution_state"] for kernel in kernels(lab)] == ["idle"]
    assert {prompt.strip() for prompt in lab.page.locator(".jp-InputPrompt").all_inner_texts()} <= {
        "[ ]:",
        "",
    }

    lab.wait_for_layout("kerascope-report")
    lab.page.reload()
    expect(verdicts).to_have_count(4)
    assert verdicts.all_inner_texts() == said
    expect(report.get_by_role("heading", level=1)).to_contain_text("confirmed")
    squiggle(lab.cell("model.compile"), "0.5").hover()
    expect(lab.page.locator(".cm-tooltip-lint")).to_contain_text("confirmed")

    report.get_by_role("button", name="Apply recommended fixes").click()
    expect(lab.finding("KS501")).to_have_count(0)
    expect(verdicts).to_have_count(0)


def test_what_only_a_run_shows_is_found_where_nothing_else_is(lab: Lab) -> None:
    lab.open("twins.ipynb", notebook(*TWINS))
    expect(lab.panel).to_contain_text("Nothing found in the source")
    lab.panel.get_by_role("button", name="Probe").click()
    lab.agree("twins.ipynb")
    expect(lab.finding("KS110")).to_contain_text("cell 3, line 2", timeout=PROBE_PATIENCE)
    expect(squiggle(lab.cell("measured ="), "rng.normal(size=(400, 2))")).to_be_visible()
    report = lab.page.locator(".kerascope-report")
    expect(report.get_by_role("heading", name="What only the run shows")).to_be_visible()
    lab.cell("np.trunc").locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.type(" * 2")
    expect(lab.finding("KS110")).to_have_count(0)


def test_a_probe_survives_a_reload_and_is_cancelled(lab: Lab) -> None:
    before = lab.jupyter.children()
    lab.open(
        "sleepy.ipynb", notebook("import time\ntime.sleep(600)", *cells_of(EXAMPLE.read_text()))
    )
    lab.cell("model.fit").get_by_role("button", name="Probe").click()
    lab.agree("sleepy.ipynb")
    expect(lab.panel.get_by_role("button", name="Cancel")).to_be_visible()
    lab.page.reload()
    lab.press_slowly(lab.panel.get_by_role("button", name="Cancel"))
    expect(lab.panel.locator("progress")).to_have_count(0)
    running = [commands_of(process) for process in lab.jupyter.children() - before]
    # The one that waits for the next probe; trials are forked from it.
    assert len([command for command in running if "kerascope_runtime" in command]) <= 1


def test_the_file_editor_has_findings_and_fixes(lab: Lab) -> None:
    lab.open("stagnant.py", EXAMPLE.read_text())
    editor = lab.page.locator(".jp-FileEditor")
    expect(lab.finding("KS501")).to_contain_text("line 33")
    squiggle(editor, "0.5").hover()
    lab.page.locator(".cm-tooltip-lint").get_by_text("Set the learning rate to 0.01").click()
    expect(editor).to_contain_text("SGD(learning_rate=0.01")
    expect(lab.finding("KS501")).to_have_count(0)
    expect(lab.page.locator('[data-jp-item-name="kerascope-probe"]')).to_be_visible()


def test_who_is_not_logged_in_gets_nothing(chromium: Browser, jupyter: Jupyter) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{jupyter.address}/lab")
    assert "/login" in page.url
    status = page.evaluate("async () => (await fetch('/kerascope/api/probe?path=a.py')).status")
    assert status == 403
    closed = page.evaluate(
        """() => new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/kerascope/language-server`);
          socket.onopen = () => resolve("open");
          socket.onerror = () => resolve("refused");
        })"""
    )
    assert closed == "refused"
    page.context.close()


def kernels(lab: Lab) -> list[dict[str, Any]]:
    """The kernel of the open notebook."""
    sessions = lab.jupyter.request("GET", "/api/sessions").content
    return [s["kernel"] for s in sessions if s["path"] == "probe.ipynb"]


def commands_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""
