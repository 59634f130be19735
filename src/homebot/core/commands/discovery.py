"""The verbs: every module of this package that has a `USAGE` is one, under its own file name (less the underscore that
keeps it from being a keyword).

A new verb is a new module; nothing else lists it.
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
from homebot.core.register.record import Record

Where = Literal["anywhere", "pull request"]


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
    never: tuple[Role, ...] = ()
    """Who may not, whatever else they are: a module's `NEVER`."""
    about: Callable[[Call, World], Record | None] | None = None
    """The decision of the register that a call names, to which roles are then meant: a module's `about`."""
    reads_issue: bool = False
    """On an issue it needs the issue's text: a module's `READS_ISSUE`."""


@cache
def verbs() -> dict[str, Verb]:
    """Every verb by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [(name, importlib.import_module(f"{package.__name__}.{name}")) for name in names]
    return {
        name.rstrip("_"): Verb(
            name=name.rstrip("_"),
            does=(module.__doc__ or "").strip(),
            usage=module.USAGE,
            who_may=module.WHO_MAY,
            where=module.WHERE,
            examples=module.EXAMPLES,
            apply=module.apply,
            never=getattr(module, "NEVER", ()),
            about=getattr(module, "about", None),
            reads_issue=getattr(module, "READS_ISSUE", False),
        )
        for name, module in modules
        if hasattr(module, "USAGE")
    }
