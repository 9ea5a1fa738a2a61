"""The first five seconds: a fresh profile, and a Python that has no Kerascope."""

import time
from pathlib import Path

from playwright.sync_api import Browser, expect
from vscode.conftest import Install
from vscode.workbench import Workbench


def test_the_first_finding_comes_without_a_question(
    install: Install, chromium: Browser, pictures: Path, tmp_path: Path, stagnant: str
) -> None:
    with (
        install().running("--disable-workspace-trust") as served,
        Workbench.on(tmp_path, served, chromium, pictures) as workbench,
    ):
        workbench.open("first.py", stagnant)
        opened = time.monotonic()
        workbench.squiggles().first.wait_for()
        seconds = time.monotonic() - opened
        workbench.picture("first")
        record = pictures / "first_diagnostic.txt"
        record.write_text(f"{seconds:.1f} s from the open tab to the first squiggle\n")
        expect(workbench.page.locator(".notification-toast")).to_have_count(0)
        expect(workbench.page.get_by_role("dialog")).to_have_count(0)
