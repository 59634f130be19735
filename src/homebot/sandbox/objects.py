"""The objects of a bare repository, read without starting git where they lie loose: here, nearly all of them do."""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush
from pathlib import Path

from homebot.sandbox.git_command import GitError, git
from homebot.sandbox.refs import OID, Refs

KEPT = 8192
HEAD, BASE = 1, 2
MANY = 20
"""Of more unknown commits than these git lists the whole history."""
ASKED = re.compile(r".*[~^@{:].*|[0-9a-f]{4,39}")
"""What needs git itself to be understood: its expressions, and short ids."""
PERSON = re.compile(rb"^(author|committer) ([^<\n]*)<([^>\n]*)> (\d+)", re.MULTILINE)
NOBODY = (b"", b"", b"0")
PARENT = re.compile(rb"^parent ([0-9a-f]{40})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: e-mail addresses, the author's name, the committer's time in seconds since 1970, and the message."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: str
    author_name: str
    committer: str
    at: int
    message: str


class Objects:
    """One repository's objects. What was read once is kept: an object never changes. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.refs = Refs(path)
        # Only what was found is kept: what is missing now may be pushed in a moment, and raises.
        self.read: Callable[[str], tuple[str, bytes]] = lru_cache(256)(self._read)
        self.commit: Callable[[str], Commit] = lru_cache(KEPT)(self._commit)
        self.size: Callable[[str, str], tuple[int, int, int]] = lru_cache(1024)(self._size)
        self._depths: dict[str, int] = {}

    def resolve(self, name: str) -> str | None:
        """The commit that a ref, a branch, a tag, an id or another of git's expressions stands for."""
        oid = name if OID.fullmatch(name) else self._named(name)
        try:
            if oid is None and ASKED.fullmatch(name):
                oid = git(self._path, "rev-parse", "--verify", "--quiet", "--end-of-options", name).decode().strip()
            return None if oid is None else self.commit(oid).oid
        except GitError:
            return None

    def _named(self, name: str) -> str | None:
        places = (name, f"refs/{name}", f"refs/tags/{name}", f"refs/heads/{name}")
        return next((oid for place in places if (oid := self.refs[place]) is not None), None)

    def _read(self, oid: str) -> tuple[str, bytes]:
        """An object's kind and content. Raises GitError when it is not there."""
        try:
            raw = zlib.decompress((self._path / "objects" / oid[:2] / oid[2:]).read_bytes())
        except FileNotFoundError:
            about, _, rest = git(self._path, "cat-file", "--batch", data=oid.encode()).partition(b"\n")
            if about.endswith(b" missing"):
                raise GitError(f"there is no {oid}") from None
            _, kind, size = about.decode().split()
            return kind, rest[: int(size)]
        head, _, data = raw.partition(b"\0")
        return head.partition(b" ")[0].decode(), data

    def entries(self, oid: str) -> dict[bytes, str]:
        """What a tree holds: names with the ids of their objects. Raises GitError for what is no tree."""
        kind, tree = self.read(oid)
        if kind != "tree":
            raise GitError(f"{oid} is a {kind}, not a tree")
        found = {}
        while tree:
            head, _, rest = tree.partition(b"\0")
            found[head.partition(b" ")[2]] = rest[:20].hex()
            tree = rest[20:]
        return found

    def _commit(self, oid: str) -> Commit:
        """A commit, or the one a tag is of. Raises GitError for anything else."""
        kind, data = self._read(oid)
        if kind == "tag":
            return self.commit(data[7:47].decode())
        if kind != "commit":
            raise GitError(f"{oid} is a {kind}, not a commit")
        head, _, message = data.partition(b"\n\n")
        people = {role: about for role, *about in PERSON.findall(head)}
        name, author, _ = people.get(b"author", NOBODY)
        _, committer, at = people.get(b"committer", NOBODY)
        parents = tuple(one.decode() for one in PARENT.findall(head))
        text = [part.decode(errors="replace") for part in (author, name.strip(), committer, message.rstrip(b"\n"))]
        return Commit(oid, data[5:45].decode(), parents, text[0], text[1], text[2], int(at), text[3])

    def between(self, base: str, head: str) -> list[Commit]:
        """The commits of `head` that `base` has not, parents before children."""
        sides = {base: BASE}
        sides[head] = sides.get(head, 0) | HEAD
        waiting = [(-self._depth(oid), oid) for oid in sides]
        heapify(waiting)
        found = []
        # The deepest first: a commit's turn comes when all its children had theirs, and its sides are known for good.
        while any(sides[oid] == HEAD for _, oid in waiting):
            _, oid = heappop(waiting)
            if sides[oid] == HEAD:
                found.append(self.commit(oid))
            for parent in self.commit(oid).parents:
                if parent not in sides:
                    heappush(waiting, (-self._depth(parent), parent))
                sides[parent] = sides.get(parent, 0) | sides[oid]
        return found[::-1]

    def contains(self, commit: str, other: str) -> bool:
        """Whether `other` is `commit` or comes before it."""
        return not self.between(commit, other)

    def _size(self, base: str, head: str) -> tuple[int, int, int]:
        """Files changed, lines added and lines deleted by `head` since it left `base`; nothing without a base."""
        if not base:
            return 0, 0, 0
        lines = git(self._path, "diff", "--numstat", f"{base}...{head}").decode(errors="replace").splitlines()
        numbers = [[int(one) if one.isdigit() else 0 for one in line.split("\t")[:2]] for line in lines]
        return len(numbers), sum(added for added, _ in numbers), sum(deleted for _, deleted in numbers)

    def _depth(self, oid: str) -> int:
        """How long the longest way to a first commit is."""
        if oid not in self._depths:
            unknown = self._unknown(oid)
            for one in TopologicalSorter(unknown).static_order():
                if one not in self._depths:
                    self._depths[one] = 1 + max((self._depths[parent] for parent in unknown[one]), default=0)
        return self._depths[oid]

    def _unknown(self, tip: str) -> dict[str, tuple[str, ...]]:
        """The commits below a tip whose age is not known, with their parents."""
        found: dict[str, tuple[str, ...]] = {}
        pending = [tip]
        while pending:
            oid = pending.pop()
            if oid in found or oid in self._depths:
                continue
            if len(found) == MANY:
                return dict(self._listed(tip))
            found[oid] = self.commit(oid).parents
            pending += found[oid]
        return found

    def _listed(self, tip: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for line in git(self._path, "rev-list", "--parents", tip).decode().splitlines():
            oid, *parents = line.split()
            yield oid, tuple(parents)
