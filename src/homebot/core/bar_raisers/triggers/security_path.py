"""The change touches what keeps strangers out: signing in, permissions, cryptography, secrets."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.bar_raisers.touched import named, touched
from homebot.core.option_types import Glob

PATHS = (
    "**/auth/**", "**/authn/**", "**/authz/**", "**/oauth/**", "**/iam/**", "**/rbac/**", "**/crypto/**",
    "**/security/**", "*.rego",
)  # fmt: skip
BUT_NOT = ("**/test/**", "**/tests/**", "test_*", "*_test.*", "*.spec.*", "*.test.*", "docs/**", "*.md")


@dataclass(frozen=True, slots=True)
class Options:
    """`paths` are to be looked at, unless they are in `but_not`."""

    enabled: bool = True
    kind: str = "security"
    paths: tuple[Glob, ...] = PATHS
    but_not: tuple[Glob, ...] = BUT_NOT


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One where the change touches such a path."""
    found = touched(part, options.paths, options.but_not)
    if found:
        says = f"it touches what security rests on, {named(found)}"
        yield Reason(options.kind, "security-path", part.standing.service, says, found)
