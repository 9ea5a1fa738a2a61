"""Where a document lies, and which Python its kernel has."""

import json

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from kerascope.jupyter.handler import KerascopeHandler, require_file, root_of


class PlaceHandler(KerascopeHandler):
    """``GET ?path=…&kernel=…``: the URIs that the language server knows the document by."""

    @authenticated
    @authorized
    async def get(self) -> None:
        file = await require_file(self, self.get_query_argument("path"))
        place: dict[str, str | None] = {
            "uri": file.as_uri(),
            "rootUri": root_of(self).absolute().as_uri(),
            "interpreter": None,
            "problem": None,
        }
        kernel = self.get_query_argument("kernel", "")
        if kernel:
            try:
                place["interpreter"] = self.interpreter(kernel)
            except HTTPError as error:
                place["problem"] = error.reason
        self.finish(json.dumps(place))
