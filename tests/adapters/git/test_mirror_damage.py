"""A mirror that something happened to is mended, or made anew."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.errors import (
    MirrorCorrupt,
)
from homebot.adapters.git.mirror import Mirrors, Ref, branch, pull_head
from tests.adapters.git.remote import Remote, git
from tests.adapters.git.test_mirror import HEAD, LARGE, MAIN


def test_stale_locks_are_swept(remote: Remote, mirrors: Mirrors) -> None:
    first = remote.commit(MAIN, {b"a": b"1\n"})
    wanted = branch("main", first)
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [wanted])
        leftovers = [
            mirror.path / f"{wanted.local}.lock",
            mirror.path / "packed-refs.lock",
            mirror.path / "shallow.lock",
            mirror.path / "objects" / "pack" / "tmp_pack_abc",
            mirror.path / "objects" / "pack" / "pack-1.keep",
        ]
        for leftover in leftovers:
            leftover.touch()
        second = remote.commit(MAIN, {b"a": b"2\n"}, parent=first)
        assert mirror.fetch(remote.url, None, [branch("main", second)])[0].oid == second
        assert not [leftover for leftover in leftovers if leftover.exists()]


def _empty_packs(path: Path) -> None:
    for pack in (path / "objects" / "pack").glob("*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(b"")


def _lose_head(path: Path) -> None:
    (path / "HEAD").unlink()


def _lose_objects(path: Path) -> None:
    for pack in (path / "objects" / "pack").iterdir():
        pack.unlink()


def _spoil_ref(path: Path) -> None:
    for ref in (path / "refs" / "homebot").rglob("*"):
        if ref.is_file():
            ref.write_text("1" * 40 + "\n")


@pytest.mark.parametrize("damage", [_empty_packs, _lose_head, _lose_objects, _spoil_ref])
def test_a_broken_mirror_heals(remote: Remote, mirrors: Mirrors, damage: Callable[[Path], None]) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"b": b"1\n"}, parent=base)
    refs = [branch("main", base), pull_head(1, head)]
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, refs)
        path = mirror.path
    damage(path)
    newer = remote.commit(HEAD, {b"c": b"1\n"}, parent=head)
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, newer)])
        change = read_change(mirror, base, newer)
    assert [file.path for file in change.files] == ["b", "c"]


def test_damage_found_while_reading_is_mended_at_the_next_opening(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"folder/b": b"1\n"}, parent=base)
    refs = [branch("main", base), pull_head(1, head)]
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, refs)
        pack = next((mirror.path / "objects" / "pack").glob("*.pack"))
        aside = pack.parent.parent.parent / "aside.pack"
        pack.rename(aside)
        git(mirror.path, "unpack-objects", "-q", stdin=aside.read_bytes())
        tree = git(remote.path, "rev-parse", f"{head}:folder")
        pack.with_suffix(".idx").unlink()
        (mirror.path / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(MirrorCorrupt), mirrors.open("acme", "ledgerd") as mirror:
        read_change(mirror, base, head)
    with mirrors.open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, refs)
        assert [file.path for file in read_change(mirror, base, head).files] == ["folder/b"]


_FETCHER = """
import sys
from pathlib import Path
from homebot.adapters.git.mirror import Mirrors, branch
with Mirrors(Path(sys.argv[1]), 1 << 30).open("acme", "ledgerd") as mirror:
    mirror.fetch(sys.argv[2], None, [branch("main", sys.argv[3])])
"""


@pytest.mark.crash
def test_a_fetch_killed_at_any_moment_leaves_a_usable_mirror(tmp_path: Path, remote: Remote) -> None:
    tip: str | None = None
    for number in range(3):
        tip = remote.commit(MAIN, {b"%d/%d" % (number, n): os.urandom(20_000) for n in range(60)}, parent=tip)
    assert tip is not None
    for attempt in range(8):
        root = tmp_path / f"mirrors{attempt}"
        command = [sys.executable, "-c", _FETCHER, str(root), remote.url, tip]
        process = subprocess.Popen(command, start_new_session=True)
        deadline = time.monotonic() + 10
        while not (root / "acme").exists() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(0.008 * attempt)
        # Odd attempts kill homebot alone: its git goes on and must keep everybody else out until it ends.
        if attempt % 2:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with Mirrors(root, LARGE).open("acme", "ledgerd") as mirror:
            assert mirror.fetch(remote.url, None, [Ref(MAIN, branch("main").local, tip)])[0].oid == tip
            assert git(mirror.path, "fsck", "--no-dangling") == ""
            assert not list((mirror.path / "objects" / "pack").glob("tmp_*"))
