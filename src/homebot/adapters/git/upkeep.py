"""The life of mirror folders: made, swept of what a killed process left, kept in few packs, replaced, evicted."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import structlog
from git import Git, Repo

from homebot.adapters.git.command import environment, run
from homebot.adapters.git.errors import GitTimeout
from homebot.adapters.git.locks import held_if_free

MANY_PACKS = 24
_NAME = re.compile(r"[a-z0-9._-]{1,100}")
_CONDEMNED = "condemned"
_REPACK_SECONDS = 900.0
_ABANDONED_SECONDS = 3600.0
_log = structlog.get_logger("homebot.git")


def checked_name(name: str) -> str:
    """An owner's or repository's name as the name of a folder: in lower case.

    Raises:
        ValueError: when no owner or repository can have this name.
    """
    folded = name.lower()
    if not _NAME.fullmatch(folded) or folded in (".", ".."):
        raise ValueError(f"{name!r} cannot be the name of a repository or its owner")
    return folded


def is_usable(path: Path) -> bool:
    """Whether a mirror stands at `path` that nobody has found broken."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and not (path / _CONDEMNED).exists()


def condemn(path: Path, generation: int) -> None:
    """Have the mirror replaced when it is next opened, unless it has been replaced already."""
    try:
        if path.stat().st_ino == generation:
            (path / _CONDEMNED).touch()
    except FileNotFoundError:
        return
    _log.warning("mirror condemned", mirror=path.name, owner=path.parent.name)


def replace(path: Path) -> None:
    """Put an empty repository at `path`, whole at once; what was there goes. The caller holds the fetch lock."""
    trash = _trash(path.parent.parent)
    with tempfile.TemporaryDirectory(dir=trash, ignore_cleanup_errors=True) as aside:
        fresh = Path(aside) / "fresh.git"
        fresh.mkdir()
        Git(fresh).execute(
            ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=none"], env=environment(fresh)
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.rename(Path(aside) / "old.git")
        fresh.rename(path)


def sweep(path: Path) -> None:
    """Remove what a git process killed in the middle leaves: lock files and half packs.

    The caller holds the fetch lock, which the git processes of a killed homebot keep as long as they
    live; so whatever lies here belongs to the dead.
    """
    stale = [*path.glob("*.lock"), *(path / "refs").rglob("*.lock"), *path.glob("gc.pid")]
    stale += (path / "objects").glob("tmp_*")
    stale += (path / "objects" / "pack").glob("tmp_*")
    stale += (path / "objects" / "pack").glob(".tmp-*")
    stale += (path / "objects" / "pack").glob("*.keep")
    for leftover in stale:
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)
    if stale:
        _log.info("mirror swept", mirror=path.name, owner=path.parent.name, leftovers=len(stale))


def consolidate(repo: Repo, path: Path, lock: int) -> bool:
    """Join packs when there are many, each about twice the next (no pack is rewritten often), and pack the refs;
    whether it was tried.

    A failure costs speed only: it is logged, and tried again after the next fetch.
    """
    if sum(1 for _ in (path / "objects" / "pack").glob("*.pack")) <= MANY_PACKS:
        return False
    for arguments in (("repack", "--geometric=2", "-d", "-q"), ("pack-refs", "--all")):
        try:
            done = run(repo, *arguments, seconds=_REPACK_SECONDS, keep_open=(lock,))
        except GitTimeout as error:
            _log.warning("mirror not consolidated", mirror=path.name, reason=str(error))
            break
        if done.status != 0:
            _log.warning("mirror not consolidated", mirror=path.name, reason=done.stderr[-300:])
            break
    return True


def pack_bytes(path: Path) -> int:
    """Bytes of the mirror's packs: nearly all it has, since fetches leave no loose objects."""
    try:
        with os.scandir(path / "objects" / "pack") as entries:
            return sum(entry.stat().st_size for entry in entries)
    except FileNotFoundError:
        return 0


def touch(use_lock: int) -> None:
    """Note on the (open) use lock that the mirror was used now."""
    os.utime(use_lock)


def evict(root: Path, max_bytes: int) -> None:
    """Delete the least recently used mirrors until the rest fits; one in use, here or elsewhere, stays."""
    sizes = {path: pack_bytes(path) for path in root.glob("*/*.git") if not path.parent.name.startswith(".")}
    total = sum(sizes.values())
    for path in sorted(sizes, key=lambda mirror: _last_use(root, mirror)):
        if total <= max_bytes:
            break
        if _delete_unused(root, path):
            total -= sizes[path]
            _log.info("mirror evicted", mirror=path.name, owner=path.parent.name, bytes=sizes[path])
    _empty_trash(root)
    if total > max_bytes:
        _log.warning("mirrors in use exceed their limit", bytes=total, limit=max_bytes)


def _delete_unused(root: Path, path: Path) -> bool:
    with held_if_free(_use_lock(root, path)) as free:
        if not free or not path.exists():
            return False
        with tempfile.TemporaryDirectory(dir=_trash(root), ignore_cleanup_errors=True) as aside:
            path.rename(Path(aside) / path.name)
        return True


def _empty_trash(root: Path) -> None:
    """Delete what a process killed while deleting has left: anything there for an hour."""
    for leftover in _trash(root).iterdir():
        if time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)


def _use_lock(root: Path, path: Path) -> Path:
    return root / ".locks" / path.parent.name / f"{path.name.removesuffix('.git')}.use"


def _last_use(root: Path, path: Path) -> float:
    try:
        return _use_lock(root, path).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _trash(root: Path) -> Path:
    trash = root / ".trash"
    trash.mkdir(parents=True, exist_ok=True)
    return trash
