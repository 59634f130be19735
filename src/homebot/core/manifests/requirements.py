"""pip's requirements files, line by line. Nothing a line points to (`-r`, `-c`, `-e`, addresses, paths) is followed."""

import re

from homebot.core.manifests.manifest import Manifest, bounded, requirement, too_large

FILES = ("requirements*.txt", "requirements/*.txt")

_COMMENT = re.compile(r"(?:^|\s)#.*")


def packages(data: bytes) -> Manifest:
    """The packages the file requires by name. A file that is not UTF-8 names none, with the reason."""
    if large := too_large(data):
        return large
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Manifest(problem=f"it is not UTF-8 (byte {error.start})")
    named = (requirement(line) for line in _lines(text) if not line.startswith("-"))
    return bounded({package for package in named if package is not None})


def _lines(text: str) -> list[str]:
    """Logical lines: continuations joined, comments taken off, as pip does it."""
    lines: list[str] = []
    pending: list[str] = []
    for line in text.split("\n"):
        line = line.rstrip("\r")
        whole_comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not whole_comment:
            pending.append(line[:-1])
            continue
        # A comment line ends a continuation, and is no part of it.
        pending.append("" if whole_comment else line)
        lines.append(_COMMENT.sub("", "".join(pending), count=1).strip())
        pending = []
    return [*lines, _COMMENT.sub("", "".join(pending), count=1).strip()]
