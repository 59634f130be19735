"""What is told of a change without reading all of it is what reading all of it tells."""

import random
import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.adapters.analysis.matching import Placed, pairs
from homebot.adapters.analysis.python.pool import MeasuredFunction
from homebot.adapters.analysis.python.scopes import Function, measure
from homebot.adapters.analysis.python.slices import compare

STDLIB = Path(sysconfig.get_paths()["stdlib"])
SOURCES = [
    path.read_bytes()
    for path in sorted([*STDLIB.glob("*.py"), *STDLIB.glob("asyncio/*.py"), *STDLIB.glob("email/*.py")])
    if path.stat().st_size < 60_000
]
FUNCTION = b"def added(a, b=None):\n    if a and b:\n        return [c for c in a if c]\n    return b\n"
Row = tuple[str, int, int, int | None, int, int | None, int | None]


def rows(before: list[Function], after: list[Function]) -> set[Row]:
    """The touched functions of a file."""
    found = pairs(placed(before), placed(after))
    return {
        (
            pair.after.function.name,
            pair.after.function.line,
            pair.after.function.end_line,
            pair.before and pair.before.function.complexity,
            pair.after.function.complexity,
            pair.before and pair.before.function.cognitive,
            pair.after.function.cognitive,
        )
        for pair in found
        if pair.touched
    }


def placed(functions: list[Function]) -> list[Placed]:
    return [Placed("a.py", MeasuredFunction(**function)) for function in functions]


def agree(before: bytes, after: bytes, cognitive: bool = False) -> bool:
    """Whether the short way was taken; if so, it told the same as the long one."""
    told = compare(before, after, cognitive)
    if told is None:
        return False
    whole = rows(measure(before, cognitive), measure(after, cognitive))
    assert rows(*told) == whole
    return True


