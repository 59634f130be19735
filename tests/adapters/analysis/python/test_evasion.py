"""Fifty branches, wherever they hide and whatever comment stands by, are found; old debt is not charged, wherever it
goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.python.complexity import measure
from homebot.adapters.analysis.python.pool import AnalysisPool
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.facts import FunctionComplexity
from tests import build
from tests.adapters.git.remote import Remote
from tests.core.standards.looking import look

MANY = 50
BRANCHES = "".join(f"if a == {number}: pass\n" for number in range(MANY))
CHOICE = " if a else ".join("1" for _ in range(MANY + 1))
CASES = "".join(f"case {number} if a > {number}: pass\n" for number in range(MANY // 2))
HANDLERS = "".join(f"except* E{number}: pass\n" for number in range(MANY))
COMPREHENSION = f"[b for b in a {' '.join(f'if b != {number}' for number in range(MANY))}]"
QUIET = "def quiet(a):\n    return a\n"


def inside(text: str, levels: int = 1) -> str:
    return "".join(f"{'    ' * levels}{line}\n" for line in text.splitlines())


PLACES = {
    "a function": (f"def f(a):\n{inside(BRANCHES)}", "f"),
    "a nested function": (f"def f(a):\n    def g(a):\n{inside(BRANCHES, 2)}    return g\n", "f.g"),
    "a closure of a closure": (f"def f():\n    def g():\n        def h(a):\n{inside(BRANCHES, 3)}", "f.g.h"),
    "a class in a function": (f"def f():\n    class C:\n        def m(self, a):\n{inside(BRANCHES, 3)}", "f.C.m"),
    "the body of a class in a function": (f"def f(a):\n    class C:\n{inside(BRANCHES, 2)}", "f.C.<body>"),
    "a method": (f"class C:\n    async def m(self, a):\n{inside(BRANCHES, 2)}", "C.m"),
    "an overload": (
        f"class C:\n    @overload\n    def m(self): ...\n    def m(self, a):\n{inside(BRANCHES, 2)}",
        "C.m",
    ),
    "a class in a class": (f"class C:\n    class D:\n        def m(self, a):\n{inside(BRANCHES, 3)}", "C.D.m"),
    "the module": (BRANCHES, "<module>"),
    "the module's main": (f"if __name__ == '__main__':\n{inside(BRANCHES)}", "<module>"),
    "the body of a class": (f"class C:\n{inside(BRANCHES)}", "C.<body>"),
    "a lambda of the module": (f"f = lambda a: {CHOICE}\n", "<module>"),
    "a lambda in a function": (f"def f():\n    return lambda a: {CHOICE}\n", "f"),
    "a lambda of a class": (f"class C:\n    f = lambda a: {CHOICE}\n", "C.<body>"),
    "a default": (f"def f(b={CHOICE}):\n    return b\n", "<module>"),
    "a default of a method": (f"class C:\n    def m(self, *, b={CHOICE}):\n        return b\n", "C.<body>"),
    "a default of a lambda": (f"def f(a):\n    return lambda b={CHOICE}: b\n", "f"),
    "a decorator": (f"@({CHOICE})\ndef f():\n    pass\n", "<module>"),
    "a decorator of a class": (f"@(lambda a: {CHOICE})\nclass C:\n    pass\n", "<module>"),
    "a base of a class": (f"class C(A if a else ({CHOICE})):\n    pass\n", "<module>"),
    "an annotation": (f"def f(b: ({CHOICE})) -> None:\n    pass\n", "<module>"),
    "guards of a match": (f"def f(a):\n    match a:\n{inside(CASES, 2)}", "f"),
    "except*": (f"def f():\n    try:\n        pass\n{inside(HANDLERS)}", "f"),
    "a comprehension": (f"def f(a):\n    return {COMPREHENSION}\n", "f"),
    "a comprehension of a class": (f"class C:\n    x = {COMPREHENSION}\n", "C.<body>"),
    "boolean operators": (f"def f(a):\n    return {' or '.join(['a'] * (MANY + 1))}\n", "f"),
    "a formatted string": (f"def f(a):\n    return f'{{{CHOICE}}}'\n", "f"),
    "an index": (f"def f(a):\n    a[{CHOICE}] = 1\n", "f"),
    "a loop's else": (f"def f(a):\n    for b in a:\n        pass\n    else:\n{inside(BRANCHES, 2)}", "f"),
    "a finally": (f"def f(a):\n    try:\n        pass\n    finally:\n{inside(BRANCHES, 2)}", "f"),
    "a function in a with": (f"with a:\n    def f(a):\n{inside(BRANCHES, 2)}", "f"),
}
COMMENTS = [
    "# noqa",
    "# noqa: C901",
    "# noqa: complexipy",
    "# complexipy: ignore",
    "# complexipy: ignore=all",
    "# #lizard forgives",
    "# #lizard forgive global",
    "# GENERATED CODE",
    "# radon: ignore",
    "# pylint: disable=all",
    "# pylint: skip-file",
    "# flake8: noqa",
    "# ruff: noqa",
    "# type: ignore",
    "# pragma: no cover",
    "# fmt: off",
    "# nosec",
]


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(2, seconds=120.0) as started:
        yield started


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as opened:
        yield opened


class Changes:
    """Measures changes as a pull request's are."""

    def __init__(self, folder: Path, mirror: Mirror, pool: AnalysisPool) -> None:
        self.remote = Remote(folder / "remote.git")
        self.mirror = mirror
        self.pool = pool

    def touched(self, before: dict[str, str], after: dict[str, str | None]) -> tuple[FunctionComplexity, ...]:
        old = {path.encode(): text.encode() for path, text in before.items()}
        new = {path.encode(): None if text is None else text.encode() for path, text in after.items()}
        base = self.remote.commit("refs/heads/main", {b"readme": b"\n", **old})
        head = self.remote.commit("refs/pull/1/head", new, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        change = read_change(self.mirror, base, head)
        found = measure(self.mirror.objects, change.files, self.pool, cognitive=True)
        assert found.errors == ()
        return found.functions


@pytest.fixture
def changes(tmp_path: Path, mirror: Mirror, pool: AnalysisPool) -> Changes:
    return Changes(tmp_path, mirror, pool)


@pytest.mark.parametrize("place", PLACES)
def test_branches_are_found_in_a_new_file_and_in_an_old_one(changes: Changes, place: str) -> None:
    source, name = PLACES[place]
    before = {"old.py": QUIET, "branching.py": f"if a: pass\n\n\n{QUIET}"}
    after = {"new.py": source, "old.py": f"{QUIET}\n\n{source}", "branching.py": f"if a: pass\n\n\n{QUIET}\n\n{source}"}
    highest = dict.fromkeys(after, 0)
    for function in changes.touched(before, dict(after)):
        if function.name == name:
            highest[function.path] = max(highest[function.path], function.after)
    assert min(highest.values()) > MANY, place


@pytest.mark.parametrize("comment", COMMENTS)
@pytest.mark.parametrize("is_new", [True, False])
def test_no_comment_hides_anything(changes: Changes, comment: str, is_new: bool) -> None:
    """Above, behind and in the function, and at the top of the file; for both kinds of complexity."""
    body = f"{comment}\n\n\n{comment}\ndef f(a):  {comment}\n    {comment}\n{inside(BRANCHES)}"
    before = {} if is_new else {"a.py": f"{comment}\n{QUIET}"}
    after = body if is_new else f"{comment}\n{QUIET}\n\n{body}"
    (function,) = changes.touched(before, {"a.py": after, "b": "\n"})
    assert (function.name, function.before, function.after) == ("f", None, MANY + 1)
    assert function.cognitive_after == MANY


def debt(branches: int, name: str = "f") -> str:
    return f"def {name}(a):\n{inside(''.join(f'if a == {number}: pass' + chr(10) for number in range(branches - 1)))}"


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        ({"a.py": debt(14)}, {"a.py": debt(14) + "    return a\n"}, True),
        ({"a.py": debt(14)}, {"a.py": debt(15)}, False),
        ({"a.py": debt(14)}, {"a.py": debt(13)}, True),
        ({"a.py": debt(10)}, {"a.py": debt(11)}, False),
        ({"a.py": debt(14), "b.py": QUIET}, {"a.py": "\n", "b.py": QUIET + debt(14)}, True),
        ({"a.py": debt(14), "b.py": QUIET}, {"a.py": "\n", "b.py": QUIET + debt(15)}, False),
        ({"a.py": debt(14)}, {"a.py": None, "b.py": debt(14) + "    return a\n"}, True),
        ({"a.py": debt(14)}, {"a.py": None, "b.py": debt(15)}, False),
        ({"a.py": debt(14)}, {"a.py": debt(14, "g")}, True),
        ({"a.py": QUIET + debt(14)}, {"a.py": "class C:\n" + inside(debt(14)) + QUIET}, True),
        ({"a.py": QUIET + debt(14)}, {"a.py": "class C:\n" + inside(debt(15)) + QUIET}, False),
        ({"a.py": debt(14)}, {"a.py": "@deco\n" + debt(14)}, True),
        ({"a.py": debt(14)}, {"a.py": "async " + debt(14)}, True),
        ({"a.py": debt(14)}, {"a.py": debt(14) + debt(14, "g")}, False),
    ],
)
def test_the_ratchet_holds_wherever_a_function_goes(
    changes: Changes, before: dict[str, str], after: dict[str, str | None], holds: bool
) -> None:
    functions = changes.touched(before, {"other": "\n", **after})
    files = tuple(build.file(path) for path in dict.fromkeys(function.path for function in functions))
    report = look("complexity", {"max": 10}, files=files, functions=functions)
    assert (not report.findings) is holds
