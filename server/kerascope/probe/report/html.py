"""One self-contained page: the report's script, its style and the JSON document inside it."""

import base64
import hashlib
import json
import math
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import Any, cast

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main id="report"></main>
<noscript>This report draws itself with a script that this page carries. \
Allow scripts for the page, or read the JSON at its end.</noscript>
<script type="application/json" id="report-data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def html_page(report_json: Mapping[str, Any]) -> str:
    """The page for a report's JSON document. It loads nothing and runs no script but its own.

    Raises FileNotFoundError where the package was built without the page's script.
    """
    script, style = _asset("report.js"), _asset("report.css")
    path = str(report_json.get("path") or "a script")
    return _PAGE.format(
        policy=_policy(script, style),
        title=escape(f"{PurePath(path).name}: Kerascope probe"),
        style=style,
        data=_inert(report_json),
        script=script,
    )


def _asset(name: str) -> str:
    try:
        text = files("kerascope.probe.report").joinpath("assets", name).read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise FileNotFoundError(
            f"The HTML report cannot be written: {name} is missing from this installation. "
            "In a source checkout run `npm ci && npm run build`; otherwise reinstall kerascope."
        ) from missing
    return text.replace("</script", "<\\/script") if name.endswith(".js") else text


def _policy(script: str, style: str) -> str:
    """Only the two inline elements with exactly these contents may act."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inert(report_json: Mapping[str, Any]) -> str:
    """JSON that ends no element and opens no comment, whatever strings it holds."""
    text = json.dumps(_finite(report_json), allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _finite(value: object) -> object:
    """NaN and infinities, which JSON lacks, become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: _finite(item) for key, item in items}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[object]", value)]
    return value
