from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from homebot.adapters.analysis.analysers import Analysers, analysers
from homebot.adapters.analysis.cache import Key, Shelf
from homebot.adapters.analysis.whole import Bounds, count_functions, is_analysed
from homebot.adapters.git.listing import default_branch, read_tree
from homebot.adapters.git.mirror import Mirror, Mirrors
from homebot.core.debt.limit import Limit
from homebot.core.debt.survey import Survey, Tally
from tests import build
from tests.adapters.git.remote import Content, Remote


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path / "remote.git")


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 2**30).open("acme", "ledgerd") as mirror:
        yield mirror


@pytest.fixture(scope="module")
def analysis() -> Iterator[Analysers]:
    with analysers(2) as started:
        yield started


def function(branches: int, note: str = "") -> bytes:
    body = "".join(f"    if a == {number}: pass\n" for number in range(branches))
    return f"def f(a):\n{body}    return a  # {note}\n".encode()


def counted(
    mirror: Mirror, remote: Remote, files: Mapping[bytes, Content], analysis: Analysers, bounds: Bounds | None = None
) -> Survey:
    remote.commit("refs/heads/main", files)
    (head,) = mirror.fetch(remote.url, None, [default_branch()])
    tally = Tally(Limit(10), {})
    cuts = count_functions(mirror, read_tree(mirror, head.oid).files, analysis, tally, bounds or Bounds())
    return tally.survey(head.oid, build.NOW, cuts)


def test_every_function_of_every_file_is_counted(mirror: Mirror, remote: Remote, analysis: Analysers) -> None:
    files = {b"%03d.py" % number: function(number % 20, str(number)) for number in range(300)}
    found = counted(mirror, remote, {**files, b"copy.py": files[b"019.py"]}, analysis)
    assert (found.files, found.functions, found.unread, found.cuts) == (301, 301, 0, ())
    assert found.over == 300 // 20 * 10 + 1
    assert found.worst[0].complexity == 20


def test_what_cannot_be_analysed_is_counted_with_its_reason_and_spoils_nothing(
    mirror: Mirror, remote: Remote, analysis: Analysers
) -> None:
    files: dict[bytes, Content] = {
        b"broken.py": b"def f(:\n",
        b"deep.py": b"(" * 10_000,
        b"huge.py": b"x = 1\n" * 400_000,
        b"nul.py": b"x = 1\0\n",
        b"utf7.py": b"# coding: utf-7\n",
        b"\xff\n`.py": b"def f(:\n",
        **{b"good%d.py" % number: function(12, str(number)) for number in range(20)},
    }
    found = counted(mirror, remote, files, analysis)
    assert (found.files, found.over, found.unread) == (26, 20, 6)
    reasons = {error.path: error.reason for error in found.errors}
    assert "not valid Python" in reasons["broken.py"]
    assert "2,400,000 bytes" in reasons["huge.py"]
    assert "\\xff\n`.py" in reasons


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (Bounds(files=30), "70 of 100 files were left out"),
        (Bounds(new_bytes=1), "92 of 100 files were not reached this time"),
        (Bounds(seconds=0), "100 of 100 files were not reached this time"),
    ],
)
def test_each_bound_is_said_when_it_cuts(mirror: Mirror, remote: Remote, bounds: Bounds, said: str) -> None:
    files = {b"%03d.py" % number: function(12, str(number)) for number in range(100)}
    with analysers(1) as analysis:
        found = counted(mirror, remote, files, analysis, bounds)
    assert len(found.cuts) == 1
    assert said in found.cuts[0]
    assert found.over == found.files < 100


def test_what_was_not_reached_is_reached_by_asking_again(mirror: Mirror, remote: Remote) -> None:
    files = {b"%03d.py" % number: function(12, str(number)) for number in range(40)}
    with analysers(1) as analysis:
        seen = [counted(mirror, remote, files, analysis, Bounds(new_bytes=1)).files for _ in range(6)]
    assert seen == [8, 16, 24, 32, 40, 40]


def test_a_known_tree_is_read_from_the_shelf_without_a_child(mirror: Mirror, remote: Remote) -> None:
    kept: dict[Key, bytes] = {}

    def get_many(keys: Sequence[Key]) -> Mapping[Key, bytes]:
        return {key: kept[key] for key in keys if key in kept}

    files = {b"%03d.py" % number: function(12, str(number)) for number in range(250)}
    with analysers(1, shelf=Shelf(get_many, kept.update)) as analysis:
        first = counted(mirror, remote, files, analysis)
    assert len(kept) == 250
    with analysers(1, shelf=Shelf(get_many, kept.update)) as analysis:
        again = counted(mirror, remote, files, analysis, Bounds(new_bytes=0, seconds=0))
    assert (again.over, again.cuts) == (first.over, ()) == (250, ())


def test_every_language_is_counted_and_remembered_by_what_it_is(mirror: Mirror, remote: Remote) -> None:
    branches = "".join(f"    if (a == {number}) a++;\n" for number in range(12))
    text = f"int f(int a) {{\n{branches}    return a;\n}}\n".encode()
    files = {b"a.py": function(12), b"a.c": text, b"b.c": text, b"a.java": text, b"huge.c": b"int a;\n" * 400_000}
    with analysers(1) as analysis:
        found = counted(mirror, remote, files, analysis)
        again = counted(mirror, remote, files, analysis, Bounds(new_bytes=0))
    assert {one.path: one.complexity for one in found.worst} == {"a.py": 13, "a.c": 13, "b.c": 13, "a.java": 13}
    assert [error.path for error in found.errors] == ["huge.c"]
    assert (again.functions, again.over) == (found.functions, found.over)


@pytest.mark.parametrize(
    ("path", "known"), [("a.py", True), ("a/b.py", True), ("a.pyi", False), ("a.txt", False), ("a.go", True)]
)
def test_which_files_are_analysed(path: str, known: bool) -> None:
    assert is_analysed(path) is known
