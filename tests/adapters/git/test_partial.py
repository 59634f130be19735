"""A mirror without blobs: what it fetches, in how many requests, and that nobody notices."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from homebot.adapters.git.added import read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.errors import GitUnavailable, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.facts import Change
from tests.adapters.git.remote import Content, Remote, answering, backend, git

MAIN, HEAD = "refs/heads/main", "refs/pull/1/head"
LARGE = 1 << 30
OLD: dict[bytes, Content] = {
    b".gitattributes": b"gen/** linguist-generated\n",
    b"deep/er/.gitattributes": b"*.lock linguist-generated\n",
    b"unread/.gitattributes": b"* linguist-generated\n",
    b"unread/data.bin": b"\0" * 3_000,
    b"gen/a.py": b"A = 1\n",
    b"deep/er/x.lock": b"1\n",
    b"keep.py": b"".join(b"line %d\n" % number for number in range(40)),
    b"move.py": b"".join(b"moved %d\n" % number for number in range(40)),
    b"edit-and-move.py": b"".join(b"both %d\n" % number for number in range(40)),
    b"link": ("120000", b"keep.py"),
    b"tool.sh": b"#!/bin/sh\n",
    b"sub": ("160000", b"1" * 40),
    b"gone.py": b"gone\n",
    b"pic.png": b"\x89PNG\0\0",
}
NEW: dict[bytes, Content] = {
    b"gen/a.py": b"A = 2\n",
    b"deep/er/x.lock": b"2\n",
    b"keep.py": b"".join(b"line %d\n" % number for number in range(41)),
    b"move.py": None,
    b"moved/move.py": OLD[b"move.py"],
    b"edit-and-move.py": None,
    b"moved/both.py": b"".join(b"both %d\n" % number for number in range(38)),
    b"link": ("120000", b"tool.sh"),
    b"tool.sh": ("100755", b"#!/bin/sh\n"),
    b"sub": ("160000", b"2" * 40),
    b"gone.py": None,
    b"pic.png": b"\x89PNG\0\1",
    b"new\xff.py": b"new\n",
}


@dataclass
class Asked:
    """Requests that brought objects, and what a test wants of the server."""

    fetches: list[bytes] = field(default_factory=list)
    is_old: bool = False
    is_away: bool = False


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    git(made.path, "config", "uploadpack.allowFilter", "true")
    return made


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def url(remote: Remote, asked: Asked) -> Iterator[str]:
    root = remote.path.parent.parent

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        if asked.is_away:
            handler.send_response(503)
            handler.end_headers()
            return
        if asked.is_old:
            del handler.headers["Git-Protocol"]
        if handler.command == "POST" and handler.headers.get("Content-Length", "0") != "4":
            length = int(handler.headers["Content-Length"])
            body = handler.rfile.read(length)
            if b"command=ls-refs" not in body:
                asked.fetches.append(body)
            handler.rfile = _Again(body)  # type: ignore[assignment]
        backend(root, handler)

    with answering(answer) as address:
        yield f"{address}/acme/ledgerd.git"


class _Again:
    """A body that was read already."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        return self._body[:size]

    def readline(self, size: int = -1) -> bytes:
        return b""

    def close(self) -> None:
        return


def history(remote: Remote) -> tuple[str, str]:
    base = remote.commit(MAIN, OLD)
    return base, remote.commit(HEAD, NEW, parent=base)


def kinds(mirror: Mirror) -> dict[str, set[str]]:
    """Ids of the objects in the mirror, by kind."""
    found: dict[str, set[str]] = {}
    for line in git(mirror.path, "cat-file", "--batch-all-objects", "--batch-check").splitlines():
        oid, kind, _ = line.split()
        found.setdefault(kind, set()).add(oid)
    return found


def fetched(mirror: Mirror, url: str, base: str, head: str) -> Mirror:
    mirror.fetch(url, None, [branch("main", base), pull_head(1, head)])
    return mirror


def test_a_fetch_brings_no_blob_and_a_change_those_it_needs_in_one_request(
    remote: Remote, mirrors: Mirrors, url: str, asked: Asked
) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        fetched(mirror, url, base, head)
        assert "blob" not in kinds(mirror)
        assert len(asked.fetches) == 1
        change = read_change(mirror, base, head)
        assert len(asked.fetches) == 2
        assert change.merge_base is not None
        read_additions(mirror, change.merge_base, head, change.files)
        sides = {oid for file in change.files for oid in (file.before, file.after) if oid is not None}
        rules = {
            git(remote.path, "rev-parse", f"{base}:{name}") for name in (".gitattributes", "deep/er/.gitattributes")
        }
        assert kinds(mirror)["blob"] == (sides | rules) - {"1" * 40, "2" * 40}
    with mirrors.open("acme", "ledgerd") as mirror:
        assert read_change(fetched(mirror, url, base, head), base, head) == change
        assert len(asked.fetches) == 2, "what is here is not asked for again"


def test_the_facts_are_those_of_a_whole_mirror(remote: Remote, mirrors: Mirrors, tmp_path: Path, url: str) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        found = read_change(fetched(mirror, url, base, head), base, head)
    git(remote.path, "config", "uploadpack.allowFilter", "false")
    with Mirrors(tmp_path / "whole", LARGE).open("acme", "ledgerd") as mirror:
        fetched(mirror, remote.url, base, head)
        assert len(kinds(mirror)["blob"]) > 15
        assert found == read_change(mirror, base, head)
    assert {file.kind for file in found.files} == {"added", "deleted", "modified", "renamed"}
    assert {file.path for file in found.files if file.generated} == {"gen/a.py", "deep/er/x.lock"}


