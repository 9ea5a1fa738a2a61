"""What the user has set in the editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

Run = Literal["onType", "onSave"]
Mode = Literal["openFilesOnly", "workspace"]


@dataclass(frozen=True, slots=True)
class Options:
    """The settings under ``kerascope``. ``interpreter`` runs probes; None leaves the choice to
    the environment of the server. ``arguments`` are what a probed script gets after its name.
    ``severity`` of a tier and the rules come from pyproject.toml where ``select`` and ``ignore``
    are empty."""

    trusted: bool = False
    interpreter: str | None = None
    arguments: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    run: Run = "onType"
    diagnostic_mode: Mode = "openFilesOnly"
    hover: bool = True
    inlay_hints: bool = True
    code_lens: bool = True
    symbols: bool = True
    shows_results: bool = False


_NAMES = {
    "trusted": "trusted",
    "interpreter": "interpreter",
    "arguments": "arguments",
    "select": "select",
    "ignore": "ignore",
    "run": "run",
    "diagnosticMode": "diagnostic_mode",
    "hover": "hover",
    "inlayHints": "inlay_hints",
    "codeLens": "code_lens",
    "symbols": "symbols",
    "showsResults": "shows_results",
}


def with_settings(base: Options, settings: object) -> tuple[Options, list[str]]:
    """``base`` with what the client sent on top, and a sentence for every value left out.

    ``settings`` may be anything: clients send null, the section, or the section under its name.
    Keys that other parts of the extension own are passed over in silence.
    """
    if not isinstance(settings, Mapping):
        return base, []
    section = cast("Mapping[str, Any]", settings)
    if isinstance(section.get("kerascope"), Mapping):
        section = cast("Mapping[str, Any]", section["kerascope"])
    chosen: dict[str, Any] = {}
    problems: list[str] = []
    for key, name in _NAMES.items():
        value = section.get(key)
        if value is None:
            continue
        if (accepted := _accepted(name, value)) is None:
            problems.append(f"kerascope.{key} is {value!r}, {_EXPECTED[name]}; it is ignored.")
        else:
            chosen[name] = accepted
    return replace(base, **chosen), problems


_CODES = "but must be a list of rule codes or names"
_SWITCH = "but must be true or false"
_EXPECTED = {
    "interpreter": "but must be the path of a Python interpreter",
    "arguments": "but must be a list of strings",
    "select": _CODES,
    "ignore": _CODES,
    "run": 'but must be "onType" or "onSave"',
    "diagnostic_mode": 'but must be "openFilesOnly" or "workspace"',
    "trusted": _SWITCH,
    "hover": _SWITCH,
    "inlay_hints": _SWITCH,
    "code_lens": _SWITCH,
    "symbols": _SWITCH,
    "shows_results": _SWITCH,
}


_CHOICES = {"run": get_args(Run), "diagnostic_mode": get_args(Mode)}


def _accepted(name: str, value: Any) -> object | None:
    """The value as we keep it, or None where it is of the wrong kind."""
    if name == "interpreter":
        return (value or "") if isinstance(value, str) else None
    if name in ("arguments", "select", "ignore"):
        return _strings(value)
    if name in _CHOICES:
        return value if value in _CHOICES[name] else None
    return value if isinstance(value, bool) else None


def _strings(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        return None
    items = cast("Sequence[object]", value)
    texts = tuple(item for item in items if isinstance(item, str))
    return texts if len(texts) == len(items) else None
