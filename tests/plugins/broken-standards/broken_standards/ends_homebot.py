"""Its import ends the process.

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

import sys

sys.exit("good bye")
