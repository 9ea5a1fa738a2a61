"""A probe from the editor: progress, the report, its verdicts and fixes, and cancelling it."""

from playwright.sync_api import expect
from vscode.workbench import Workbench

STALLED = "import time\n\ntime.sleep(600)\n"


def test_a_probe_reports_verdicts_and_applies_fixes(workbench: Workbench, stagnant: str) -> None:
    file = workbench.open("stagnant.py", stagnant)
    workbench.go_to(38, 1)
    workbench.lens("Probe").click()
    workbench.notification("Probing").wait_for()

    report = workbench.report()
    heading = report.get_by_role("heading", level=1)
    expect(heading).to_contain_text("findings confirmed", timeout=180_000)
    verdicts = report.locator(".ks-verdict")
    expect(verdicts.filter(has_text="Learning rate too high")).to_contain_text("Confirmed")
    workbench.run("View: Toggle Primary Side Bar Visibility")
    workbench.picture("report")

    verdicts.filter(has_text="Learning rate too high").get_by_role("button").click()
    expect(workbench.cursor()).to_contain_text("Ln 33")

    report.get_by_role("button", name="Apply recommended fixes").click()
    inserted = workbench.page.locator(".monaco-diff-editor .line-insert")
    expect(inserted.first).to_be_visible()
    workbench.picture("preview")
    workbench.page.get_by_role("button", name="Apply These Fixes").click()
    workbench.until(lambda: "learning_rate=0.01" in file.read_text(encoding="utf-8"))
    workbench.picture("applied")

    workbench.go_to(1, 1)
    workbench.page.keyboard.press("Control+z")
    workbench.until(lambda: file.read_text(encoding="utf-8") == stagnant)

    workbench.run("Kerascope: Focus on Training Runs View")
    row = workbench.findings().filter(has_text="KS501")
    expect(row).to_contain_text("confirmed")


def test_cancelling_a_probe_leaves_nothing_running(workbench: Workbench, stagnant: str) -> None:
    workbench.open("stalled.py", STALLED + stagnant)
    workbench.go_to(41, 1)
    workbench.lens("Probe").wait_for()
    before = set(workbench.served.processes())
    workbench.lens("Probe").click()
    workbench.until(lambda: len(workbench.served.processes().keys() - before) >= 2)
    progress = workbench.notification("Probing")
    progress.get_by_role("button", name="Cancel").click()
    expect(progress).to_have_count(0)
    expect(workbench.page.get_by_text("the probe was cancelled").first).to_be_visible()
    workbench.until(lambda: not workbench.served.processes().keys() - before)
