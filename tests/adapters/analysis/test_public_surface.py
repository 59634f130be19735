"""What changes do to public files, by real blobs and the limited children."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis import public_surface
from homebot.adapters.analysis.analysers import Analysers, analysers
from homebot.adapters.analysis.public_surface import find_surface
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch
from homebot.core.public_surface.items import ImportFound, PublicSurface
from homebot.core.standards.architecture import Edge, Options
from tests.adapters.git.remote import Remote, git

Files = dict[str, bytes | tuple[str, bytes]]
PUBLIC = Options(public=("api/**",))
EDGES = Options(forbidden=(Edge(("web/**",), ("store",)),))
LONG = b"".join(b"# %d\n" % number for number in range(40))
"""Makes two versions of a file so alike that git takes one for the other."""


@pytest.fixture(scope="module")
def analysis() -> Iterator[Analysers]:
    with analysers(1) as started:
        yield started


class Looking:
    def __init__(self, tmp_path: Path, mirror: Mirror, analysis: Analysers) -> None:
        self.remote = Remote(tmp_path / "remote.git")
        self.mirror, self.analysis = mirror, analysis

    def at(self, before: Files, after: Files, *settings: Options, seconds: float = 60.0) -> PublicSurface:
        """What changes between a commit with `before` and one with `after`."""
        base = self.remote.commit("refs/heads/main", {path.encode(): data for path, data in before.items()})
        now = {path.encode(): after.get(path) for path in {**before, **after}}
        head = self.remote.commit("refs/heads/topic", now, base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), branch("topic", head)])
        files = read_change(self.mirror, base, head).files
        return find_surface(self.mirror.objects, files, self.analysis, settings or (PUBLIC,), seconds)


@pytest.fixture
def looking(tmp_path: Path, mirror: Mirror, analysis: Analysers) -> Looking:
    return Looking(tmp_path, mirror, analysis)


def told(surface: PublicSurface) -> list[str]:
    assert (surface.errors, surface.cut) == ((), False)
    return [f"{one.path}:{one.line} {one.name} {one.how}" for one in surface.changes]


PAY = LONG + b"def settle(a): ...\n\ndef refund(a): ...\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"api/pay.py": PAY}, {"api/pay.py": PAY + b"def more(): ...\n"}, []),
        ({"api/pay.py": PAY}, {"api/pay.py": PAY.replace(b"settle", b"_settle")}, ["api/pay.py:41 settle removed"]),
        (
            {"api/pay.py": PAY},
            {"api/pay.py": b"\n" + PAY.replace(b"(a)", b"(a, b)", 1)},
            ["api/pay.py:42 settle changed"],
        ),
        ({"lib/pay.py": PAY}, {"lib/pay.py": b""}, []),
        ({"api/pay.py": b"a = 1"}, {"api/pay.py": b""}, ["api/pay.py:1 a removed"]),
        ({"api/pay.py": PAY}, {}, ["api/pay.py:1 api/pay.py gone"]),
        ({"api/pay.py": b"# nothing\n", "x": b""}, {"x": b""}, []),
        ({"api/pay.py": PAY}, {"api/book.py": PAY}, ["api/pay.py:1 api/pay.py gone"]),
        ({"api/pay.py": PAY}, {"lib/pay.py": PAY}, ["api/pay.py:1 api/pay.py gone"]),
        ({"lib/pay.py": PAY}, {"api/pay.py": PAY}, []),
        ({"api/pay.py": PAY}, {"api/pay/__init__.py": PAY}, []),
        ({"api/pay.py": PAY}, {"api/pay/__init__.py": b"from .x import settle\n"}, ["api/pay.py:43 refund removed"]),
        (
            {"api/pay.py": PAY},
            {"api/pay.py": b"from api.book import settle, refund\n", "api/book.py": PAY},
            [],
        ),
        ({"api/pay.py": PAY}, {"api/pay.py": ("120000", b"other.py")}, ["api/pay.py:1 api/pay.py gone"]),
        ({"api/pay.go": b"func A() {}"}, {"api/pay.go": b""}, []),
        ({"api/pay.pyi": b"def a(): ..."}, {"api/pay.pyi": b"def b(): ..."}, ["api/pay.pyi:1 a removed"]),
    ],
)
def test_python(looking: Looking, before: Files, after: Files, expected: list[str]) -> None:
    assert told(looking.at(before, after)) == expected


PROTO = b'syntax = "proto3"; package p;\n' + LONG.replace(b"#", b"//") + b"message A { string a = 1; }\nmessage B {}\n"
OPENAPI = b"openapi: 3.0.0\n" + LONG + b"paths:\n  /a:\n    get: {}\n  /b:\n    get: {}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {"api/a.proto": PROTO},
            {"api/v1/a.proto": PROTO.replace(b"= 1", b"= 2")},
            ["api/v1/a.proto:42 p.A.a changed"],
        ),
        (
            {"api/a.proto": PROTO},
            {"api/a.proto": b"package p; message A { string a = 1; }", "api/b.proto": b"package p; message B {}"},
            [],
        ),
        ({"api/a.proto": PROTO}, {"lib/a.proto": PROTO}, ["api/a.proto:1 api/a.proto gone"]),
        ({"api/a.yaml": OPENAPI}, {"api/b.yaml": OPENAPI.replace(b"/b", b"/c")}, ["api/a.yaml:46 GET /b removed"]),
        ({"api/a.yaml": OPENAPI}, {}, ["api/a.yaml:1 api/a.yaml gone"]),
        ({"api/a.yaml": b"a: 1"}, {"api/a.yaml": b"b: 1"}, []),
        (
            {"api/a.json": b'{"openapi": "3", "paths": {"/a": {"get": {}}}}'},
            {"api/a.json": b'{"openapi": "3",\n "paths": {"/a": {"get": {"requestBody": {"required": true}}}}}'},
            ["api/a.json:2 GET /a changed"],
        ),
    ],
)
def test_documents(looking: Looking, before: Files, after: Files, expected: list[str]) -> None:
    assert told(looking.at(before, after)) == expected


def test_what_cannot_be_read_is_an_error_and_no_removal(looking: Looking) -> None:
    before: Files = {
        "api/a.py": PAY,
        "api/b.yaml": OPENAPI,
        "api/c.proto": PROTO,
        "api/d.py": b"def (",
        "api/e.py": b"x =",
    }
    after: Files = {
        "api/a.py": b"def (",
        "api/b.yaml": b"openapi: [",
        "api/c.proto": b"#" * (5 << 20),
        "api/d.py": PAY,
    }
    surface = looking.at(before, after)
    assert surface.changes == ()
    assert [(one.path, one.reason.split(" (")[0]) for one in surface.errors] == [
        ("api/a.py", "not valid Python 3.11: invalid syntax"),
        ("api/b.yaml", "line 2: not YAML: did not find expected node content"),
        ("api/c.proto", "it has 5,242,880 bytes; files up to 4,194,304 are read"),
    ]


def test_what_is_not_reached_in_time_is_an_error(looking: Looking) -> None:
    surface = looking.at({"api/a.py": PAY}, {"api/a.py": b""}, seconds=-1)
    assert [one.reason for one in surface.errors] == ["the change is too large to read all of it in time"]


def test_endless_changes_are_cut(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_surface, "MOST_TOLD", 3)
    surface = looking.at({"api/a.py": b"a = b = c = d = e = 1"}, {"api/a.py": b"a = 1"})
    assert (len(surface.changes), surface.cut) == (3, True)


def test_imports_that_an_edge_forbids(looking: Looking) -> None:
    before: Files = {"web/a.py": b"import store.x\n", "app/b.py": LONG + b"from store import y\n", "lib/c.py": b""}
    after: Files = {
        "web/a.py": b"import store.x\nimport store.z\nimport app\nfrom .store import w\n",
        "web/b.py": LONG + b"from store import y\n",
        "lib/c.py": b"import store\n",
        "web/d.css": b"import store\n",
    }
    surface = looking.at(before, after, EDGES)
    assert surface.changes == ()
    assert surface.imports == (
        ImportFound("web/a.py", 1, "store.x", was=True),
        ImportFound("web/a.py", 2, "store.z"),
        ImportFound("web/a.py", 4, "web.store.w", relative=True),
        ImportFound("web/b.py", 41, "store.y"),
    )


def test_nothing_is_read_where_no_setting_speaks_of_it(looking: Looking) -> None:
    assert looking.at({"api/a.py": PAY}, {}, Options()) == PublicSurface()


def test_a_blob_is_read_once(looking: Looking, tmp_path: Path) -> None:
    after: Files = {"api/a.py": b"", "api/b.proto": b""}
    first = looking.at({"api/a.py": PAY, "api/b.proto": PROTO}, after)
    with Mirrors(tmp_path / "blobless", max_bytes=1 << 30).open("acme", "other") as empty:
        files = read_change(
            looking.mirror, *(looking.mirror.repo.git.rev_parse(ref) for ref in _tips(looking.remote))
        ).files
        assert find_surface(empty.objects, files, looking.analysis, (PUBLIC,)) == first, "it needs no blob"


def _tips(remote: Remote) -> list[str]:
    return [git(remote.path, "rev-parse", f"refs/heads/{name}") for name in ("main", "topic")]
