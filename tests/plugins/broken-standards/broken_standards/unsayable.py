"""An option that YAML cannot say.

Checks:
    Something.

Why:
    For a test.

Passes:
    Never mind.

Fails:
    Never mind.

To fix:
    Never mind.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """One."""

    table: dict[str, int] | None = None


def check(view, options):
    """Is never asked."""
    return
