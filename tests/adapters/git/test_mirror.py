import base64
import contextlib
import http.server
import os
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.errors import (
    AuthFailed,
    GitError,
    GitTimeout,
    GitUnavailable,
    RefGone,
    RepositoryGone,
)
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from tests.adapters.git.remote import Remote, answering, backend, git

MAIN = "refs/heads/main"
HEAD = "refs/pull/1/head"
TOKEN = "ghs_verysecrettoken"
LARGE = 1 << 30


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_fetches_what_is_missing_and_then_asks_nobody(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"b": b"1\n"}, parent=base)
    with mirrors.open("Acme", "LedgerD") as mirror:
        arrived = mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
        assert [(ref.oid, ref.moved) for ref in arrived] == [(base, False), (head, False)]
    with mirrors.open("acme", "ledgerd") as mirror:
        again = mirror.fetch("file:///nowhere", None, [branch("main", base), pull_head(1, head)])
        assert again == arrived


def test_a_ref_without_an_id_is_asked_for_each_time(remote: Remote, mirrors: Mirrors) -> None:
    first = remote.commit(MAIN, {b"a": b"1\n"})
    with mirrors.open("acme", "ledgerd") as mirror:
        assert mirror.fetch(remote.url, None, [branch("main")])[0].oid == first
        second = remote.commit(MAIN, {b"a": b"2\n"}, parent=first)
        assert mirror.fetch(remote.url, None, [branch("main")])[0].oid == second


def test_what_moved_meanwhile_is_reported(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"b": b"1\n"}, parent=base)
    told = "1" * 40
    with mirrors.open("acme", "ledgerd") as mirror:
        (arrived,) = mirror.fetch(remote.url, None, [pull_head(1, told)])
        assert (arrived.oid, arrived.moved) == (head, True)


