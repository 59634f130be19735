"""The rules that ask for a bar raiser's decision, one module each; a module here is a trigger, listed nowhere else.

A module has a docstring, a frozen `Options` whose fields all have defaults, `enabled` among them, and a pure
`reasons(part, options)` that yields a `Reason` for what it finds. Its name, dashes for underscores, is its name in
`homebot.yaml`. A rule of a kind that nobody is listed for in `org.yaml` asks for nothing.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from homebot.core.bar_raisers.part import Part, Reason

TRIGGERS: dict[str, Any] = {
    name.replace("_", "-"): importlib.import_module(f"{__name__}.{name}")
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""By name."""


def reasons_of(part: Part) -> Iterator[Reason]:
    """What the rules that are on find in one service's part of a change, of kinds that there are people for."""
    given = dict(part.directory.settings.triggers)
    for name, trigger in TRIGGERS.items():
        options = given.get(name) or trigger.Options()
        if options.enabled:
            yield from (one for one in trigger.reasons(part, options) if part.directory.bar_raisers.get(one.kind))
