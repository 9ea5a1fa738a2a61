"""All rules: every module of the groups is imported, every Rule in it is one instance."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from kerascope.rules.rule import Rule

GROUPS = (
    "data",
    "architecture",
    "initialisation",
    "output",
    "optimisation",
    "regularisation",
    "training",
    "api",
    "evaluation",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule once, ordered by code."""
    found: dict[str, Rule] = {}
    for group in GROUPS:
        package = import_module(f"kerascope.rules.{group}")
        for module in iter_modules(package.__path__):
            loaded = import_module(f"{package.__name__}.{module.name}")
            for thing in vars(loaded).values():
                if isinstance(thing, type) and issubclass(thing, Rule) and "code" in vars(thing):
                    found[thing.code] = thing()
    return tuple(found[code] for code in sorted(found))


@cache
def rule_of(code_or_name: str) -> Rule | None:
    """The rule with that code or name."""
    wanted = code_or_name.strip()
    return next((r for r in rules() if wanted.upper() == r.code or wanted == r.name), None)


RULES = rules()
