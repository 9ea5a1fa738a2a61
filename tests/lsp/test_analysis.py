"""The analysis process, spoken to as the server does."""

import asyncio
import os
import signal
from typing import Any, cast

import pytest

from kerascope.config import Settings
from kerascope.lsp.analysis import Analyst, Job
from kerascope.source.document import script

FAULTY = Job(script("import keras\nkeras.optimizers.Adam(lr=0.1)\n"), Settings())
BREAKING = Job(script("import keras\n"), cast("Any", "no settings at all"))


@pytest.fixture
async def analyst():
    analyst = Analyst()
    yield analyst
    await analyst.stop()


async def test_an_analysis_that_breaks_costs_only_itself(analyst):
    broken = await analyst.analyse(BREAKING)
    assert "Traceback" in broken.failure
    assert broken.report.findings == ()
    sound = await analyst.analyse(FAULTY)
    assert sound.failure == ""
    assert [finding.code for finding in sound.report.findings] == ["KS801"]


async def test_the_answer_is_plain_data(analyst):
    analysis = await analyst.analyse(FAULTY)
    assert analysis.report.program is None
    assert analysis.fingerprint == ""


async def test_a_job_that_is_cancelled_while_it_waits_is_dropped(analyst):
    first = asyncio.create_task(analyst.analyse(FAULTY))
    waiting = asyncio.create_task(analyst.analyse(BREAKING))
    last = asyncio.create_task(analyst.analyse(FAULTY))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await first).report == (await last).report
    assert waiting.cancelled()


async def test_a_job_that_is_cancelled_under_way_does_not_mix_up_the_answers(analyst):
    await analyst.warm_up()
    under_way = asyncio.create_task(analyst.analyse(BREAKING))
    await asyncio.sleep(0.001)
    under_way.cancel()
    assert (await analyst.analyse(FAULTY)).failure == ""


async def test_a_process_that_died_is_replaced(analyst):
    await analyst.analyse(FAULTY)
    os.kill(analyst.process_id, signal.SIGKILL)
    assert (await analyst.analyse(FAULTY)).failure == ""


async def test_stopping_while_the_process_starts_leaves_none(analyst):
    starting = asyncio.create_task(analyst.warm_up())
    await asyncio.sleep(0)
    await analyst.stop()
    await starting
    assert analyst.process_id is None
