"""Draws the VS Code extension's icon from its SVG: python scripts/draw_icon.py"""

from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

MEDIA = Path(__file__).resolve().parents[1] / "extension" / "vscode" / "media"
SIZE = 128


def main() -> None:
    svg = (MEDIA / "icon.svg").read_text(encoding="utf-8")
    style = f"<style>body {{ margin: 0 }} svg {{ display: block; width: {SIZE}px }}</style>"
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        browser = chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE})
        page.set_content(style + svg)
        page.screenshot(path=MEDIA / "icon.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
