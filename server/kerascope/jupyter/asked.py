"""What a page asks to be probed."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """The ``cells`` of the document at ``path``, each ``{text, index, execution_count}``.

    ``interpreter`` is the Python of the kernel, ``codes`` are the rules whose findings count
    (all where None).
    """

    path: str
    cells: list[dict[str, Any]]
    interpreter: str
    working_folder: str
    codes: list[str] | None
