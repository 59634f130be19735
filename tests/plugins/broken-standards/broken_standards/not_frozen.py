"""Options that can be changed.

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


@dataclass
class Options:
    """None."""


def check(view, options):
    """Is never asked."""
    return
