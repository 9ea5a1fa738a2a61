"""Findings in the editor: squiggles, fixes, hints, lenses, notebooks, and the view beside it."""

import json

from playwright.sync_api import expect
from vscode.workbench import Workbench

LENS = "Show model"


def notebook(*cells: str) -> str:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return json.dumps(
        {
            "cells": [{**code, "source": cell.splitlines(keepends=True)} for cell in cells],
            "metadata": {"language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_a_finding_underlines_its_code(workbench: Workbench, stagnant: str) -> None:
    workbench.open("squiggles.py", stagnant)
    workbench.squiggles().first.wait_for()
    workbench.until(lambda: {'"sigmoid"', "0.5"} <= set(workbench.underlined()))


def test_the_quick_fix_is_applied(workbench: Workbench, stagnant: str) -> None:
    file = workbench.open("fixed.py", stagnant)
    workbench.until(lambda: "0.5" in workbench.underlined())
    workbench.go_to(33, 51)
    workbench.page.keyboard.press("Control+.")
    actions = workbench.page.locator(".action-widget")
    fix = actions.get_by_text("Set the learning rate to 0.01")
    fix.wait_for()
    workbench.picture("findings")
    fix.click()
    workbench.until(lambda: "learning_rate=0.01" in file.read_text(encoding="utf-8"))
    workbench.until(lambda: "0.01" not in workbench.underlined())


def test_layers_have_hints_and_fit_has_lenses(workbench: Workbench, stagnant: str) -> None:
    workbench.open("drawn.py", stagnant)
    expect(workbench.page.get_by_text("16,512 parameters").first).to_be_visible()
    workbench.go_to(38, 1)
    workbench.lens(LENS).click()
    preview = workbench.report()
    expect(preview.get_by_role("table")).to_contain_text("(batch, 128)")


def test_a_finding_in_a_cell_is_underlined_there(workbench: Workbench, stagnant: str) -> None:
    data, model, training = split(stagnant)
    workbench.open("cells.ipynb", notebook(data, model, training))
    workbench.page.locator(".notebookOverlay .squiggly-warning").first.wait_for()
    workbench.until(lambda: '"sigmoid"' in workbench.underlined())
    workbench.picture("notebook")


def split(script: str) -> tuple[str, str, str]:
    """The script as three cells: data, model, training."""
    before, model = script.split("model = keras.Sequential(")
    model, training = model.split("model.compile(")
    return before, f"model = keras.Sequential({model}", f"model.compile({training}"


def test_the_side_bar_lists_findings_by_training_run(workbench: Workbench, stagnant: str) -> None:
    workbench.open("listed.py", stagnant)
    workbench.squiggles().first.wait_for()
    workbench.run("Kerascope: Focus on Training Runs View")
    rows = workbench.findings()
    expect(rows.filter(has_text="fit() in line 38")).to_be_visible()
    rows.filter(has_text="KS501").click()
    expect(workbench.cursor()).to_contain_text("Ln 33")
    workbench.picture("view")


def test_a_finding_is_explained(workbench: Workbench, stagnant: str) -> None:
    workbench.open("explained.py", stagnant)
    workbench.until(lambda: "0.5" in workbench.underlined())
    workbench.go_to(33, 51)
    workbench.run("Kerascope: Explain a Finding")
    expect(workbench.report().get_by_role("heading", level=1)).to_contain_text("KS501")


def test_restart_checks_everything_again(workbench: Workbench, stagnant: str) -> None:
    workbench.open("restarted.py", stagnant)
    workbench.squiggles().first.wait_for()
    workbench.run("Kerascope: Restart the Server")
    expect(workbench.squiggles()).to_have_count(0)
    workbench.squiggles().first.wait_for()
