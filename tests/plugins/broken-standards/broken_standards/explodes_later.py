"""It breaks down when it is asked.

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
    """Breaks down."""
    raise ZeroDivisionError(f"{view.snapshot.pull} by nothing")
