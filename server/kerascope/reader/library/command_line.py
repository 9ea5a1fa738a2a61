"""argparse, and the namespaces that it fills."""

from __future__ import annotations

from typing import Any

from kerascope.program.value import Known, Unknown
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.values import (
    Items,
    V,
    payload,
)
from kerascope.reader.values import Table as Dictionary

known = Table()


@known.knows("argparse.ArgumentParser.add_argument")
def add_argument(call: Invocation) -> V:
    """The default is what the script runs with when nobody gives arguments."""
    parser = payload(call.owner or Unknown())
    flags = [f for v in call.positional if isinstance(f := payload(v), str)]
    if parser is None or not flags:
        return Known(None)
    long = next((f for f in flags if f.startswith("--")), flags[0])
    name = payload(call.get(None, "dest", Known(None))) or long.lstrip("-").replace("-", "_")
    table = _namespace(call, parser)
    if isinstance(name, str):
        call.run.memory.write(table, "entries", {**table.entries, name: _default(call)})
    return Known(None)


def _default(call: Invocation) -> V:
    if call.has(None, "default"):
        return call.get(None, "default")
    action = payload(call.get(None, "action", Known(None)))
    if action in ("store_true", "store_false"):
        return Known(action == "store_false", call.origin)
    return Unknown("it is given on the command line", call.origin)


def _namespace(call: Invocation, parser: Any) -> Dictionary:
    spaces = call.run.namespaces
    if id(parser) not in spaces:
        spaces[id(parser)] = (parser, Dictionary({}))
        spaces[id(parser)][1].state["namespace"] = True
    return spaces[id(parser)][1]


@known.knows("argparse.ArgumentParser.parse_args", "argparse.ArgumentParser.parse_known_args")
def parse_args(call: Invocation) -> V:
    parser = payload(call.owner or Unknown())
    arguments = Known(_namespace(call, parser), call.origin)
    if call.name.endswith("known_args"):
        return Known(Items("tuple", (arguments, Unknown("other arguments"))), call.origin)
    return arguments


@known.knows("argparse.Namespace", "types.SimpleNamespace", "easydict.EasyDict")
def namespace(call: Invocation) -> V:
    table = Dictionary(dict(call.keywords), not call.complete)
    table.state["namespace"] = True
    return Known(table, call.origin)


@known.knows("builtins.vars")
def as_dictionary(call: Invocation) -> V:
    found = payload(call.get(0, "object", Unknown()))
    return call.get(0, "object") if isinstance(found, Dictionary) else call.unknown()
