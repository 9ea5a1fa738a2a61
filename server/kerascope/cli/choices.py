"""What the command line says about settings."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from kerascope.config import Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """The rules chosen and the configuration file named; they beat every file found."""

    config: Path | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def over(self, settings: Settings) -> Settings:
        """``--select`` starts anew, ``--extend-select`` adds to what the file selects. What
        ``--ignore`` names is out, unless the same command line selects it more exactly."""
        if self.select:
            settings = replace(settings, select=self.select, extend_select=(), ignore=())
        if not (self.select or self.extend_select):
            return replace(settings, silenced=settings.silenced + self.ignore)
        return replace(
            settings,
            extend_select=settings.extend_select + self.extend_select,
            ignore=settings.ignore + self.ignore,
        )

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Choices":
        """Those that the parsed options of a command hold."""
        select, extended, ignore = options.select, options.extend_select, options.ignore
        return cls(options.config, tuple(select), tuple(extended), tuple(ignore))
