"""What the server remembers between two messages."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pygls.uris import to_fs_path

from kerascope.config import Config, Settings
from kerascope.lsp.analysis import Analysis, Analyst, Described, Explained, OutlineJob
from kerascope.lsp.client import Client
from kerascope.lsp.documents import Snapshot, owner_of, path_of, snapshot_of
from kerascope.lsp.estimate import Pace
from kerascope.lsp.options import Options
from kerascope.lsp.verdicts import Probed
from kerascope.lsp.workspace import ProtocolWorkspace
from kerascope.probe.probers import Probers
from kerascope.rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Analysed:
    """A version of a document with what was found in it."""

    snapshot: Snapshot
    analysis: Analysis
    settings: Settings


@dataclass(slots=True)
class Unopened:
    """The files of the workspace that no editor has open.

    ``files`` are all of them, open ones too, and ``shown`` those that have diagnostics: the URIs
    they are published under, by path. ``changed`` are those that wait to be checked again;
    ``work`` is the task that checks; ``watched`` tells whether the client reports changes of
    sources; ``modules`` are, by the path of a file, those that it was read together with.
    """

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    shown: dict[str, str] = field(default_factory=dict[str, str])
    changed: set[str] = field(default_factory=set[str])
    work: asyncio.Task[None] | None = None
    watched: bool = False
    modules: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def note(self, path: str, modules: frozenset[str]) -> None:
        """Remember what a file was read together with."""
        self.modules.pop(path, None)
        if modules:
            self.modules[path] = modules

    def importers(self, paths: set[str]) -> set[str]:
        """The files that were read together with any of these."""
        return {path for path, modules in self.modules.items() if modules & paths}


@dataclass(slots=True)
class Session:
    """One client's session, from ``initialize`` to ``exit``.

    ``initial`` are the options sent at ``initialize``; ``options`` those in force for the
    folders by URI, with ``""`` for everything outside of them; ``configs`` the content of
    pyproject.toml by the folder asked about; ``pages`` the markdown that was opened for
    the user; ``explanations`` are of rules, by code or name; ``reported`` the failures shown
    once already.
    The other maps are keyed by the URI of the script or notebook.
    """

    workspace: ProtocolWorkspace
    client: Client
    analyst: Analyst
    initial: Options = field(default_factory=Options)
    options: Mapping[str, Options] = field(default_factory=dict[str, Options])
    analysed: dict[str, Analysed] = field(default_factory=dict[str, Analysed])
    published: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    probed: dict[str, Probed] = field(default_factory=dict[str, Probed])
    probers: Probers = field(default_factory=Probers)
    paces: dict[str, Pace] = field(default_factory=dict[str, Pace])
    probes: dict[str, asyncio.Task[Any]] = field(default_factory=dict[str, "asyncio.Task[Any]"])
    outlines: dict[str, tuple[Analysed, asyncio.Task[Described]]] = field(
        default_factory=dict[str, "tuple[Analysed, asyncio.Task[Described]]"]
    )
    analyses: dict[str, asyncio.Task[None]] = field(default_factory=dict[str, "asyncio.Task[None]"])
    unopened: Unopened = field(default_factory=Unopened)
    configs: dict[Path, Config] = field(default_factory=dict[Path, Config])
    pages: TemporaryDirectory[str] | None = None
    explanations: dict[str, Explained] = field(default_factory=dict[str, Explained])
    reported: set[str] = field(default_factory=set[str])

    def owner(self, uri: str) -> str:
        """The URI of the document that a text belongs to."""
        return owner_of(self.workspace, uri)

    def snapshot(self, uri: str) -> Snapshot | None:
        return snapshot_of(self.workspace, uri)

    def open_documents(self) -> list[str]:
        """The URIs of all open scripts and notebooks."""
        texts = (self.owner(text.uri) for text in self.workspace.text_documents.values())
        return list(dict.fromkeys(texts))

    def options_for(self, uri: str) -> Options:
        """The options of the innermost workspace folder that holds the document."""
        inside = [folder for folder in self.options if uri.startswith(folder)]
        return self.options[max(inside, key=len)] if inside else self.initial

    def open_paths(self) -> set[str]:
        """The paths of all open scripts and notebooks that have one."""
        return {path for uri in self.open_documents() if (path := to_fs_path(uri))}

    async def current(self, uri: str) -> Analysed | None:
        """The analysis of the text's document as it is now, once it is there."""
        owner = self.owner(uri)
        while (task := self.analyses.get(owner)) is not None and not task.done():
            await asyncio.wait({task})
        analysed = self.analysed.get(owner)
        now = self.snapshot(owner)
        if analysed is None or now is None or analysed.snapshot.document != now.document:
            return None
        return analysed

    async def described(self, analysed: Analysed) -> Described:
        """The outline of that version; however many features ask, it is made once."""
        uri, job = analysed.snapshot.uri, self._outline_job(analysed)
        known = self.outlines.get(uri)
        if known is None or known[0] is not analysed:
            known = (analysed, asyncio.create_task(self.analyst.describe(job)))
            self.outlines[uri] = known
        return await asyncio.shield(known[1])

    def _outline_job(self, analysed: Analysed) -> OutlineJob:
        snapshot = analysed.snapshot
        return OutlineJob(snapshot.document, analysed.settings, self.root_of(snapshot.uri))

    async def explained(self, rule: str) -> Explained:
        """The documentation of a rule, fetched once."""
        if rule not in self.explanations:
            explained = await self.analyst.explain(rule)
            if explained.failure:
                return explained
            self.explanations[rule] = explained
        return self.explanations[rule]

    def verdicts(self, analysed: Analysed) -> Probed | None:
        """The verdicts on this version; None where its code is not what was put to the test."""
        probed = self.probed.get(analysed.snapshot.uri)
        same = probed is not None and probed.fingerprint == analysed.analysis.fingerprint
        return probed if same else None

    def findings(self, analysed: Analysed) -> tuple[Finding, ...]:
        """Those of the source, and those that only a run of this code has shown."""
        probed, found = self.verdicts(analysed), analysed.analysis.report.findings
        return (*found, *(probed.shown_in(analysed.snapshot.document) if probed else ()))

    def root_of(self, uri: str) -> str:
        """The path of the workspace folder that holds a document; "" where there is none."""
        return str(self.folder_of(uri) or "")

    def importers(self, module: str) -> list[str]:
        """The URIs of the other open documents that were read together with that one."""
        path, analysed = path_of(module), self.analysed.items()
        return [uri for uri, a in analysed if path in a.analysis.modules and uri != module]

    def folder_of(self, uri: str) -> Path | None:
        """The workspace folder that holds a document, as a path; the first one for the others."""
        folders = [folder.uri for folder in self.workspace.folders.values()]
        inside = [folder for folder in folders if uri.startswith(folder)]
        chosen = max(inside, key=len) if inside else next(iter(folders), None)
        path = to_fs_path(chosen) if chosen else self.workspace.root_path
        return Path(path) if path else None
