"""What Python modules export, and which changes of it break somebody: read in the limited child."""

import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.python.pool import AnalysisPool, Exports
from homebot.core.public_surface.compare import differences, exported


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(1) as started:
        yield started


def read(pool: AnalysisPool, source: str | bytes) -> Exports:
    data = source.encode() if isinstance(source, str) else source
    (found,) = pool.exports([str(hash(data))], lambda _: data)
    return found


def names(pool: AnalysisPool, source: str, *, package: bool = False) -> list[str]:
    return [one.name for one in exported(read(pool, source).items, package)]


def broken(pool: AnalysisPool, before: str, after: str) -> list[tuple[str, str, str]]:
    """(name, how, detail) of what `after` does to those who use `before`."""
    now = {one.name: ("a.py", one) for one in read(pool, after).items}
    found = differences("a.py", exported(read(pool, before).items), now)
    return [(one.name, one.how, one.detail) for one in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def a(): ...\ndef _b(): ...\nclass C: ...\nD = 1\n_e = 2\nasync def f(): ...", ["a", "C", "D", "f"]),
        ("x, (y, *z) = 1, (2, 3)\nv: int = 1\nw: int\nu += 1", ["x", "y", "z", "v", "w", "u"]),
        ("__all__ = ['_a', 'b']\ndef _a(): ...\ndef b(): ...\ndef c(): ...", ["_a", "b"]),
        ("__all__ = ['b'] + ['c']\n__all__ += ('d',)\n__all__.append('e')\n__all__.extend(['f'])", list("bcdef")),
        ("__all__ = ['b', *other.__all__]\ndef b(): ...\ndef c(): ...", ["b", "c"]),
        ("__all__ = []\ndef c(): ...", []),
        ("import os\nfrom m import n\nfrom m import o as o\nfrom .m import p\nimport q as r", ["o"]),
        ("from m import n\n__all__ = ['n']", ["n"]),
        ("if X:\n def a(): ...\nelse:\n def b(): ...", ["a", "b"]),
        ("try:\n import m as n\n def a(): ...\nexcept E:\n B = None\nfinally:\n C = 1", ["a", "B", "C"]),
        ("with x as y:\n def a(): ...\nfor b in c:\n D = 1\nmatch x:\n case 1:\n  E = 1", ["a", "D", "E"]),
        ("A = 1\ndel A\nB = 1", ["B"]),
        ("def a():\n def b(): ...\n C = 1", ["a"]),
        ("", []),
    ],
)
def test_names(pool: AnalysisPool, source: str, expected: list[str]) -> None:
    assert sorted(names(pool, source)) == sorted(expected)


def test_a_package_exports_what_it_imports_from_within(pool: AnalysisPool) -> None:
    source = "from .a import b\nfrom ..c import d\nfrom other import e\nfrom .f import _g"
    assert names(pool, source, package=True) == ["b", "d"]


