"""The standards, one module each; a module here is a standard, without being listed anywhere.

A module has a docstring with the headings *Checks*, *Why*, *Passes*, *Fails* and *To fix*, a frozen `Options` whose
fields all have defaults, and a pure `check(view, options) -> Report`. Strength, mode and exceptions are policy; a
module may have a `STRENGTH` to be held with where a profile does not say how strongly.
"""

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, cast

from homebot.core.directory import Strength

STANDARDS: dict[str, Any] = {
    name.replace("_", "-"): importlib.import_module(f"{__name__}.{name}")
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""By name. Packages of other people add to it when a command starts."""
LEFT_OUT: dict[str, str] = {}
"""Standards that a package offers and that cannot be used, with the reason."""


def strength_of(standard: str) -> Strength:
    """How strongly a standard is held where nobody says."""
    return cast(Strength, getattr(STANDARDS[standard], "STRENGTH", "standard"))


def options_of(standard: str, given: Iterable[tuple[str, Any]]) -> Any:
    """The standard's options with those given instead of the defaults; lists become tuples.

    Raises:
        KeyError: for a standard nobody has written.
        TypeError: for an option it does not have. The configuration reader refuses both beforehand.
    """
    kind = STANDARDS[standard].Options
    known = {field.name for field in fields(kind)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in given}
    if unknown := sorted(set(values) - known):
        raise TypeError(f"{standard} has no option {', '.join(unknown)}")
    return kind(**values)
