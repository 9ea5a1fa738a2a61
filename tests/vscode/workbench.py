"""VS Code in a browser, as a person uses it: keys, clicks, and what is on the screen."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds until a test gives up waiting; nothing is judged by how long it took."""

SETTINGS = {
    "editor.autoClosingBrackets": "never",
    "editor.autoClosingQuotes": "never",
    "editor.minimap.enabled": False,
    "editor.stickyScroll.enabled": False,
    "files.autoSave": "afterDelay",
    "files.autoSaveDelay": 100,
    "telemetry.telemetryLevel": "off",
    "window.restoreWindows": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.commandCenter.enabled": False,
    "chat.disableAIFeatures": True,
    "extensions.ignoreRecommendations": True,
}


@dataclass(frozen=True)
class CodeServer:
    """One profile of VS Code: its extensions and settings."""

    node: Path
    entry: Path
    home: Path
    environment: dict[str, str]

    def install(self, vsix: Path) -> None:
        subprocess.run(
            [*self._command(), "--install-extension", str(vsix)],
            env=self._environment(),
            check=True,
            capture_output=True,
            timeout=120,
        )

    def configure(self, settings: dict[str, Any]) -> None:
        file = self.home / "data" / "User" / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({**SETTINGS, **settings}), encoding="utf-8")

    @contextmanager
    def running(self, *options: str) -> Generator["Served"]:
        """The profile, served at an address of its own."""
        port = _free_port()
        serve = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry"]
        quiet = ["--disable-update-check", "--disable-getting-started-override"]
        command = [*self._command(), *serve, *quiet, "--ignore-last-opened", *options]
        with (self.home / "code-server.log").open("ab") as log:
            process = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _await(f"{address}/healthz", process)
            yield Served(address, process.pid, self)
        finally:
            _end(process)

    def _command(self) -> list[str]:
        data, extensions = self.home / "data", self.home / "extensions"
        where = ["--user-data-dir", str(data), "--extensions-dir", str(extensions)]
        return [str(self.node), str(self.entry), *where]

    def _environment(self) -> dict[str, str]:
        gallery = {"serviceUrl": "", "itemUrl": "", "resourceUrlTemplate": ""}
        return {
            **self.environment,
            "EXTENSIONS_GALLERY": json.dumps(gallery),
            # Else VS Code asks a login shell for the environment, and PATH is not ours.
            "VSCODE_CLI": "1",
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "share"),
        }


