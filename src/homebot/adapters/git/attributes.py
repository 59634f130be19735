"""Which files nobody wrote by hand, by the `.gitattributes` of the base: a pull request cannot excuse itself."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.needs import attribute_places

_MARKS = ("linguist-generated", "linguist-vendored")
_YES = frozenset({b"set", b"true"})


def unwritten_paths(mirror: Mirror, commit: str, paths: Sequence[bytes]) -> frozenset[bytes]:
    """Those of `paths` that `commit` marks as generated or vendored.

    Only `.gitattributes` files of folders above a path count, so only those are looked up, one by one.
    `git check-attr --source` came with git 2.40; before, it reads attributes of a bare repository only from
    an index, so it is given one that holds nothing else.

    Raises:
        MirrorCorrupt: when git fails.
    """
    lines = [
        b"100644 %s\t%s" % (oid.encode(), place)
        for place in sorted(attribute_places(paths))
        if (oid := _blob(mirror, commit, place)) is not None
    ]
    return _ask(mirror, lines, paths) if lines else frozenset()


def _blob(mirror: Mirror, commit: str, place: bytes) -> str | None:
    found = mirror.objects.info(f"{commit}:{place.decode('utf-8', 'surrogateescape')}")
    return found.oid if found is not None and found.kind == "blob" else None


def _ask(mirror: Mirror, lines: list[bytes], paths: Sequence[bytes]) -> frozenset[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        extra = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _run(mirror, extra, lines, "update-index", "-z", "--index-info")
        answer = _run(mirror, extra, paths, "check-attr", "--cached", "-z", "--stdin", *_MARKS)
    fields = answer.split(b"\0")
    return frozenset(path for path, value in zip(fields[0::3], fields[2::3], strict=False) if value in _YES)


def _run(mirror: Mirror, extra: dict[str, str], records: Iterable[bytes], *arguments: str) -> bytes:
    with tempfile.TemporaryFile() as stdin:
        stdin.writelines(record + b"\0" for record in records)
        stdin.seek(0)
        done = run(mirror.repo, *arguments, stdin=stdin, extra=extra)
    if done.status != 0:
        raise MirrorCorrupt(f"git {arguments[0]}: {done.stderr[-300:]}")
    return done.stdout
