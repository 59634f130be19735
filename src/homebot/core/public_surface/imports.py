"""Which modules a Python file imports, by names with dots, and whether a pattern means one of them."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

SUFFIXES = (".py", ".pyi")


def absolute(path: str, module: str, level: int) -> str:
    """What the file at `path` means by `module` with so many dots before it, counted from the repository's root."""
    if level == 0:
        return module
    folders = path.split("/")[:-1]
    above = folders[: max(0, len(folders) - level + 1)]
    return ".".join([*above, *([module] if module else [])])


def covers(pattern: str, module: str, from_root: bool = False) -> bool:
    """Whether a pattern (a module's name, `*` for any letters) means the module or what it lies in.

    A relative import is known `from_root` of the repository; where the import path begins below it is not known, so
    that the pattern may begin at any folder.
    """
    parts = module.split(".")
    starts = range(len(parts)) if from_root else (0,)
    return any(
        fnmatchcase(".".join(parts[start:end]), pattern) for start in starts for end in range(start + 1, len(parts) + 1)
    )


def any_covers(patterns: Iterable[str], module: str, from_root: bool = False) -> bool:
    """Whether one of the patterns does."""
    return any(covers(pattern, module, from_root) for pattern in patterns)
