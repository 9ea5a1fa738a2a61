import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import browser
import pytest
from playwright.sync_api import Browser

from kerascope.probe.verdict import ProbeReport

EXAMPLE = Path(__file__).parents[1] / "probe" / "example_report.json"


@pytest.fixture
def document() -> dict[str, Any]:
    """The example as JSON."""
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture
def report(document: dict[str, Any]) -> ProbeReport:
    """The example as the dataclasses that the probe returns."""
    return decoded(ProbeReport, {k: v for k, v in document.items() if k != "version"})


def decoded(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        inner = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else decoded(inner, value)
    if get_origin(kind) is tuple:
        return tuple(decoded(get_args(kind)[0], item) for item in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = [field.name for field in fields(kind) if field.name in value]
        return kind(**{name: decoded(hints[name], value[name]) for name in known})
    if get_origin(kind) is Literal:
        assert value in get_args(kind)
    return value


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as running:
        yield running
