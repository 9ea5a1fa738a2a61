"""What to put to the test, and within which limits."""

from dataclasses import dataclass, field
from pathlib import Path

from kerascope.config import Settings
from kerascope.probe.surroundings import versions_at_a_time
from kerascope.probe.version import Rivals
from kerascope.rules.finding import Finding
from kerascope.source.document import Document


@dataclass(frozen=True, slots=True)
class Limits:
    """What the script may use while it runs. Times in seconds, sizes in bytes.

    ``capture`` is the time the script has to reach ``fit``; ``trial`` one training run.
    ``memory`` bounds the address space and is lifted where a GPU is visible.
    """

    capture: float = 120.0
    trial: float = 300.0
    memory: int = 16 << 30
    file_size: int = 1 << 30
    processes: int = 512
    sample: int = 256 << 20
    copy: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where trials run, if not here: ``address`` is ``ray`` (the cluster that Ray finds from
    here) or ``ray://host:port``.

    Each trial asks for ``cpus`` and ``gpus``. ``python`` is a path on the workers (the one that
    they run themselves where None).
    """

    address: str
    cpus: float = 1.0
    gpus: float = 0.0
    python: str | None = None


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """One probe of one document.

    ``interpreter`` is the path of the user's Python. ``budget`` bounds the whole probe in
    seconds; what is not decided by then is inconclusive. ``working_folder`` is where the script
    finds its data (the document's own folder where None). ``seed`` starts the row of seeds.
    ``fit`` picks a ``fit`` call by its line (the last one reached where None). ``rivals``: not a
    fix but a whole other version is tried; ``findings`` then holds one that stands for the edit.
    ``settings`` say which findings of the run itself are wanted.
    ``workers`` versions compute at a time. On a ``cluster``, ``interpreter`` and ``workers`` do
    not matter.
    """

    document: Document
    findings: tuple[Finding, ...]
    interpreter: str
    budget: float | None = None
    working_folder: Path | None = None
    arguments: tuple[str, ...] = ()
    allow_network: bool = False
    fit: int | None = None
    seed: int = 1
    settings: Settings = field(default_factory=Settings)
    workers: int = field(default_factory=versions_at_a_time)
    limits: Limits = field(default_factory=Limits)
    rivals: Rivals | None = None
    cluster: Cluster | None = None


class TakeBack:
    """The probe that runs is not wanted any more."""
