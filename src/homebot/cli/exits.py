"""Exit codes, and how a command says in one line what went wrong."""

import sys
from typing import NoReturn

DONE = 0
FINDINGS = 1
WRONG_USE = 2
OUTSIDE = 3


def leave(code: int, sentence: str) -> NoReturn:
    """Ends the process with one line on stderr."""
    print(f"homebot: {sentence}", file=sys.stderr)
    raise SystemExit(code)
