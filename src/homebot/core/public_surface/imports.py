"""Which modules a Python file imports, by names with dots, and whether a pattern means one of them."""

import re
from collections.abc import Sequence
from functools import lru_cache

SUFFIXES = (".py", ".pyi")
LONGEST = 1_000
"""Characters of a module's name that are looked at: of a relative import the last, of any other the first."""


def absolute(path: str, module: str, level: int) -> str:
    """What the file at `path` means by `module` with so many dots before it, counted from the repository's root."""
    if level == 0:
        return module[:LONGEST]
    folders = path.split("/")[:-1]
    above = folders[: max(0, len(folders) - level + 1)]
    return ".".join([*above, *([module] if module else [])])[-LONGEST:]


def any_covers(patterns: Sequence[str], module: str, from_root: bool = False) -> bool:
    """Whether a pattern (a module's name, `*` for any letters) means the module or what it lies in.

    A relative import is known `from_root` of the repository; where the import path begins below it is not known, so
    that the pattern may begin at any folder.
    """
    return bool(patterns) and _expression(tuple(patterns), from_root).fullmatch(module) is not None


@lru_cache(maxsize=256)
def _expression(patterns: tuple[str, ...], from_root: bool) -> re.Pattern[str]:
    written = (".*".join(map(re.escape, re.split(r"\*+", pattern))) for pattern in patterns)
    return re.compile(f"{'(?:.*[.])?' if from_root else ''}(?:{'|'.join(written)})(?:[.].*)?", re.DOTALL)