def drop(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return lines[:at] + lines[at + many :]


def insert(lines: list[bytes], at: int, many: int) -> list[bytes]:
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return [*lines[:at], *(indent + line for line in FUNCTION.splitlines()), *lines[at:]]


def branch(lines: list[bytes], at: int, many: int) -> list[bytes]:
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return [*lines[:at], *[indent + b"if a or b: pass"] * many, *lines[at:]]


def rename(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return [*lines[:at], re.sub(rb"\b(def|class) (\w+)", rb"\1 \2_x", lines[at]), *lines[at + 1 :]]


def swap(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return lines[:at] + lines[at + many : at + 2 * many] + lines[at : at + many] + lines[at + 2 * many :]


def double(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return lines[: at + many] + lines[at:]


def indent(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return [*lines[:at], b"if a:", *(b"    " + line for line in lines[at : at + many]), *lines[at + many :]]


def word(lines: list[bytes], at: int, many: int) -> list[bytes]:
    return [*lines[:at], lines[at].replace(b"=", b"= b or", 1), *lines[at + 1 :]]


EDITS = [drop, insert, branch, rename, swap, double, indent, word]


def starts(lines: list[bytes]) -> list[int]:
    """Lines where an edit is likely to leave a file that parses."""
    return [at for at, line in enumerate(lines) if re.match(rb" {0,8}(?:def|class|@|import|from|if|[a-z_]+ =)", line)]


@given(st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=250, deadline=None)
def test_edited_sources_are_told_as_if_read_whole(chance: random.Random, edits: int) -> None:
    before = chance.choice(SOURCES)
    lines = before.replace(b"\r\n", b"\n").split(b"\n")
    for _ in range(edits):
        at = chance.choice(starts(lines) or [0])
        # A file of which every line was taken away is edited from an empty line on.
        lines = chance.choice(EDITS)(lines, at, chance.choice([1, 1, 2, 5, 20])) or [b""]
    told(before, b"\n".join(lines))


def told(before: bytes, after: bytes) -> bool:
    try:
        measure(after)
    except SyntaxError:
        assert compare(before, after) is None
        return False
    return agree(before, after)


def test_most_edits_of_ordinary_files_go_the_short_way() -> None:
    chance = random.Random(1)
    taken = []
    for _ in range(60):
        before = chance.choice(SOURCES)
        lines = before.split(b"\n")
        functions = [at for at, line in enumerate(lines) if line.lstrip().startswith(b"def ")]
        if functions:
            taken.append(told(before, b"\n".join(insert(lines, chance.choice(functions), 1))))
    assert sum(taken) > len(taken) * 0.6


def test_cognitive_complexity_is_the_same_too() -> None:
    chance = random.Random(2)
    for before in chance.sample(SOURCES, 12):
        lines = before.split(b"\n")
        after = b"\n".join(branch(lines, chance.choice(starts(lines) or [0]), 2))
        try:
            measure(after)
        except SyntaxError:
            continue
        told_or_not = compare(before, after, True)
        assert told_or_not is None or rows(*told_or_not) == rows(measure(before, True), measure(after, True))


def halves() -> Iterator[tuple[str, bytes, bytes]]:
    """Both sides of one file; in each, more has to be seen than the text of one function."""
    f = b"def f(a):\n    return a\n"
    g = b"\n\ndef g(a):\n    if a:\n        return a\n"
    text = b'"""\ndef f(a):\n    if a: pass\n"""\n'
    yield "a definition in a string", f + text, f + text.replace(b"pass", b"pass; 1") + g
    yield "a string opened before a function", f + g, b'"""' + f + b'"""\n' + g
    yield (
        "a string that holds a class",
        b'x = """\n\nclass A:\n    pass\n"""\n' + f,
        b"y = 1\n" + b'x = """\n\nclass A:\n    b\n"""\n' + f,
    )
    yield "two functions of one name", f + g + f, f + f.replace(b"return a", b"return a or 1") + f
    yield "one of two that are alike", f + f, f
    yield "a second one that is alike", f, f + f
    overloads = (
        b"class A:\n    @overload\n    def f(self, a): ...\n    @overload\n    def f(self, b): ...\n"
        b"    def f(self, *a): return 1 if a else 2\n"
    )
    yield "overloads", overloads, overloads.replace(b"self, a", b"self, c")
    yield "a decorator alone", b"@a\n" + f, b"@b\n@c(1 if d else 2)\n" + f
    yield "a decorator after an empty line", b"@a\n\n" + f, b"@b\n\n" + f
    yield (
        "a decorated class after an empty line",
        b"@a\n\nclass A:\n    x = 1 if y else 2\n",
        b"@a\n\nclass A:\n    x = 1 if z else 2\n",
    )
    yield "a default", b"if a: pass\n" + f, b"if a: pass\n" + f.replace(b"(a)", b"(a=b or c)")
    yield (
        "a default that was there",
        b"if a: pass\n" + f.replace(b"(a)", b"(a=b or c)"),
        b"if a or b: pass\n" + f.replace(b"(a)", b"(a=b or c)"),
    )
    yield (
        "a default that looks like a header",
        b"def f(a='):' if b else c): pass\n",
        b"x = 1 if a else 2\n\ndef f(a='):' if b else c): pass\n",
    )
    yield (
        "a lambda as a default of a method",
        b"class A:\n    def f(self, a=lambda: b or c): pass\n",
        b"class A:\n    x = 1\n    def f(self, a=lambda: b or c): pass\n",
    )
    yield (
        "a class in a function",
        g + b"    class B:\n        def m(self): pass\n",
        g + b"    class B:\n        def m(self): return self or 1\n",
    )
    yield (
        "a class body",
        b"class A:\n    x = 1 if y else 2\n" + b"    def m(self): pass\n",
        b"class A:\n    x = 1 if y or z else 2\n    def m(self): pass\n",
    )
    yield (
        "two classes, one of them other",
        b"\n\nclass A:\n    x = 1 if y else 2\n\n\nclass B:\n    z = 1 if y else 2\n",
        b"\n\nclass A:\n    x = 1 if y else 2\n\n\nclass B:\n    z = 1 if y or x else 2\n",
    )
    yield (
        "a class that gets a twin",
        b"\n\nclass A:\n    x = 1 if y else 2\n",
        b"\n\nclass A:\n    x = 1 if y else 2\n\n\nclass A:\n    x = 1 if y else 2\n",
    )
    yield (
        "code after a class",
        b"\n\nclass A:\n    x = 1 if y else 2\nif a: pass\n",
        b"\n\nclass A:\n    x = 1 if y else 2\nif a or b: pass\n",
    )
    yield (
        "a closing bracket after a class",
        b"\n\nclass A(\n    B,\n):\n    x = 1 if y else 2\n\nz = 1\n",
        b"\n\nclass A(\n    B,\n):\n    x = 1 if y else 2\n\nz = 1 if y else 2\n",
    )
    yield (
        "a moved method",
        b"class A:\n    def m(self): return 1 or 2\nclass B:\n    x = 1\n",
        b"class A:\n    x = 1\nclass B:\n    def m(self): return 1 or 2\n",
    )
    yield (
        "a function in a branch",
        b"if a:\n    def f(): return 1 or 2\nelse:\n    def f(): return 2 or 3\n",
        b"if a:\n    def f(): return 1 or 2\nelse:\n    def f(): return 2 or 4\n",
    )
    yield (
        "except*",
        b"def f():\n    try: pass\n    except* A: pass\n",
        b"def f():\n    try: pass\n    except* A: pass\n    except* B: pass\n",
    )
    yield (
        "a guard",
        b"def f(a):\n    match a:\n        case 1: pass\n",
        b"def f(a):\n    match a:\n        case 1 if a: pass\n",
    )
    yield "carriage returns", f.replace(b"\n", b"\r\n"), f.replace(b"return a", b"return a or 1").replace(b"\n", b"\r")
    yield "only spaces at the ends of lines", f, f.replace(b"\n", b"  \n")
    yield "no end of line", f + g, (f + g)[:-1]
    yield "semicolons", b"def f(): a; b\nx = 1; y = 2\n", b"def f(): a; b or c\nx = 1; y = 2 or 3\n"
    yield "a continued line", b"x = 1 + \\\n    2\n" + f, b"x = 1 or \\\n    2\n" + f
    yield (
        "a comment that says it is encoded",
        f + b"# coding: latin-1\n" + g,
        f + b"# coding: latin-1\n" + g.replace(b"a:", b"a or 1:"),
    )
    yield (
        "a comment on an encoding in a function",
        b"def f():\n    # coding: latin-1\n    return '\xc3\xa4'\n",
        b"def f():\n    # coding: latin-1\n    return '\xc3\xa4' or 1\n",
    )
    yield "code after what looks like a comment", b'x = """\n# """\n', b'x = """\n# """ if a else b or c\n'
    yield "code after another one", b"x = '\\\n#'\n" + f, b"x = '\\\n#' if a or b else c\n" + f
    yield "code in what looks like a comment", b'x = f"""\n#\n"""\n' + f, b'x = f"""\n#{a if b else c}\n"""\n' + f
    yield "a comment", b"x = 1 if a else 2\n# one\n", b"x = 1 if a else 2\n# two\n\n"
    yield (
        "a mark of ours",
        b"def _homebot_mark(): 0\n\nclass A:\n    x = 1 if y else 2\n",
        b"def _homebot_mark(): 1\n\nclass A:\n    x = 1 if z else 2\n",
    )


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in halves()], ids=[case[0] for case in halves()])
def test_nothing_is_mistaken(before: bytes, after: bytes) -> None:
    for one, other in ((before, after), (after, before)):
        assert agree(one, other)


@pytest.mark.parametrize(
    "source",
    [
        b"# coding: latin-1\nx = '\xe4'\n",
        b"def f():\n\treturn 1\n",
        b"\x0cdef f(): pass\n",
        b"def f(): pass  # complexipy: ignore\n",
        b"def \xc3\xa4(): pass\n",
        b"x = " + b"(" * 100 + b")" * 100 + b"\n",
        b"x = '" + b"a" * 10_000 + b"'\n",
        b"def f():\n  # \\\n  pass\nx = 1 # \\\ndef g(): pass\n",
    ],
)
def test_what_is_out_of_the_ordinary_is_read_whole(source: bytes) -> None:
    assert compare(source, source + b"x = 1\n") is None


@pytest.mark.parametrize(
    "newer",
    [
        "type X = int",
        "if a: type X = int",
        "def g[T](a): pass",
        "class A[T]: pass",
        "x = f'{'a'}'",
        'x = rF"{"a"}"',
        'x = f"{a!r }"',
        'x = f"{*a}"',
        'x = f"{a\n}"',
        'x = f"""{a}""" f"{"b"}"',
        "x = t'{a}'",
        "try: pass\n    except A, B: pass",
        "x = [*y for y in z]",
        "x = {**y for y in z}",
        "match a:\n        case 1 as _: pass",
        "f((a)=1)",
        "class A(a for a in b): pass",
    ],
)
def test_syntax_that_only_the_faster_parser_reads_is_found_in_what_did_not_change(newer: str) -> None:
    """On any interpreter both ways agree; an old one refuses these files in both."""
    changed = b"\n\ndef changed():\n    return 1\n"
    source = f"def f(a):\n    {newer}\n".encode() + changed
    outside = newer.replace("\n    ", "\n").encode() + b"\n" + changed
    for one in (source, outside):
        told(one, one.replace(b"return 1", b"return 1 or 2"))