def test_members_of_classes(pool: AnalysisPool) -> None:
    source = """
class Base:
    limit = 3
    name: str
    def close(self): ...
    def _own(self): ...
    def __enter__(self): ...
    def __repr__(self): ...
class Book(Base, other.Mixin):
    @property
    def total(self): ...
    @total.setter
    def total(self, value): ...
    @staticmethod
    def of(a): ...
    @classmethod
    def read(cls, b): ...
    class Inner: ...
    if X:
        async def wait(self): ...
"""
    kinds = {one.name: one.kind for one in read(pool, source).items if one.name.startswith("Book")}
    assert kinds == {
        "Book": "class",
        "Book.limit": "attribute",
        "Book.name": "attribute",
        "Book.close": "method",
        "Book.__enter__": "method",
        "Book.total": "attribute",
        "Book.of": "static method",
        "Book.read": "class method",
        "Book.Inner": "attribute",
        "Book.wait": "async method",
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a", "a, b=1"),
        ("a", "a, *, b=1"),
        ("a", "a, *rest, **others"),
        ("a", "a=1"),
        ("*, a", "*, a=1"),
        ("*, a, b", "*, b, a"),
        ("*, a=1", "a=1"),
        ("a, /", "b, /"),
        ("a=1, /", "a=1"),
        ("a: int = 1", "a: str = 2"),
        ("*args", "*rest"),
    ],
)
def test_a_call_that_was_right_stays_right(pool: AnalysisPool, before: str, after: str) -> None:
    assert broken(pool, f"def f({before}): ...", f"def f({after}): ...") == []


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        ("a", "", "f(a) → f()"),
        ("a", "b", "f(a) → f(b)"),
        ("a, b", "b, a", "f(a, b) → f(b, a)"),
        ("a", "a, b", "f(a) → f(a, b)"),
        ("a", "b, a", "f(a) → f(b, a)"),
        ("a", "b=1, a=1", "f(a) → f(b=..., a=...)"),
        ("a", "a, *, b", "f(a) → f(a, *, b)"),
        ("a=1", "a", "f(a=...) → f(a)"),
        ("a", "a, /", "f(a) → f(a, /)"),
        ("a", "*, a", "f(a) → f(*, a)"),
        ("*, a", "*, b=1", "f(*, a) → f(*, b=...)"),
        ("*, a=1", "*, a", "f(*, a=...) → f(*, a)"),
        ("*a", "a=1", "f(*...) → f(a=...)"),
        ("**a", "", "f(**...) → f()"),
        ("a", "*args", "f(a) → f(*...)"),
    ],
)
def test_a_call_that_was_right_breaks(pool: AnalysisPool, before: str, after: str, detail: str) -> None:
    assert broken(pool, f"def f({before}): ...", f"def f({after}): ...") == [("f", "changed", detail)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("def f(): ...", "", [("f", "removed", "")]),
        ("def f(): ...", "def g(): ...", [("f", "removed", "")]),
        ("def f(): ...", "from .g import f", []),
        ("def f(): ...", "from g import h as f", []),
        ("def f(): ...", "import f", []),
        ("def f(): ...", "from g import *", [("f", "removed", "")]),
        ("def f(): ...", "__all__ = ['g']\ndef f(): ...\ndef g(): ...", [("f", "removed", "")]),
        ("__all__ = ['f', 'g']\nf = g = 1", "__all__ = ['g']\nf = g = 1", [("f", "removed", "")]),
        ("__all__ = ['f']\ndef f(): ...\ndef g(): ...", "__all__ = ['f']\ndef f(): ...", []),
        ("def f(): ...", "async def f(): ...", [("f", "changed", "it was a function and is an async function")]),
        ("def f(): ...", "f = 1", [("f", "changed", "it was a function and is a value")]),
        ("class A:\n def b(self): ...", "A = 1", [("A", "changed", "it was a class and is a value")]),
        ("f = 1", "def f(): ...", []),
        ("f = 1", "f = 2", []),
        ("class A:\n def b(self): ...", "", [("A", "removed", "")]),
        ("class A:\n def b(self): ...", "from x import A", []),
        ("class A:\n def b(self): ...", "class A:\n pass", [("A.b", "removed", "")]),
        ("class A:\n def b(self): ...", "class B:\n def b(self): ...\nclass A(B): ...", []),
        ("class A:\n def b(self, c): ...", "class A:\n def b(this, c): ...", []),
        ("class A:\n def b(self, c): ...", "class A:\n def b(self): ...", [("A.b", "changed", "A.b(c) → A.b()")]),
        (
            "class A:\n def b(self, c): ...",
            "class A:\n @staticmethod\n def b(c): ...",
            [("A.b", "changed", "it was a method and is a static method")],
        ),
        ("class A:\n def __init__(self, a): ...", "class A: ...", [("A.__init__", "removed", "")]),
        ("class A:\n def _b(self): ...\n def __repr__(self): ...", "class A: ...", []),
    ],
)
def test_what_is_removed_or_changed(
    pool: AnalysisPool, before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    assert broken(pool, before, after) == expected


DATA = "@dataclass\nclass A:\n a: int\n b: int = 1\n"


@pytest.mark.parametrize(
    ("after", "detail"),
    [
        (DATA + " c: int = 2\n", ""),
        (DATA + " c: int = field(default=2)\n", ""),
        (DATA + " c: int = field(init=False)\n d: ClassVar[int] = 1\n _: KW_ONLY\n e: int = 1\n", ""),
        ("@dataclass\nclass A:\n b: int = 1\n a: int = 2\n", "A.__init__(a, b=...) → A.__init__(b=..., a=...)"),
        ("@dataclass\nclass A:\n a: int\n b: int\n", "A.__init__(a, b=...) → A.__init__(a, b)"),
        (DATA.replace("@dataclass", "@dataclass(kw_only=True)"), "A.__init__(a, b=...) → A.__init__(*, a, b=...)"),
        ("@dataclass\nclass B:\n a: int\n@dataclass\nclass A(B):\n b: int = 1\n", ""),
        ("class A(NamedTuple):\n a: int\n b: int = 1\n", ""),
    ],
)
def test_a_dataclass_is_constructed_with_its_fields(pool: AnalysisPool, after: str, detail: str) -> None:
    expected = [("A.__init__", "changed", detail)] if detail else []
    assert broken(pool, DATA, after) == expected


def test_imports_with_their_first_lines(pool: AnalysisPool) -> None:
    source = """import a.b, c
from d.e import f, g
from . import h
from ..i import *
def x():
    import a.b
    import_module("j.k")
    importlib.import_module(".l", __package__)
    __import__("m")
    import_module(name)
"""
    assert read(pool, source).imports == (
        ("a.b", 0, 1),
        ("c", 0, 1),
        ("d.e.f", 0, 2),
        ("d.e.g", 0, 2),
        ("j.k", 0, 7),
        ("m", 0, 9),
        ("h", 1, 3),
        ("l", 1, 8),
        ("i", 2, 4),
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(:", "not valid Python"),
        ("a" * 501 + " = 1", "a name of more than 500 characters"),
        (b"# coding: utf-7\n", "its encoding 'utf-7'"),
        (b"\0", "null bytes"),
        ("(" * 5000, "too many nested parentheses"),
        ("-" * 400_000 + "1", "nested too deeply"),
        ("\n".join(f"a{number} = 1" for number in range(20_001)), "more than 20000 public names"),
        ("def f():\n" + "".join(f" import a{number}\n" for number in range(20_001)), "more than 20000 imports"),
        ("class A:\n" + "".join(f" a{number} = 1\n" for number in range(2_001)), "more than 2000 members of a class"),
        (
            "class C0: ...\n" + "".join(f"class C{n}(C{n - 1}):\n def m{n}(self): ...\n" for n in range(1, 3_000)),
            "more than 20000 public names",
        ),
        (f"def f({', '.join(f'a{number}' for number in range(70_000))}): ...", "ways to pass a parameter"),
    ],
)
def test_what_cannot_be_read_has_a_reason(pool: AnalysisPool, source: str | bytes, reason: str) -> None:
    found = read(pool, source)
    assert found.items == ()
    assert reason in (found.error or ""), found.error


def test_bases_in_a_circle_end(pool: AnalysisPool) -> None:
    source = "class A(B):\n def a(self): ...\nclass B(A):\n def b(self): ...\nclass C(C): ..."
    assert sorted(names(pool, source)) == ["A", "A.a", "A.b", "B", "B.a", "B.b", "C"]


def test_real_modules_break_nobody_by_staying(pool: AnalysisPool) -> None:
    folder = Path(sysconfig.get_paths()["stdlib"])
    for path in [*sorted(folder.glob("*.py"))[::6], *sorted(folder.glob("asyncio/*.py"))]:
        found = read(pool, path.read_bytes())
        assert found.error is None, path
        items = exported(found.items)
        assert list(differences("a.py", items, {one.name: ("a.py", one) for one in items})) == []
