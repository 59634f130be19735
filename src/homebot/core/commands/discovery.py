"""The verbs: every module of this package that has a `USAGE` is one, under its own file name.

A new verb is a new module; nothing else lists it. `LATER` are verbs of the contract that this version refuses.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import homebot.core.commands as package
from homebot.core.commands.answer import Answer, Role, World
from homebot.core.commands.parse import Call

Where = Literal["anywhere", "pull request"]

LATER = {
    "reroll": "changing reviewers by lot; `/homebot unassign @X` makes room for somebody else",
    "deviate": "deviations with evidence",
    "evidence": "deviations with evidence",
    "accept": "accepting deviations and hand-overs",
    "reject": "rejecting deviations",
    "raise": "bar-raiser decisions",
    "recommend": "bar-raiser decisions",
    "override": "overrides",
    "agree": "agreements",
    "decline": "agreements",
    "escalate": "escalations",
    "duplicate": "the record of duplicated services",
    "warranty": "warranty claims",
    "register": "the register of decisions",
}
"""What the contract promises and this version does not do yet, by the words that ask for it."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as its module describes it. `does` is the module's docstring."""

    name: str
    does: str
    usage: str
    who_may: tuple[Role, ...]
    where: Where
    examples: tuple[str, ...]
    apply: Callable[[Call, World], Answer]


@cache
def verbs() -> dict[str, Verb]:
    """Every verb by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [(name, importlib.import_module(f"{package.__name__}.{name}")) for name in names]
    return {
        name: Verb(
            name=name,
            does=(module.__doc__ or "").strip(),
            usage=module.USAGE,
            who_may=module.WHO_MAY,
            where=module.WHERE,
            examples=module.EXAMPLES,
            apply=module.apply,
        )
        for name, module in modules
        if hasattr(module, "USAGE")
    }