def test_a_base_that_went_on_still_gives_the_commit_we_were_told(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    remote.commit(MAIN, {b"a": b"2\n"}, parent=base)
    with mirrors.open("acme", "ledgerd") as mirror:
        (arrived,) = mirror.fetch(remote.url, None, [branch("main", base)])
        assert (arrived.oid, arrived.moved) == (base, False)


def test_a_deleted_branch_hurts_only_when_its_commit_is_missing(remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    head = remote.commit(HEAD, {b"b": b"1\n"}, parent=base)
    with mirrors.open("acme", "ledgerd") as mirror:
        arrived = mirror.fetch(remote.url, None, [branch("deleted", base), pull_head(1, head)])
        assert [ref.oid for ref in arrived] == [base, head]
        with pytest.raises(RefGone) as gone:
            mirror.fetch(remote.url, None, [pull_head(7, "2" * 40)])
    assert gone.value.ref == "refs/pull/7/head"


def test_branches_that_cannot_be_files_in_one_folder(remote: Remote, mirrors: Mirrors) -> None:
    with mirrors.open("acme", "ledgerd") as mirror:
        for name in ("topic", "topic/sub"):
            git(remote.path, "for-each-ref", "--format=delete %(refname)")
            oid = remote.commit(f"refs/heads/{name}", {b"a": name.encode()})
            assert mirror.fetch(remote.url, None, [branch(name, oid)])[0].oid == oid
            git(remote.path, "update-ref", "-d", f"refs/heads/{name}")


@pytest.mark.parametrize("name", ["..", "", "a b", "a/b", "a\n", "../x", "x" * 200, "a;b"])
def test_names_that_no_repository_has(mirrors: Mirrors, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"), mirrors.open("acme", name):
        pass


@pytest.mark.parametrize("name", ["-x", "a:b", "a..b", "a b", "*", "a\n", "x.lock", "", "/a", "@{u}", "a/.b"])
def test_names_that_no_branch_has(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a branch"):
        branch(name)


@pytest.mark.parametrize(
    "url", ["ext::sh -c id", "ssh://host/x", "/tmp/x", "--upload-pack=id", "https://u:p@host/x", "http://h/\nx"]
)
def test_addresses_that_are_refused(mirrors: Mirrors, url: str) -> None:
    with mirrors.open("acme", "ledgerd") as mirror, pytest.raises(ValueError, match="address must be"):
        mirror.fetch(url, None, [branch("main")])


def _status(code: int, body: bytes = b"") -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (_status(401), AuthFailed),
        (_status(403), AuthFailed),
        (_status(404), RepositoryGone),
        (_status(429), GitUnavailable),
        (_status(500), GitUnavailable),
        (_status(503), GitUnavailable),
        (_status(200, b"<html>a lie</html>"), GitUnavailable),
        (_status(200, b"0011# service=git"), GitUnavailable),
        (lambda handler: handler.connection.close(), GitUnavailable),
    ],
)
def test_what_the_remote_says_becomes_a_type(
    mirrors: Mirrors, answer: Callable[[http.server.BaseHTTPRequestHandler], None], error: type[GitError]
) -> None:
    with answering(answer) as address, mirrors.open("acme", "ledgerd") as mirror:
        with pytest.raises(error) as caught:
            mirror.fetch(f"{address}/acme/ledgerd.git", TOKEN, [branch("main")])
        assert type(caught.value) is error
        assert TOKEN not in str(caught.value)


def test_nobody_there(mirrors: Mirrors, tmp_path: Path) -> None:
    with answering(_status(200)) as address:
        pass
    with mirrors.open("acme", "ledgerd") as mirror:
        with pytest.raises(GitUnavailable):
            mirror.fetch(f"{address}/acme/ledgerd.git", None, [branch("main")])
        with pytest.raises(RepositoryGone):
            mirror.fetch((tmp_path / "nowhere").as_uri(), None, [branch("main")])


def test_a_remote_that_hangs_is_given_up(tmp_path: Path) -> None:
    done = threading.Event()
    impatient = Mirrors(tmp_path / "mirrors", LARGE, fetch_seconds=0.5)

    def hang(handler: http.server.BaseHTTPRequestHandler) -> None:
        done.wait(30)

    with answering(hang) as address, impatient.open("acme", "ledgerd") as mirror:
        with pytest.raises(GitTimeout):
            mirror.fetch(f"{address}/acme/ledgerd.git", TOKEN, [branch("main")])
        done.set()


def test_the_token_reaches_the_remote_and_nothing_else(tmp_path: Path, remote: Remote) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    seen: list[str | None] = []
    command_lines: list[str] = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers.get("Authorization"))
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # one that ended between the listing and the look
                command_lines.append(" ".join(child.cmdline()))
        backend(tmp_path / "remote", handler)

    with answering(answer) as address, Mirrors(tmp_path / "mirrors", LARGE).open("acme", "ledgerd") as mirror:
        mirror.fetch(f"{address}/acme/ledgerd.git", TOKEN, [branch("main", base)])
        assert mirror.objects.has(base)
    pair = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    assert set(seen) == {f"Basic {pair}"}
    assert any("fetch" in line for line in command_lines)
    everything = "\n".join(command_lines).encode() + b"".join(files_of(tmp_path / "mirrors").values())
    assert TOKEN.encode() not in everything
    assert pair.encode() not in everything


def test_a_renamed_repository_is_followed(tmp_path: Path, remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        if not handler.path.startswith("/old/"):
            return backend(tmp_path / "remote", handler)
        handler.send_response(301)
        handler.send_header("Location", handler.path.replace("/old/", "/acme/"))
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return None

    with answering(answer) as address, mirrors.open("old", "ledgerd") as mirror:
        assert mirror.fetch(f"{address}/old/ledgerd.git", TOKEN, [branch("main", base)])[0].oid == base


def test_hooks_and_configuration_of_this_machine_are_not_obeyed(
    tmp_path: Path, remote: Remote, mirrors: Mirrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text('[url "file:///nowhere/"]\n\tinsteadOf = file:///\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext")
    with mirrors.open("acme", "ledgerd") as mirror:
        hook = mirror.path / "hooks" / "reference-transaction"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
        assert mirror.fetch(remote.url, None, [branch("main", base)])[0].oid == base
    assert not (tmp_path / "ran").exists()


def test_the_least_recently_used_goes_and_the_one_in_use_stays(tmp_path: Path, remote: Remote) -> None:
    noise = os.urandom(300_000)
    base = remote.commit(MAIN, {b"a": noise})
    mirrors = Mirrors(tmp_path / "mirrors", max_bytes=700_000)
    paths = {}
    with mirrors.open("acme", "held") as held:
        held.fetch(remote.url, None, [branch("main", base)])
        for name in ("second", "third", "fourth"):
            with mirrors.open("acme", name) as mirror:
                mirror.fetch(remote.url, None, [branch("main", base)])
                paths[name] = mirror.path
        assert held.objects.has(base)
        assert read_change(held, base, base).files == ()
    assert {name for name, path in paths.items() if path.exists()} == {"fourth"}
    assert not list((tmp_path / "mirrors" / ".trash").iterdir())


def test_many_fetches_leave_few_packs(remote: Remote, mirrors: Mirrors) -> None:
    tip = remote.commit(MAIN, {b"a": b"0\n"})
    first = tip
    with mirrors.open("acme", "ledgerd") as mirror:
        for number in range(30):
            tip = remote.commit(MAIN, {b"a": b"%d\n" % number}, parent=tip)
            mirror.fetch(remote.url, None, [branch("main", tip)])
        assert len(list((mirror.path / "objects" / "pack").glob("*.pack"))) < 25
        assert mirror.objects.has(first)
        assert len(read_change(mirror, first, tip).commits) == 30


def test_threads_that_want_the_same_commit_fetch_it_once(tmp_path: Path, remote: Remote, mirrors: Mirrors) -> None:
    base = remote.commit(MAIN, {b"a": b"1\n"})
    requests: list[str] = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        if "info/refs" in handler.path:
            requests.append(handler.path)
        backend(tmp_path / "remote", handler)

    found: list[str] = []

    def work(address: str) -> None:
        with mirrors.open("acme", "ledgerd") as mirror:
            found.append(mirror.fetch(f"{address}/acme/ledgerd.git", None, [branch("main", base)])[0].oid)

    with answering(answer) as address:
        threads = [threading.Thread(target=work, args=(address,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [base] * 6
    assert len(requests) == 1
