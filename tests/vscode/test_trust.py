"""Restricted mode: what is found is shown, and nothing is run."""

from pathlib import Path

from playwright.sync_api import Browser, expect
from vscode.conftest import Install
from vscode.workbench import Workbench

PROMPT = "security.workspace.trust.startupPrompt"


def test_an_untrusted_workspace_is_analysed_and_not_probed(
    install: Install, chromium: Browser, pictures: Path, tmp_path: Path, stagnant: str
) -> None:
    with (
        install({PROMPT: "never"}).running() as served,
        Workbench.on(tmp_path, served, chromium, pictures) as workbench,
    ):
        workbench.open("restricted.py", stagnant)
        workbench.until(lambda: "0.5" in workbench.underlined())
        workbench.go_to(38, 1)
        expect(workbench.lens("Show model")).to_be_visible()
        expect(workbench.lens("Probe")).to_have_count(0)
        workbench.picture("restricted")

        workbench.page.keyboard.press("F1")
        workbench.page.locator(".quick-input-box input").fill(">Kerascope: ")
        offered = workbench.page.locator(".quick-input-list .monaco-list-row")
        expect(offered.filter(has_text="Restart the Server")).to_be_visible()
        expect(offered.filter(has_text="Probe: Train")).to_have_count(0)
