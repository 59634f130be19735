"""Standards of other people: Python packages with an entry point in the group `homebot.standards`.

They are found once, when a command starts. One that is broken is left out and said; the others and the built-in ones
work on.
"""

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from homebot.adapters.config.standards import option_fields
from homebot.core.standards import LEFT_OUT, STANDARDS
from homebot.core.standards_plugin import lacks
from homebot.core.wording import printable

GROUP = "homebot.standards"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A standard that a package offers and that cannot be used, and why."""

    standard: str
    package: str
    why: str

    def __str__(self) -> str:
        return f"the standard {self.standard} of the package {self.package} is left out: {self.why}"


def load_plugins() -> tuple[LeftOut, ...]:
    """Adds every standard that an installed package offers, by the names of their entry points; calling it again
    changes nothing. What cannot be added is remembered, so that a configuration that names it hears why."""
    found = sorted(entry_points(group=GROUP), key=lambda point: (point.name, _package(point)))
    left = tuple(problem for point in found if (problem := _added(point)) is not None)
    LEFT_OUT.update({one.standard: str(one) for one in left if one.standard not in STANDARDS})
    return left


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "(unknown)"


def _added(point: EntryPoint) -> LeftOut | None:
    name, package = printable(point.name), printable(_package(point))
    try:
        module: Any = point.load()
        why = None if STANDARDS.get(point.name) is module else lacks(point.name, module)
        if why is None:
            option_fields(module.Options)
            STANDARDS[point.name] = module
    except (Exception, SystemExit) as error:
        # It is somebody else's code: whatever goes wrong in it must not end homebot.
        why = f"{point.value} cannot be loaded ({type(error).__name__}: {error})"
    return LeftOut(name, package, printable(why, 500)) if why is not None else None
