"""Nobody gets in without a token, from another site, or out of the folder that Jupyter serves."""

import json
import sys
from urllib.parse import quote

import pytest
from tornado.httpclient import HTTPClientError

API = ("/kerascope/api/place", "/kerascope/api/probe")
BODY = {"kernel": "python3", "cells": [{"text": "import keras", "index": None}]}
OUTSIDE = ("../secret.py", "/../secret.py", "a/../../secret.py", "..\\secret.py", "%2e%2e/x.py")


@pytest.mark.parametrize("path", API)
@pytest.mark.parametrize("token", [None, "a-wrong-token"])
def test_rest_needs_the_token(jupyter, path, token):
    assert jupyter.request("GET", f"{path}?path=a.py", token=token).status == 403


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_probe_is_neither_begun_nor_cancelled_without_the_token(jupyter, method):
    answer = jupyter.request(method, "/kerascope/api/probe?path=a.py", BODY, token=None)
    assert answer.status == 403
    assert jupyter.request("GET", "/kerascope/api/probe?path=a.py").content is None


@pytest.mark.parametrize("token", [None, "a-wrong-token"])
async def test_the_language_server_needs_the_token(jupyter, token):
    with pytest.raises(HTTPClientError) as refusal:
        async with jupyter.connect(token):
            pass
    assert refusal.value.code == 403


async def test_a_page_of_another_site_is_refused(jupyter):
    """It would come with the user's cookie."""
    cookie = jupyter.log_in()
    async with jupyter.connect(None, Cookie=cookie, Origin=jupyter.address):
        pass
    with pytest.raises(HTTPClientError) as refusal:
        async with jupyter.connect(None, Cookie=cookie, Origin="http://elsewhere.example"):
            pass
    assert refusal.value.code == 403


def test_a_probe_needs_more_than_the_cookie(jupyter):
    cookie = jupyter.log_in()
    refused = jupyter.request(
        "POST", "/kerascope/api/probe?path=a.py", BODY, token=None, Cookie=cookie
    )
    assert refused.status == 403
    assert "_xsrf" in refused.content["message"]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_out_of_the_folder_is_not_found(jupyter, path, method):
    (jupyter.root.parent / "secret.py").write_text("import keras\n")
    body = BODY if method == "POST" else None
    answer = jupyter.request(method, f"/kerascope/api/probe?path={quote(path)}", body)
    if "%2e" in path:
        # Not decoded twice: a file of that odd name inside of the folder.
        assert answer.status in (200, 202)
        jupyter.request("DELETE", f"/kerascope/api/probe?path={quote(path)}")
    else:
        assert answer.status == 404


def test_hidden_files_are_not_found(jupyter):
    (jupyter.root / ".hidden").mkdir(exist_ok=True)
    assert jupyter.request("GET", "/kerascope/api/place?path=.hidden/a.py").status == 404


def test_the_place_of_a_document_and_its_kernels_python(jupyter):
    answer = jupyter.request("GET", "/kerascope/api/place?path=a%20b.py&kernel=python3")
    assert answer.content["uri"] == (jupyter.root / "a b.py").as_uri()
    assert answer.content["rootUri"] == jupyter.root.as_uri()
    assert answer.content["interpreter"] == sys.executable
    unknown = jupyter.request("GET", "/kerascope/api/place?path=a.py&kernel=fortran").content
    assert unknown["interpreter"] is None
    assert "no kernel 'fortran'" in unknown["problem"]


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "{root}/../secret.py", "{root}/%2e%2e/secret.py", "http://x/y"]
)
async def test_the_language_server_reads_nothing_outside(jupyter, uri):
    named = uri.format(root=jupyter.root.as_uri())
    params = {"textDocument": {"uri": named}, "position": {"line": 0, "character": 0}}
    request = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": params}
    async with jupyter.connect() as socket:
        await socket.write_message(json.dumps(request))
        answer = json.loads(await socket.read_message())
    assert "outside of the folder" in answer["error"]["message"]