def read(mirrors: Mirrors, url: str, base: str, head: str) -> Change:
    with mirrors.open("acme", "ledgerd") as mirror:
        return read_change(fetched(mirror, url, base, head), base, head)


def test_a_server_that_knows_no_filter_sends_everything_once(
    remote: Remote, mirrors: Mirrors, url: str, asked: Asked
) -> None:
    git(remote.path, "config", "uploadpack.allowFilter", "false")
    assert len(read(mirrors, url, *history(remote)).files) > 10
    assert len(asked.fetches) == 1


def test_a_server_that_gives_nothing_by_id_is_asked_for_everything(
    remote: Remote, mirrors: Mirrors, url: str, asked: Asked
) -> None:
    asked.is_old = True
    base, head = history(remote)
    assert len(read(mirrors, url, base, head).files) > 10
    with mirrors.open("acme", "ledgerd") as mirror:
        assert git(remote.path, "rev-parse", f"{base}:unread/data.bin") in kinds(mirror)["blob"]


def test_a_later_pull_request_costs_what_it_changed(remote: Remote, mirrors: Mirrors, url: str, asked: Asked) -> None:
    base, head = history(remote)
    read(mirrors, url, base, head)
    newer = remote.commit(HEAD, {b"keep.py": b"short\n"}, parent=head)
    with mirrors.open("acme", "ledgerd") as mirror:
        before = kinds(mirror)["blob"]
        read_change(fetched(mirror, url, base, newer), base, newer)
        assert len(kinds(mirror)["blob"] - before) == 1
    assert len(asked.fetches) == 4


def test_what_nobody_foresaw_is_fetched_by_itself(remote: Remote, mirrors: Mirrors, url: str, asked: Asked) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        fetched(mirror, url, base, head)
        assert mirror.objects.read_path(base, "unread/data.bin", 10_000) == b"\0" * 3_000
        assert mirror.objects.read_path(base, "unread/data.bin", 10) is None
        assert mirror.objects.read_path(base, "unread/nothing", 10_000) is None
        assert mirror.objects.read_path(base, "nowhere/nothing", 10_000) is None
        assert mirror.objects.read_path(base, "link", 10_000) is None, "a link is no file"
        assert len(asked.fetches) == 2
        assert mirror.objects.read(git(remote.path, "rev-parse", f"{base}:gone.py"), 10) == b"gone\n"
        assert len(asked.fetches) == 3


def test_reading_talks_to_nobody(remote: Remote, mirrors: Mirrors, url: str, asked: Asked) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        fetched(mirror, url, base, head)
    with pytest.raises(MirrorCorrupt), mirrors.open("acme", "ledgerd") as mirror:
        read_change(mirror, base, head)
    assert len(asked.fetches) == 1


def test_a_remote_that_goes_away_in_between_is_no_damage(
    remote: Remote, mirrors: Mirrors, url: str, asked: Asked
) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        fetched(mirror, url, base, head)
        asked.is_away = True
        with pytest.raises(GitUnavailable) as away:
            read_change(mirror, base, head)
        assert not isinstance(away.value, MirrorCorrupt)
        asked.is_away = False
        assert len(read_change(mirror, base, head).files) > 10


def test_joined_packs_stay_good(remote: Remote, mirrors: Mirrors) -> None:
    tip, head = history(remote)
    for number in range(40):
        head = remote.commit(HEAD, {b"keep.py": b"%d\n" % number, b"f%d" % number: b"%d\n" % number}, parent=head)
        assert len(read(mirrors, remote.url, tip, head).files) > 10
    with mirrors.open("acme", "ledgerd") as mirror:
        packs = {path.stem for path in (mirror.path / "objects" / "pack").glob("*.pack")}
        assert len(packs) <= 26
        assert {path.stem for path in (mirror.path / "objects" / "pack").glob("*.promisor")} == packs
        assert git(remote.path, "rev-parse", f"{tip}:unread/data.bin") not in kinds(mirror)["blob"]


def test_threads_that_want_the_same_blobs_ask_once(remote: Remote, mirrors: Mirrors, url: str, asked: Asked) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        fetched(mirror, url, base, head)
    start = threading.Barrier(8)
    found: list[int] = []

    def work() -> None:
        with mirrors.open("acme", "ledgerd") as mirror:
            fetched(mirror, url, base, head)
            start.wait(30)
            found.append(len(read_change(mirror, base, head).files))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(asked.fetches) == 2


def test_nothing_of_it_is_written_to_the_mirrors_configuration(remote: Remote, mirrors: Mirrors, url: str) -> None:
    base, head = history(remote)
    with mirrors.open("acme", "ledgerd") as mirror:
        before = (mirror.path / "config").read_text()
        read_change(fetched(mirror, url, base, head), base, head)
        assert (mirror.path / "config").read_text() == before


def test_a_small_repository_is_mirrored_whole_and_a_mirror_goes_on_as_it_began(remote: Remote, tmp_path: Path) -> None:
    base = remote.commit(MAIN, OLD)
    head = remote.commit(HEAD, NEW, parent=base)
    later = remote.commit("refs/pull/2/head", {b"later.py": b"later\n"}, parent=base)
    unread = git(remote.path, "rev-parse", f"{base}:unread/data.bin")
    for first in (True, False):
        with Mirrors(tmp_path / f"mirrors-{first}", LARGE).open("acme", "ledgerd") as mirror:
            mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)], whole=first)
            assert (mirror.is_partial, mirror.objects.has(unread)) == (not first, first)
            mirror.fetch(remote.url, None, [branch("main", base), pull_head(2, later)], whole=not first)
            assert mirror.is_partial is not first
            assert [file.path for file in read_change(mirror, base, later).files] == ["later.py"]
