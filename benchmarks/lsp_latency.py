"""From a keystroke to its diagnostics: ``python -m benchmarks.lsp_latency``.

A client types into the middle of scripts of several lengths over stdio and waits for the
diagnostics of each version: one model after the other, which the targets refer to, and the
experiments of ``tests/corpus`` with what people do with their results. Beside them it prints one
bare ``libcst`` parse of the same file, and how long a hover takes while a file is analysed.
Before, it prints how long a fresh server takes to be there.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import libcst

from benchmarks.long_scripts import long_script

LENGTHS = (200, 1_000, 3_000)
KEYSTROKES = 120
TYPED = "rate = 0.001  # typed\n"

HEAD = """\
import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
"""
BLOCK = """

def build_model_{n}(units=128, rate=0.001):
    model = keras.Sequential([
        layers.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(units, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


model_{n} = build_model_{n}(units={n} + 8)
history_{n} = model_{n}.fit(x_train / 255.0, y_train, epochs=5, batch_size=64)
print("model {n}", max(history_{n}.history["accuracy"]))
"""


def script(lines: int) -> str:
    """A script of about that many lines that trains several models."""
    count = lines // BLOCK.count("\n")
    return HEAD + "".join(BLOCK.replace("{n}", str(number)) for number in range(count))


class Client:
    """As little of a client as it takes, so that its own time does not count."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.started = time.perf_counter()
        self.process = process
        self.arrived: dict[Any, asyncio.Future[float]] = {}
        self.reader = asyncio.create_task(self._read())

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def arrival(self, key: Any) -> float:
        """When the answer with that id, or the diagnostics of that version, arrived."""
        future = self.arrived.setdefault(key, asyncio.get_running_loop().create_future())
        return await asyncio.wait_for(future, 60)

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while header := await self.process.stdout.readuntil(b"\r\n\r\n"):
            length = int(header.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            message = json.loads(await self.process.stdout.readexactly(length))
            now = time.perf_counter()
            key = message.get("id")
            if message.get("method") == "textDocument/publishDiagnostics":
                key = (message["params"]["uri"], message["params"].get("version"))
            future = self.arrived.setdefault(key, asyncio.get_running_loop().create_future())
            if not future.done():
                future.set_result(now)


async def start() -> Client:
    """A client whose server is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kerascope",
        "server",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    client = Client(process)
    client.send(id="init", method="initialize", params={"processId": None, "capabilities": {}})
    await client.arrival("init")
    client.send(method="initialized", params={})
    return client


async def first_diagnostics(client: Client) -> None:
    """Print how long a fresh server takes to answer, and to say something of a script."""
    document = {"uri": "untitled:0.py", "languageId": "python", "version": 0, "text": HEAD}
    client.send(method="textDocument/didOpen", params={"textDocument": document})
    diagnosed = await client.arrival(("untitled:0.py", 0))
    answered = await client.arrival("init")
    print(f"initialize answered after {1_000 * (answered - client.started):.0f} ms,", end=" ")
    print(f"first diagnostics after {1_000 * (diagnosed - client.started):.0f} ms")


async def keystrokes(client: Client, text: str, uri: str) -> tuple[list[float], list[float]]:
    """Milliseconds to the diagnostics of each keystroke, and of a hover sent right after it."""
    document = {"uri": uri, "languageId": "python", "version": 0, "text": text}
    client.send(method="textDocument/didOpen", params={"textDocument": document})
    await client.arrival((uri, 0))
    line = place_to_type(text)
    diagnosed: list[float] = []
    hovered: list[float] = []
    for version in range(1, KEYSTROKES + 1):
        column = (version - 1) % len(TYPED)
        place = {"line": line + (version - 1) // len(TYPED), "character": column}
        change = {"range": {"start": place, "end": place}, "text": TYPED[column]}
        sent = time.perf_counter()
        client.send(
            method="textDocument/didChange",
            params={
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [change],
            },
        )
        question = {"textDocument": {"uri": "untitled:other"}, "position": place}
        client.send(id=f"{uri}{version}", method="textDocument/hover", params=question)
        hovered.append(1_000 * (await client.arrival(f"{uri}{version}") - sent))
        diagnosed.append(1_000 * (await client.arrival((uri, version)) - sent))
        await asyncio.sleep(0.02)
    return diagnosed, hovered


def place_to_type(text: str) -> int:
    """The first line from the middle on where a statement of its own can stand."""
    rows = text.splitlines()
    middle = len(rows) // 2
    return next(n for n in range(middle, len(rows)) if not rows[n - 1] and rows[n][:1].isalpha())


def parse_time(text: str) -> float:
    """Milliseconds of one bare parse, the median of a few."""
    times: list[float] = []
    for _ in range(5):
        begun = time.perf_counter()
        libcst.parse_module(text)
        times.append(1_000 * (time.perf_counter() - begun))
    return statistics.median(times)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


async def row(client: Client, text: str, uri: str) -> str:
    """What is measured on one script."""
    parse = parse_time(text)
    diagnosed, hovered = await keystrokes(client, text, uri)
    p50, p95, p99 = (percentile(diagnosed, share) for share in (0.5, 0.95, 0.99))
    return (
        f"{text.count(chr(10)):5} {parse:7.1f} | {p50:16.1f} {p95:6.1f} {p99:6.1f} |"
        f" {p50 / parse:9.2f} {p95 / parse:9.2f} | {percentile(hovered, 0.99):9.1f}"
    )


async def main() -> None:
    client = await start()
    await first_diagnostics(client)
    print("lines   parse |  diagnostics p50    p95    p99 | p50/parse p95/parse | hover p99   (ms)")
    for title, make in (("models", script), ("experiments", long_script)):
        print(title)
        for length in LENGTHS:
            print(await row(client, make(length), f"untitled:{title}-{length}.py"))
    print("targets for models, 1,000 lines: p50 <= 15 ms and 0.35 x parse,")
    print("p95 <= 30 ms and 0.6 x parse, hover p99 <= 40 ms")
    client.send(id="bye", method="shutdown")
    await client.arrival("bye")
    client.send(method="exit")
    await client.process.wait()
    client.reader.cancel()


if __name__ == "__main__":
    asyncio.run(main())
