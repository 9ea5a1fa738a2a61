"""Settings, and where they come from: the closest pyproject.toml with a ``[tool.kerascope]``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

Engine = Literal["tensorflow", "jax", "torch"]
Severity = Literal["error", "warning", "information", "hint"]

_KEYS = (
    "select",
    "extend-select",
    "ignore",
    "per-file-ignores",
    "exclude",
    "severity",
    "backend",
    "tests",
)


class ConfigError(Exception):
    """A configuration that cannot be used. The message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Severities:
    """How loud each tier is."""

    certain: Severity = "error"
    likely: Severity = "warning"
    hypothesis: Severity = "information"

    def of(self, tier: Literal["certain", "likely", "hypothesis"]) -> Severity:
        """How loud a finding of that tier is."""
        return getattr(self, tier)


@dataclass(frozen=True, slots=True)
class Settings:
    """What to report. Codes, prefixes (``KS1``) or names; empty ``select`` means every rule.

    ``silenced`` is out whatever is selected: by ``per-file-ignores``, or on the command line.
    ``backend`` is None where the script's own imports decide. ``tests``: modules of tests are
    judged too.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    silenced: tuple[str, ...] = ()
    severities: Severities = Severities()
    backend: Engine | None = None
    tests: bool = False

    def reports(self, code: str, name: str) -> bool:
        """Whether the rule is on. The most specific selector decides; of equals, ``ignore``."""
        if _strength(self.silenced, code, name) >= 0:
            return False
        chosen = 0 if not self.select else _strength(self.select, code, name)
        chosen = max(chosen, _strength(self.extend_select, code, name))
        return chosen > _strength(self.ignore, code, name)


@dataclass(frozen=True, slots=True)
class Config:
    """One configuration file's content. Globs are read as in .gitignore, relative to ``root``."""

    settings: Settings = Settings()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    file: Path | None = None
    root: Path | None = None

    def settings_for(self, path: Path) -> Settings:
        """The settings in force for one file."""
        silenced = tuple(
            code
            for glob, codes in self.per_file_ignores
            if _matches(glob, path, self.root)
            for code in codes
        )
        return replace(self.settings, silenced=silenced) if silenced else self.settings

    def selectors(self) -> tuple[str, ...]:
        """Every code, prefix and name that the configuration mentions."""
        of_files = (code for _, codes in self.per_file_ignores for code in codes)
        chosen = self.settings
        return (*chosen.select, *chosen.extend_select, *chosen.ignore, *of_files)


def covers(selector: str, code: str, name: str) -> bool:
    """Whether a selector (a code, a prefix of one, a rule's name, ``ALL``) means this rule."""
    return _strength((selector,), code, name) >= 0


def find_config(start: Path) -> Config:
    """The configuration for a file or folder: that of the closest pyproject.toml above it that
    has our table, or the defaults.

    Raises:
        ConfigError: as ``read_config``.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and (table := _table(file)) is not None:
            return _config(table, file)
    return Config()


def read_config(file: Path) -> Config:
    """The configuration in one given TOML file, which need not have our table.

    Raises:
        ConfigError: it cannot be read, is not TOML, or has a key or a value we do not know.
    """
    return _config(_table(file) or {}, file)


def _strength(selectors: tuple[str, ...], code: str, name: str) -> int:
    """How closely the best of the selectors fits the rule; -1 where none does."""
    fits = [-1]
    for selector in selectors:
        if selector == name or selector.upper() == code:
            fits.append(len(code))
        elif selector == "ALL":
            fits.append(0)
        elif selector and code.startswith(selector.upper()):
            fits.append(len(selector))
    return max(fits)


def _matches(glob: str, path: Path, root: Path | None) -> bool:
    from pathspec import GitIgnoreSpec

    path, base = path.resolve(), root or Path.cwd()
    if not path.is_relative_to(base):
        return False
    return GitIgnoreSpec.from_lines([glob]).match_file(path.relative_to(base).as_posix())


def _table(file: Path) -> Mapping[str, Any] | None:
    try:
        content = tomllib.loads(file.read_bytes().decode())
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.") from error
    tool = content.get("tool", {})
    table = cast("Mapping[str, object]", tool).get("kerascope") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: tool.kerascope must be a table.")
    return cast("Mapping[str, Any]", table)


def _config(table: Mapping[str, Any], file: Path) -> Config:
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"{file}: [tool.kerascope] has no key {key!r}.{_hint(key)}")
    settings = Settings(
        select=_strings(table, "select", file),
        ignore=_strings(table, "ignore", file),
        extend_select=_strings(table, "extend-select", file),
        severities=_severities(table, file),
        backend=cast("Engine | None", _choice(table, "backend", get_args(Engine), file)),
        tests=_switch(table, "tests", file),
    )
    return Config(
        settings=settings,
        per_file_ignores=_per_file(table, file),
        exclude=_strings(table, "exclude", file),
        file=file,
        root=file.resolve().parent,
    )


def _hint(key: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.replace("_", "-"), _KEYS, n=1)
    return f" Did you mean {near[0]!r}?" if near else f" It knows {', '.join(_KEYS)}."


def _strings(table: Mapping[str, Any], key: str, file: Path, name: str = "") -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in cast("list[Any]", value)):
        raise ConfigError(f"{file}: tool.kerascope.{name or key} must be a list of strings.")
    return tuple(cast("list[str]", value))


def _switch(table: Mapping[str, Any], key: str, file: Path) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ConfigError(f"{file}: tool.kerascope.{key} must be true or false.")
    return value


def _choice(
    table: Mapping[str, Any], key: str, allowed: tuple[str, ...], file: Path, name: str = ""
) -> str | None:
    value = table.get(key)
    if value is not None and value not in allowed:
        raise ConfigError(
            f"{file}: tool.kerascope.{name or key} is {value!r}; it must be one of "
            f"{', '.join(allowed)}."
        )
    return value


def _severities(table: Mapping[str, Any], file: Path) -> Severities:
    levels = _subtable(table, "severity", file)
    tiers = [field.name for field in fields(Severities)]
    for tier in levels:
        if tier not in tiers:
            raise ConfigError(
                f"{file}: tool.kerascope.severity has no tier {tier!r}; "
                f"the tiers are {', '.join(tiers)}."
            )
    chosen = {
        tier: _choice(levels, tier, get_args(Severity), file, f"severity.{tier}") for tier in levels
    }
    return Severities(**cast("dict[str, Severity]", chosen))


def _per_file(table: Mapping[str, Any], file: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    globs = _subtable(table, "per-file-ignores", file)
    return tuple(
        (glob, _strings(globs, glob, file, f'per-file-ignores."{glob}"')) for glob in globs
    )


def _subtable(table: Mapping[str, Any], key: str, file: Path) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ConfigError(f"{file}: tool.kerascope.{key} must be a table.")
    return cast("Mapping[str, Any]", value)
