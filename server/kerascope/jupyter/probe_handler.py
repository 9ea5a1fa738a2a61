"""The probe over REST: begin, look, cancel."""

import json
from typing import Any, cast

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from kerascope.jupyter.asked import Asked
from kerascope.jupyter.handler import KerascopeHandler, require_file
from kerascope.jupyter.probes import AlreadyRunning, Probes


class ProbeHandler(KerascopeHandler):
    """The last probe of the document at ``?path=…``; null where there was none."""

    def initialize(self, probes: Probes) -> None:
        self._probes = probes

    @authenticated
    @authorized
    async def get(self) -> None:
        path = await self._path()
        self.finish(json.dumps(self._probes.state(path)))

    @authenticated
    @authorized("execute")  # pyright: ignore[reportUntypedFunctionDecorator]
    async def post(self) -> None:
        """Begin one. The body: ``{kernel, cells: [{text, index, execution_count}], codes}``."""
        path = await self._path()
        file = await require_file(self, path)
        body = self.get_json_body()
        asked = Asked(
            path=str(file),
            cells=_cells(body),
            interpreter=self.interpreter(_text(body, "kernel")),
            working_folder=str(file.parent),
            codes=_codes(body),
        )
        try:
            self._probes.start(path, asked)
        except AlreadyRunning as error:
            raise HTTPError(409, str(error), reason=str(error)) from error
        self.set_status(202)
        self.finish(json.dumps(self._probes.state(path)))

    @authenticated
    @authorized("execute")  # pyright: ignore[reportUntypedFunctionDecorator]
    async def delete(self) -> None:
        path = await self._path()
        await self._probes.cancel(path)
        self.finish(json.dumps(self._probes.state(path)))

    async def _path(self) -> str:
        """The document's path, the same however it is written."""
        asked = self.get_query_argument("path")
        await require_file(self, asked)
        return asked.strip("/")


def _cells(body: Any) -> list[dict[str, Any]]:
    cells: Any = cast("Any", body).get("cells") if isinstance(body, dict) else None
    if not isinstance(cells, list) or not cells:
        raise HTTPError(400, "cells must be a list of {text, index, execution_count}.")
    return [_cell(cell) for cell in cast("list[Any]", cells)]


def _cell(cell: Any) -> dict[str, Any]:
    match cell:
        case {"text": str(text), "index": int() | None as index}:
            count: Any = cast("dict[str, Any]", cell).get("execution_count")
            counted = count if isinstance(count, int) else None
            return {"text": text, "index": index, "execution_count": counted}
        case _:
            raise HTTPError(400, "A cell is {text, index, execution_count}.")


def _codes(body: Any) -> list[str] | None:
    match body:
        case {"codes": [*codes]} if all(isinstance(code, str) for code in codes):
            return codes
        case {"codes": None} | dict():
            return None
        case _:
            raise HTTPError(400, "codes must be a list of rule codes, or null for all.")


def _text(body: Any, key: str) -> str:
    value: Any = cast("dict[str, Any]", body).get(key) if isinstance(body, dict) else None
    if not isinstance(value, str):
        raise HTTPError(400, f"{key} must be a text.")
    return value
