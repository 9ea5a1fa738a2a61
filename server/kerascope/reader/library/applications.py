"""``keras.applications``: output shape, size and expected preprocessing of each backbone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kerascope.program.tensor import Shape
from kerascope.program.value import Known
from kerascope.reader.invocation import Invocation
from kerascope.reader.values import payload


@dataclass(frozen=True, slots=True)
class Application:
    output_shape: Shape | None
    parameters: int | None


@cache
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("applications.json")
    return json.loads(path.read_text(encoding="utf-8"))


def facts_of(call: Invocation) -> Application:
    """What a call of an application makes, as far as its arguments tell."""
    top = payload(call.get(0, "include_top", Known(True)))
    classes = payload(call.get(None, "classes", Known(1000)))
    if top is True:
        return Application((None, classes if isinstance(classes, int) else None), None)
    return Application(None, None)
