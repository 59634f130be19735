import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from radon.metrics import mi_visit
from radon.raw import analyze

from homebot.adapters.analysis.python.index import count, index
from homebot.adapters.analysis.python.maintainability import Indexed, indexed
from homebot.adapters.analysis.python.pool import AnalysisPool
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.found import Maintainability
from tests.adapters.git.remote import Remote

Files = Mapping[bytes, bytes | None]


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(2, seconds=120.0) as started:
        yield started


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as opened:
        yield opened


def real_files() -> list[Path]:
    """Small ones: radon takes time by the square."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    found = sorted([*folder.glob("*.py"), *folder.glob("*/*.py")])
    return [path for path in found if 500 < path.stat().st_size < 12_000 and "site-packages" not in path.parts][::9]


def test_the_index_of_real_files_is_radon_s_own() -> None:
    files = {path: path.read_bytes() for path in real_files()}
    assert {path: index(source) for path, source in files.items()} == {
        path: mi_visit(source.decode(), True) for path, source in files.items()
    }
    assert len(files) >= 20


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "# only a comment",
        "'''a\n\n  b'''\n'one line'\nx = '''c\nd'''\n",
        "if a: b; c\nx = {1: 2}; y = a[1:]\nlambda: 0\n",
        "x = 1 + \\\n    2\ny = (1,\n  # inside\n\n  2)\n",
        "s = 'a\\\n   b'\n",
        "@deco\ndef f(a,\n      b): return a  # why\n",
        "x = '\\x0c'\n\x0cy = 1\n",
    ],
)
def test_lines_are_counted_as_radon_counts_them(source: str) -> None:
    ours, theirs = count(source), analyze(source)
    assert (ours.logical, ours.source, ours.comments, ours.in_strings) == (
        theirs.lloc,
        theirs.sloc,
        theirs.comments,
        theirs.multi,
    )


def compared(folder: Path, mirror: Mirror, pool: AnalysisPool, before: Files, after: Files, budget: float) -> Indexed:
    remote = Remote(folder / "remote.git")
    base = remote.commit("refs/heads/main", {b"readme": b"\n", **before})
    head = remote.commit("refs/pull/1/head", dict(after), parent=base)
    mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
    return indexed(mirror.objects, read_change(mirror, base, head).files, pool, budget)


SIMPLE, WORSE = b"def f(a):\n    return a + 1\n", b"def f(a, b):\n    if a and b:\n        return a + b * 3\n"
BEFORE: Files = {b"old.py": SIMPLE, b"gone.py": SIMPLE, b"broken.py": SIMPLE, b"mended.py": b"(", b"a.txt": b"x"}
AFTER: Files = {
    b"old.py": WORSE,
    b"gone.py": None,
    b"broken.py": b"def f(:\n",
    b"mended.py": SIMPLE,
    b"a.txt": b"y",
    b"new.py": WORSE,
    b"large.py": b"x = 1\n" * 1_000_000,
}


def test_touched_files_are_compared_and_what_cannot_be_read_spoils_no_neighbour(
    tmp_path: Path, mirror: Mirror, pool: AnalysisPool
) -> None:
    found = compared(tmp_path, mirror, pool, BEFORE, AFTER, 60)
    simple, worse = round(mi_visit(SIMPLE.decode(), True), 2), round(mi_visit(WORSE.decode(), True), 2)
    assert found.files == (
        Maintainability("mended.py", None, simple),
        Maintainability("new.py", None, worse),
        Maintainability("old.py", simple, worse),
    )
    reasons = {error.path: error.reason for error in found.errors}
    assert set(reasons) == {"broken.py", "large.py"}
    assert "not valid Python" in reasons["broken.py"]
    assert "6,000,000 bytes" in reasons["large.py"]


def test_no_time_left_is_an_error_never_a_pass(tmp_path: Path, mirror: Mirror, pool: AnalysisPool) -> None:
    found = compared(tmp_path, mirror, pool, {}, {b"a.py": SIMPLE}, -1.0)
    assert (found.files, [error.path for error in found.errors]) == ((), ["a.py"])
