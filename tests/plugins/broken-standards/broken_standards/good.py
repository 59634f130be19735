"""A standard that would do under another name.

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
    """None."""


def check(view, options):
    """Is never asked."""
    return
