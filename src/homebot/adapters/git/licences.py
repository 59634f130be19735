"""What the new source files of a change say of their licence."""

import re
from collections.abc import Sequence

from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange
from homebot.core.found import LicenceTags
from homebot.core.standards.licence import TAG, Options, wants_tag

MAX_BYTES = 1 << 20
"""A larger file is not opened."""
FIRST_LINES = 30
FIRST_BYTES = 8192
MOST_TAGS = 5
LONGEST = 100
_LINE = re.compile(rb"%s:[ \t]*([^\r\n]*)" % TAG.encode())
_CLOSERS = ("*/", "-->", "*)", "--}}", "--%>", "#}", "%>", "-}", "'''", '"""')
"""What ends a comment on the same line in one language or another."""


def read_licences(
    objects: Objects, files: Sequence[FileChange], settings: Sequence[Options]
) -> tuple[LicenceTags, ...]:
    """The SPDX expressions in the first lines of the files that one of the settings wants to carry one.

    Raises:
        MirrorCorrupt: when a blob is missing.
    """
    wanted = (file for file in files if any(wants_tag(file, options) for options in settings))
    return tuple(_tags(objects, file.path, file.after) for file in wanted if file.after is not None)


def _tags(objects: Objects, path: str, oid: str) -> LicenceTags:
    content = objects.read(oid, MAX_BYTES)
    if isinstance(content, int):
        return LicenceTags(path, error=f"it has {content:,} bytes, over {MAX_BYTES:,}")
    head = b"\n".join(content[:FIRST_BYTES].split(b"\n", FIRST_LINES)[:FIRST_LINES])
    found = (_expression(line) for line in _LINE.findall(head)[:MOST_TAGS])
    return LicenceTags(path, tuple(expression for expression in found if expression))


def _expression(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    ends = [place for closer in _CLOSERS if (place := text.find(closer)) >= 0]
    return text[: min(ends, default=len(text))].strip()[:LONGEST]
