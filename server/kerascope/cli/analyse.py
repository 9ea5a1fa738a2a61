"""From a file's bytes to what is found in it, through the cache."""

from dataclasses import dataclass
from pathlib import Path

from kerascope.cli.cache import FOLDER, Cache
from kerascope.cli.checked import CheckedFile, display_name
from kerascope.cli.choices import Choices
from kerascope.cli.failure import CannotRun
from kerascope.config import Config, ConfigError, Settings, find_config, read_config
from kerascope.source.decode import decode
from kerascope.source.document import Document, UnreadableSource, script
from kerascope.source.modules import Modules
from kerascope.source.notebook import parse_notebook


@dataclass(frozen=True, slots=True)
class Source:
    """A file's content. ``name`` is what the user calls it, ``path`` where settings are looked
    for; ``on_disk`` is False for standard input."""

    name: str
    path: Path
    data: bytes
    on_disk: bool = True

    def document(self) -> Document:
        """Raises CannotRun if it is no Python source."""
        try:
            if self.path.suffix == ".ipynb":
                return parse_notebook(self.data, self.name)
            return script(decode(self.data, self.name), self.name)
        except UnreadableSource as error:
            raise CannotRun(str(error)) from error


def read(path: Path) -> Source:
    """A file from disk, named relative to the working folder where it lies below that.

    Raises:
        CannotRun: it is not there, or may not be read.
    """
    try:
        return Source(display_name(path), path, path.read_bytes())
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}.") from error


def modules_of(path: Path) -> Modules:
    """What a file can import from its own project, at most from the working folder on."""
    return Modules(path, root=Path.cwd())


class Analyser:
    """Checks sources, each with the settings of its place."""

    def __init__(
        self, choices: Choices, *, use_cache: bool = True, cache_folder: Path | None = None
    ) -> None:
        self._choices = choices
        self._use_cache = use_cache
        self._cache_folder = cache_folder
        self._configs: dict[Path, Config] = {}
        self._valid: set[tuple[str, ...]] = set()

    def config(self, path: Path) -> Config:
        """The configuration in force for a file. Raises CannotRun."""
        given, folder = self._choices.config, path.parent
        if folder not in self._configs:
            try:
                self._configs[folder] = read_config(given) if given else find_config(folder)
            except ConfigError as error:
                raise CannotRun(str(error)) from error
        return self._configs[folder]

    def settings(self, path: Path) -> Settings:
        return self._choices.over(self.config(path).settings_for(path))

    def recall(self, source: Source) -> CheckedFile | None:
        """What an earlier run found in the same source, if it is known. Raises CannotRun."""
        cache = self._cache(source)
        if cache is None:
            return None
        settings = self.settings(source.path)
        return cache.get(source.path, source.data, settings, source.document())

    def analyse(self, source: Source) -> CheckedFile:
        """What is found in the source, kept for the next run. Raises CannotRun."""
        modules = modules_of(source.path)
        checked = self.check(source.document(), source.path, modules)
        if cache := self._cache(source):
            cache.put(source.path, source.data, self.settings(source.path), checked, modules)
        return checked

    def _cache(self, source: Source) -> Cache | None:
        if not (self._use_cache and source.on_disk):
            return None
        root = self.config(source.path).root or Path.cwd()
        return Cache(self._cache_folder or root / FOLDER)

    def check(self, document: Document, path: Path, modules: Modules | None = None) -> CheckedFile:
        """What is found in the document with the settings of ``path``. Raises CannotRun."""
        self.require_known_rules(path)
        from kerascope.checker import check

        report = check(document, self.settings(path), modules or modules_of(path))
        return CheckedFile(document, report.findings, report.notes)

    def require_known_rules(self, path: Path) -> None:
        """Raises CannotRun for a selector that fits no rule. Need not be asked for what the cache
        answers: it holds nothing that was checked with a wrong selector."""
        config, choices = self.config(path), self._choices
        given = (*choices.select, *choices.extend_select, *choices.ignore)
        for selectors, where in ((given, ""), (config.selectors(), str(config.file))):
            if selectors and selectors not in self._valid:
                from kerascope.cli.selectors import require_known

                require_known(selectors, where)
                self._valid.add(selectors)
