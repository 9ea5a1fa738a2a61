"""What holds for every test."""

import os
from collections.abc import Sequence

import pytest


class NoSilentSkips:
    """Ends the run with exit status 1 when a test was left out for whatever reason.

    `make test` asks for it: a test that does not run there does not run anywhere.
    """

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self.left_out += [f"{item.nodeid} was deselected" for item in items]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.left_out.append(f"{report.nodeid} was skipped as a whole")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if hasattr(report, "wasxfail"):
            self.left_out.append(f"{report.nodeid} is marked as an expected failure")
        elif report.skipped:
            self.left_out.append(f"{report.nodeid} was skipped")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.left_out and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.left_out:
            terminalreporter.section("Tests left out: every test must run", red=True)
            for line in self.left_out:
                terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if os.environ.get("KERASCOPE_NO_SKIPS") == "1":
        config.pluginmanager.register(NoSilentSkips(), "no-silent-skips")
