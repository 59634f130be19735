"""Reading objects by id through a long-lived `git cat-file --batch-command`, looking at the size first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import IO

from git import Repo

from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.readers import Reader, Readers


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What git knows of an object without reading it; `size` in bytes."""

    oid: str
    kind: str
    size: int


class Objects:
    """The objects of one repository, for one thread. The first question borrows a process, or starts one.

    GitPython's own pair of persistent processes has no way to look at a size and then read from the same
    process, and drains what one does not want to read; `--batch-command` answers both questions.
    """

    def __init__(self, repo: Repo, readers: Readers, fill: Callable[[str], object] | None = None) -> None:
        """`fill` is asked once for an object that is read and not here."""
        self._repo = repo
        self._readers = readers
        self._fill = fill
        self._answered = True
        self._reader: Reader | None = None

    def __enter__(self) -> "Objects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the process back, or end it when an answer of it was not read to its end."""
        reader, self._reader = self._reader, None
        if reader is not None:
            self._readers.take_back(reader, fit=self._answered)

    def info(self, name: str) -> ObjectInfo | None:
        """Kind and size of an object, or `None` when it is not here.

        `name` is an object id, a full ref, or `<commit>:<path>`; one that holds a line feed or a
        relative path is not here (the first would be two questions, the second ends the process).
        """
        if not name or "\n" in name or "\0" in name or ":./" in name or ":../" in name:
            return None
        words = self._ask(f"info {name}").split()
        if len(words) != 3 or not words[2].isdigit():
            return None
        return ObjectInfo(words[0].decode(), words[1].decode(), int(words[2]))

    def has(self, oid: str) -> bool:
        """Whether the object is in the mirror."""
        return self.info(oid) is not None

    def read(self, oid: str, limit: int) -> bytes | int:
        """The object's bytes, or only its size when it is larger than `limit`.

        Raises:
            MirrorCorrupt: when it is not here.
        """
        found = self._filled(oid)
        if found is None:
            raise MirrorCorrupt(f"object {oid} is missing")
        if found.size > limit:
            return found.size
        return self._contents(found)

    def read_path(self, commit: str, path: str, limit: int) -> bytes | None:
        """The file at `path` in `commit`; `None` when there is none, it is no file, or it is over `limit` bytes."""
        found = self.info(f"{commit}:{path}")
        if found is None and self._fill is not None:
            oid = self.blob_at(commit, path)
            found = self._filled(oid) if oid is not None else None
        if found is None or found.kind != "blob" or found.size > limit:
            return None
        return self._contents(found)

    def blob_at(self, commit: str, path: str) -> str | None:
        """The id of the file at `path` in `commit`, told by its folder, whether or not the file itself is here."""
        found = self.entry_at(commit, path)
        return found[1] if found is not None and found[0].startswith(b"10") else None

    def entry_at(self, commit: str, path: str) -> tuple[bytes, str] | None:
        """The mode and the id of what is at `path` in `commit`, told by its folder: a link is not followed."""
        folder, _, name = path.rpartition("/")
        found = self.info(f"{commit}:{folder}")
        if found is None or found.kind != "tree":
            return None
        wanted = name.encode("utf-8", "surrogateescape")
        tree = self._contents(found)
        if b" " + wanted + b"\0" not in tree:
            return None
        return next(((mode, oid) for mode, entry, oid in _entries(tree) if entry == wanted), None)

    def _filled(self, oid: str) -> ObjectInfo | None:
        found = self.info(oid)
        if found is None and self._fill is not None:
            self._fill(oid)
            found = self.info(oid)
        return found

    def names(self, commit: str, folder: str = "", limit: int = 1 << 22) -> tuple[str, ...]:
        """The files directly inside `folder` of `commit`, by name, sorted; none when the folder is not there.

        Symbolic links, submodules and folders are left out, and so is a folder whose list is over `limit` bytes.
        """
        found = self.info(f"{commit}:{folder}")
        if found is None or found.kind != "tree" or found.size > limit:
            return ()
        return tuple(sorted(_file_names(self._contents(found))))

    def _contents(self, found: ObjectInfo) -> bytes:
        header = self._ask(f"contents {found.oid}").split()
        if len(header) != 3:
            raise MirrorCorrupt(f"object {found.oid} cannot be read")
        self._answered = False
        body = self._stdout().read(int(header[2]) + 1)
        if len(body) != int(header[2]) + 1:
            self._fail(f"object {found.oid} cannot be read to its end")
        self._answered = True
        return body[:-1]

    def _ask(self, line: str) -> bytes:
        if self._reader is None:
            self._reader = self._readers.lend(self._repo)
        answer = self._say(self._reader, line)
        if not answer and self._reader.kept:
            self.close()
            self._reader = self._readers.lend(self._repo, kept=False)
            answer = self._say(self._reader, line)
        if not answer:
            self._fail("git cat-file ended")
        return answer

    def _say(self, reader: Reader, line: str) -> bytes:
        """The first line of its answer; empty when the process ended."""
        self._answered = False
        try:
            reader.process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
            reader.process.stdin.flush()
            answer: bytes = reader.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        self._answered = bool(answer)
        return answer

    def _stdout(self) -> IO[bytes]:
        assert self._reader is not None
        stream: IO[bytes] = self._reader.process.stdout
        return stream

    def _fail(self, reason: str) -> None:
        self.close()
        raise MirrorCorrupt(reason)


def _file_names(tree: bytes) -> list[str]:
    """Names of the regular files in a raw tree object."""
    return [name.decode("utf-8", "backslashreplace") for mode, name, _ in _entries(tree) if mode.startswith(b"100")]


def _entries(tree: bytes) -> Iterator[tuple[bytes, bytes, str]]:
    """Mode, name and id of each entry of a raw tree object: `mode SP name NUL id`, the id 20 bytes."""
    start = 0
    while start < len(tree):
        end = tree.index(b"\0", start)
        mode, _, name = tree[start:end].partition(b" ")
        yield mode, name, tree[end + 1 : end + 21].hex()
        start = end + 21
