"""The change migrates data: what it has rewritten or dropped, no later pull request brings back. A one-way door."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.bar_raisers.touched import named, touched
from homebot.core.option_types import Glob

PATHS = ("**/migrations/**", "**/alembic/versions/**", "db/migrate/**", "*.sql")
BUT_NOT = ("**/test/**", "**/tests/**", "**/testdata/**", "docs/**", "*.md", "**/__init__.py")


@dataclass(frozen=True, slots=True)
class Options:
    """`paths` hold migrations, unless they are in `but_not`."""

    enabled: bool = True
    kind: str = "architecture"
    paths: tuple[Glob, ...] = PATHS
    but_not: tuple[Glob, ...] = BUT_NOT


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One where the change touches such a path."""
    found = touched(part, options.paths, options.but_not)
    if found:
        says = f"it migrates data in {named(found)}"
        yield Reason(options.kind, "data-migration", part.standing.service, says, found, one_way=True)
