"""Expressions of OWNERS filters, as Prow takes them: RE2, whose time grows with the path and never explodes."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from homebot.core.catalogues.owners_files import Search
from homebot.core.wording import printable

LONGEST = 500
MEMORY_BYTES = 1 << 18
"""For one expression; it bounds its size, and so the time for the longest path to tens of milliseconds."""


def expression(pattern: str) -> Search | str:
    """The expression ready to search in a path, or why it is none."""
    if len(pattern) > LONGEST:
        return f"an expression of {len(pattern)} characters; at most {LONGEST} are read"
    return _compiled(pattern)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Callable[[str], bool] | str:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        ready: Any = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return printable(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason))
    except UnicodeError:
        return "half a character"
    # A path's bytes may be no text: such a byte is what `.` matches and nothing else.
    return lambda path: ready.search(path.encode("utf-8", "replace").decode()) is not None
