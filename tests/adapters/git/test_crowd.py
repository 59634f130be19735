import http.server
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from homebot.adapters.git.crowd import Crowd, Ref
from homebot.adapters.git.errors import GitError, GitUnavailable, RefGone
from homebot.adapters.git.locks import held
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from tests.adapters.git.remote import Remote, answering, backend

MAIN = "refs/heads/main"
PULLS = 12


def ref(number: int) -> Ref:
    return pull_head(number, None)


def all_at_once(count: int, work: "Sequence[threading.Thread]") -> None:
    assert len(work) == count
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(30)
    assert not any(thread.is_alive() for thread in work)


def wait_for(count: int, waiting: threading.Semaphore) -> None:
    """Until so many threads are about to ask, and a little longer, so that they have."""
    for _ in range(count):
        assert waiting.acquire(timeout=30)
    time.sleep(0.2)


def test_whoever_waits_is_served_together_and_nobody_twice() -> None:
    crowd, served, first, waiting = Crowd(), [], threading.Event(), threading.Semaphore(0)

    def fetch_all(refs: Sequence[Ref]) -> None:
        served.append(refs)
        if len(served) == 1:
            first.set()
            wait_for(8, waiting)

    def want(number: int) -> None:
        waiting.release()
        crowd.fetch([ref(number), ref(1)], fetch_all)

    leader = threading.Thread(target=crowd.fetch, args=([ref(0)], fetch_all))
    leader.start()
    first.wait(10)
    others = [threading.Thread(target=want, args=(number,)) for number in range(1, 9)]
    all_at_once(8, others)
    leader.join()
    assert served[0] == (ref(0),)
    assert {one for refs in served[1:] for one in refs} == {ref(number) for number in range(1, 9)}
    assert sum(len(refs) for refs in served) <= 9 + len(served), "a ref that two want is asked for once"
    assert len(served) <= 4


def test_a_failure_is_everybody_s_whom_it_was_for_and_nobody_else_s() -> None:
    crowd, first, failed, waiting = Crowd(), threading.Event(), [], threading.Semaphore(0)

    def fetch_all(refs: Sequence[Ref]) -> None:
        if refs == (ref(0),):
            first.set()
            wait_for(3 + 1, waiting)
        else:
            raise GitUnavailable("down")

    def work(number: int) -> None:
        waiting.release()
        try:
            crowd.fetch([ref(number)], fetch_all)
        except GitUnavailable as error:
            failed.append((number, str(error)))

    leader = threading.Thread(target=work, args=(0,))
    leader.start()
    first.wait(10)
    all_at_once(3, [threading.Thread(target=work, args=(number,)) for number in (1, 2, 3)])
    leader.join()
    assert sorted(failed) == [(1, "down"), (2, "down"), (3, "down")]


def test_many_pull_requests_of_one_repository_need_few_requests(tmp_path: Path) -> None:
    remote = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
    base = remote.commit(MAIN, {b"a": b"1\n"})
    heads = {
        number: remote.commit(f"refs/pull/{number}/head", {b"b": b"%d\n" % number}, parent=base)
        for number in range(1, PULLS + 1)
    }
    mirrors = Mirrors(tmp_path / "mirrors", 1 << 30)
    found: dict[int, str | GitError] = {}
    posts: list[str] = []

    def counted(handler: http.server.BaseHTTPRequestHandler) -> None:
        posts.append(handler.path.partition("?")[0].rpartition("/")[2])
        backend(tmp_path / "remote", handler)

    with answering(counted) as address:

        def work(number: int) -> None:
            wanted = [branch("main", base), pull_head(number, heads.get(number))]
            try:
                with mirrors.open("acme", "ledgerd") as mirror:
                    found[number] = mirror.fetch(f"{address}/acme/ledgerd.git", None, wanted)[1].oid
            except GitError as error:
                found[number] = error

        with mirrors.open("acme", "ledgerd"):
            pass
        numbers = [*range(1, PULLS + 1), 99]
        threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
        with held(tmp_path / "mirrors" / ".locks" / "acme" / "ledgerd.fetch", seconds=5):
            for thread in threads:
                thread.start()
            time.sleep(0.5)
        for thread in threads:
            thread.join(60)
    gone = found.pop(99)
    assert isinstance(gone, RefGone), "the one that wants a pull request that is not there hears so, nobody else"
    assert found == heads
    fetches = posts.count("git-upload-pack")
    assert fetches < PULLS, f"{fetches} requests for packs"
    with mirrors.open("acme", "ledgerd") as mirror, pytest.raises(GitUnavailable):
        mirror.fetch("http://127.0.0.1:9/acme/ledgerd.git", None, [branch("main")])
