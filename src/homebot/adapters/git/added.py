"""The lines a change adds, with their numbers and bytes: what lint, secrets, patterns and coverage look at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from homebot.adapters.git.change import RENAME_LIMIT
from homebot.adapters.git.command import READ_SECONDS
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import FileChange

MAX_BYTES = 64 * 2**20
"""Of one change, deleted lines included. Files beyond are named as `left_out`."""
_REGULAR = frozenset({"100644", "100755"})
_FILE = b"\ndiff --git "
_INDEX = re.compile(rb"^index ([0-9a-f]{40})\.\.([0-9a-f]{40})", re.MULTILINE)
_START = re.compile(rb"-\d+(?:,\d+)? \+(\d+)")
_NOTHING = "0" * 40

Lines = tuple[tuple[int, bytes], ...]
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AddedText:
    """The added lines of one file: (one-based number at the head, bytes without the line's end)."""

    path: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Additions:
    """What a change adds, in the order of its files. `left_out` are paths beyond the limit."""

    files: tuple[AddedText, ...] = ()
    left_out: tuple[str, ...] = ()


def read_additions(
    mirror: Mirror, merge_base: str, head: str, files: Sequence[FileChange], max_bytes: int = MAX_BYTES
) -> Additions:
    """The added lines of the regular text files of a change; binary files, links and submodules have none.

    Files are told apart by the ids of their two sides, never by a name read from a patch.

    Raises:
        MirrorCorrupt: when git cannot compare the two commits.
    """
    texts = [file for file in files if _adds_lines(file)]
    if not texts:
        return Additions()
    found = dict(_sections(_patch(mirror, merge_base, head, max_bytes)))
    read = {file.path: found.get(_pair(file)) for file in texts}
    whole = tuple(AddedText(path, lines) for path, lines in read.items() if lines is not None)
    return Additions(whole, tuple(path for path, lines in read.items() if lines is None))


def _adds_lines(file: FileChange) -> bool:
    return file.mode_after in _REGULAR and bool(file.added) and file.after is not None


def _pair(file: FileChange) -> _Pair:
    before = _NOTHING if file.kind == "type-changed" or file.before is None else file.before
    return before, file.after or _NOTHING


def _patch(mirror: Mirror, merge_base: str, head: str, max_bytes: int) -> bytes:
    """The whole patch, or its beginning up to the last file that is whole."""
    command = [
        *("timeout", "--signal=KILL", f"{READ_SECONDS:g}", mirror.repo.git.GIT_PYTHON_GIT_EXECUTABLE),
        *("diff-tree", "-r", "-p", "-U0", "--full-index", "--find-renames", f"-l{RENAME_LIMIT}"),
        *("--no-ext-diff", "--no-textconv", "--no-color", "--end-of-options", merge_base, head),
    ]
    process = mirror.repo.git.execute(command, as_process=True)
    stream: IO[bytes] = process.stdout
    output = stream.read(max_bytes + 1)
    if len(output) > max_bytes:
        process.terminate()
        return output[: output.rfind(_FILE) + 1]
    if process.wait() != 0:
        raise MirrorCorrupt("git diff-tree: the added lines cannot be read")
    return output


def _sections(patch: bytes) -> Iterator[tuple[_Pair, Lines]]:
    """The added lines of each pair of blobs.

    A line of content begins with `+`, `-` or a backslash, so no file can forge a header by what it holds.
    """
    for section in (b"\n" + patch).split(_FILE)[1:]:
        header, *hunks = section.split(b"\n@@ ")
        if index := _INDEX.search(header):
            pair = (index[1].decode(), index[2].decode())
            yield pair, tuple(line for hunk in hunks for line in _numbered(hunk))


def _numbered(hunk: bytes) -> Iterator[tuple[int, bytes]]:
    """The added lines of one hunk, given without the `@@ ` it begins with."""
    place, *lines = hunk.split(b"\n")
    start = _START.match(place)
    added = (line[1:].removesuffix(b"\r") for line in lines if line.startswith(b"+"))
    return enumerate(added, int(start[1]) if start else 1)