@dataclass(frozen=True)
class Served:
    """A running code-server, and where it is."""

    address: str
    process: int
    profile: CodeServer

    def processes(self) -> dict[int, list[str]]:
        """The command lines of everything that VS Code has started, by process id."""
        parents: dict[int, int] = {}
        commands: dict[int, list[str]] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            commands[int(entry.name)] = command.split("\0")[:-1]
        below = {self.process}
        while more := {child for child, parent in parents.items() if parent in below} - below:
            below |= more
        return {process: commands[process] for process in below - {self.process}}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End code-server and all it started: its extension hosts do not go by themselves."""
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    process.wait(timeout=30)
    _, alive = psutil.wait_procs(family, timeout=5)
    for each in alive:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            assert process.poll() is None, "code-server ended instead of serving"
            assert time.monotonic() < end, "code-server does not answer"
            time.sleep(0.1)


@dataclass(frozen=True)
class Workbench:
    """One window on one folder."""

    page: Page
    folder: Path
    pictures: Path
    served: Served

    @classmethod
    @contextmanager
    def on(
        cls, folder: Path, served: Served, chromium: Browser, pictures: Path
    ) -> Iterator["Workbench"]:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{served.address}/?folder={folder}")
        page.locator(".monaco-workbench .explorer-viewlet").wait_for()
        yield cls(page, folder, pictures, served)
        context.close()

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def open(self, name: str, text: str) -> Path:
        """Write a file and open it the way that people type it."""
        file = self.write(name, text)
        self.show(file)
        return file

    def show(self, file: Path) -> None:
        self.page.keyboard.press("Control+p")
        self.page.locator(".quick-input-box input").fill(str(file))
        chosen = self.page.locator(".quick-input-list .monaco-list-row.focused")
        expect(chosen).to_contain_text(file.name)
        self.page.keyboard.press("Enter")
        self._closed()
        self.page.locator(f'.tab.active[data-resource-name="{file.name}"]').wait_for()

    def configure(self, settings: dict[str, Any]) -> None:
        """Type the folder's settings into their file; then all files are closed."""
        (self.folder / ".vscode").mkdir(exist_ok=True)
        file = self.open(".vscode/settings.json", "")
        text = json.dumps(settings)
        self.page.keyboard.insert_text(text)
        self.until(lambda: file.read_text(encoding="utf-8") == text)
        self.close_editors()

    def run(self, command: str) -> None:
        """Run a command from the palette."""
        self.page.keyboard.press("F1")
        self.page.locator(".quick-input-box input").fill(f">{command}")
        chosen = self.page.locator(".quick-input-list .monaco-list-row.focused")
        expect(chosen).to_contain_text(command)
        self.page.keyboard.press("Enter")
        self._closed()

    def go_to(self, line: int, column: int) -> None:
        self.page.keyboard.press("Control+g")
        box = self.page.locator(".quick-input-box input")
        expect(box).to_have_value(":")
        box.fill(f":{line}:{column}")
        row = self.page.locator(".quick-input-list .monaco-list-row")
        expect(row.filter(has_text=str(line)).first).to_be_visible()
        self.page.keyboard.press("Enter")
        self._closed()
        expect(self.cursor()).to_contain_text(f"Ln {line}, Col {column}")

    def _closed(self) -> None:
        self.page.locator(".quick-input-widget").wait_for(state="hidden")

    def squiggles(self) -> Locator:
        return self.page.locator(".squiggly-warning, .squiggly-error, .squiggly-info")

    def underlined(self) -> list[str]:
        """The text above each warning's squiggle, as it is drawn."""
        return self.page.evaluate(_UNDERLINED)

    def picture(self, name: str) -> Path:
        file = self.pictures / f"{name}.png"
        self.page.screenshot(path=file)
        return file

    def report(self) -> FrameLocator:
        """The page inside the report's webview."""
        return self.page.frame_locator("iframe.webview.ready").frame_locator("iframe#active-frame")

    def status(self) -> Locator:
        """What the extension says in the status bar."""
        return self.page.locator("#kerascope\\.kerascope\\.kerascope\\.status")

    def notification(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.locator(".notification-list-item").filter(has_text=text)

    def lens(self, title: str) -> Locator:
        return self.page.locator(".codelens-decoration a").filter(has_text=title)

    def findings(self) -> Locator:
        """The rows of the view in the side bar."""
        return self.page.locator(".pane-body .monaco-list-row")

    def cursor(self) -> Locator:
        return self.page.locator("#status\\.editor\\.selection")

    def close_editors(self) -> None:
        self.page.keyboard.press("Escape")
        self.run("View: Show Explorer")
        self.run("View: Close All Editors")
        expect(self.page.locator(".tab")).to_have_count(0)

    def until(self, condition: Callable[[], Any]) -> Any:
        """The condition's value once it is true."""
        end = time.monotonic() + PATIENCE / 1000
        while not (value := condition()):
            assert time.monotonic() < end, "waited in vain"
            self.page.wait_for_timeout(50)
        return value


_UNDERLINED = """() => {
  const found = [];
  for (const editor of document.querySelectorAll(".monaco-editor")) {
    for (const squiggle of editor.querySelectorAll(".squiggly-warning")) {
      const box = squiggle.getBoundingClientRect();
      const lines = [...editor.querySelectorAll(".view-line")];
      const line = lines.find((line) => {
        const place = line.getBoundingClientRect();
        return place.top <= box.top + 2 && box.top < place.bottom - 2;
      });
      if (line === undefined) continue;
      let text = "";
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (let at = 0; at < node.length; at++) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const place = range.getBoundingClientRect();
          const middle = (place.left + place.right) / 2;
          if (box.left <= middle && middle <= box.right) text += node.data[at];
        }
      }
      found.push(text.replaceAll("\\u00a0", " "));
    }
  }
  return found;
}"""
