"""Its import fails.

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

raise RuntimeError("not\ntoday")
