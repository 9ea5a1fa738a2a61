"""The probe over REST: in the kernel's environment, cancelled, and what it says where it fails."""

from pathlib import Path

from running_jupyter import stop_jupyter

from kerascope.jupyter.asked import Asked
from kerascope.jupyter.probes import Probes

SLEEPY = "import time\ntime.sleep(600)\n"
FAILING = 'raise SystemExit("The data are on holiday.")\n'


def probe_of(name):
    return f"/kerascope/api/probe?path={name}"


def cells(*texts):
    found = [{"text": text, "index": index} for index, text in enumerate(texts)]
    return {"kernel": "python3", "cells": found}


async def ended(jupyter, name):
    """The probe's state once it does not run any more."""

    def state():
        now = jupyter.request("GET", probe_of(name)).content
        return None if now["status"] == "running" else now

    return await jupyter.until(state)


def warm(jupyter):
    """The processes that wait for the next probe: at most a prober, and below it a process that
    has imported what scripts import. A third and all below that are trials."""
    return len(jupyter.children()) <= 2


async def test_a_cancelled_probe_leaves_no_trial(jupyter, faulty):
    started = jupyter.request("POST", probe_of("sleepy.ipynb"), cells(SLEEPY, faulty))
    assert (started.status, started.content["status"]) == (202, "running")
    await jupyter.until(lambda: not warm(jupyter))

    again = jupyter.request("POST", probe_of("/sleepy.ipynb"), cells(SLEEPY, faulty))
    assert (again.status, again.content["message"][:12]) == (409, "sleepy.ipynb")

    state = jupyter.request("DELETE", probe_of("sleepy.ipynb")).content
    assert (state["status"], state["report"]) == ("cancelled", None)
    await jupyter.until(lambda: warm(jupyter))


async def test_a_probe_that_is_cancelled_at_once_does_not_run_for_ever():
    probes = Probes()
    probes.start("a.ipynb", Asked("a.ipynb", [], "python", ".", None))
    await probes.cancel("a.ipynb")
    assert probes.state("a.ipynb")["status"] == "cancelled"
    await probes.stop()


async def test_the_next_probe_starts_from_what_is_warm_and_all_ends_with_jupyter(start, faulty):
    jupyter = start()
    jupyter.request("POST", probe_of("one.ipynb"), cells(FAILING, faulty))
    assert (await ended(jupyter, "one.ipynb"))["status"] == "done"
    waiting = jupyter.children()
    assert len(waiting) == 2
    jupyter.request("POST", probe_of("two.ipynb"), cells(FAILING, faulty))
    assert (await ended(jupyter, "two.ipynb"))["status"] == "done"
    assert jupyter.children() == waiting

    stop_jupyter(jupyter)
    await jupyter.until(lambda: not [pid for pid in waiting if Path(f"/proc/{pid}").exists()])


async def test_a_script_that_fails_says_so_in_its_report(jupyter, faulty):
    jupyter.request("POST", probe_of("failing.ipynb"), cells(FAILING, faulty))

    state = await ended(jupyter, "failing.ipynb")
    assert state["status"] == "done"
    assert {v["verdict"] for v in state["report"]["verdicts"]} == {"could not run"}
    assert state["cells"][0]["text"] == FAILING


async def test_nothing_to_probe_is_said(jupyter):
    jupyter.request("POST", probe_of("empty.py"), cells("import keras\n"))
    state = await ended(jupyter, "empty.py")
    assert (state["status"], state["error"][:16]) == ("failed", "Nothing to probe")


def test_a_request_that_makes_no_sense_is_refused(jupyter, faulty):
    for body in ([], {}, {"cells": []}, {"cells": [1]}, {"cells": [{"text": 1, "index": 0}]}):
        assert jupyter.request("POST", probe_of("a.py"), body).status == 400
    unknown = cells(faulty) | {"kernel": "fortran"}
    assert "no kernel" in jupyter.request("POST", probe_of("a.py"), unknown).content["message"]
