import resource
import stat
import sys
import sysconfig
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from radon.complexity import add_inner_blocks, cc_visit

from homebot.adapters.analysis.python.pool import AnalysisPool, SourceFacts
from homebot.adapters.analysis.python.worker import MAX_BYTES, MEMORY_BYTES

IMPATIENT = 5.0
"""Seconds for a question that is never answered: enough on a busy machine for those that are."""
GOOD = b"def f(a):\n    return 1 if a else 2\n"


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(2, seconds=120.0) as started:
        yield started


def counted(pool: AnalysisPool, source: str) -> dict[str, int]:
    facts = pool.analyse(textwrap.dedent(source).encode())
    assert facts.error is None
    return {function.name: function.complexity for function in facts.functions}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a):\n    if a and a: return 1", {"f": 3}),
        ("async def f(a):\n    async for b in a: pass\n    else: pass", {"f": 3}),
        ("@deco\ndef f(): pass", {"f": 1}),
        ("class C:\n    def m(self): return [a for a in b if a]", {"C.m": 3}),
        ("def f(a):\n    match a:\n        case 1: pass\n        case 2: pass\n        case _: pass", {"f": 3}),
        # What radon alone would not show:
        ("def f():\n    def g(a):\n        if a: pass\n    return g", {"f": 1, "f.g": 2}),
        ("def f():\n    class C:\n        def m(self, a):\n            if a: pass", {"f": 1, "f.C": None, "f.C.m": 2}),
        ("def f(a):\n    match a:\n        case 1 if a > 2: pass\n        case _: pass", {"f": 3}),
        ("def f():\n    try: pass\n    except* OSError: pass\n    except* ValueError: pass", {"f": 3}),
        ("def f():\n    def g(a=1 if b else 2): pass", {"f": 2, "f.g": 1}),
        ("def f(a=1 if b else 2): pass", {"f": 1, "<module>": 2}),
        ("@(x if a else y)\ndef f(): pass", {"f": 1, "<module>": 2}),
        ("f = lambda a: 1 if a else 2", {"<module>": 2}),
        ("if a:\n    def f(): pass\nelse:\n    def g(b):\n        if b: pass", {"f": 1, "g": 2, "<module>": 2}),
        (
            "class C(a if b else c):\n    x = 1 if y else 2\n    def m(self): pass",
            {"C.m": 1, "C.<body>": 2, "<module>": 2},
        ),
    ],
)
def test_no_branch_hides(pool: AnalysisPool, source: str, expected: dict[str, int | None]) -> None:
    assert counted(pool, source) == {name: count for name, count in expected.items() if count is not None}


def _stdlib() -> list[Path]:
    folder = Path(sysconfig.get_paths()["stdlib"])
    return sorted([*folder.glob("*.py"), *folder.glob("asyncio/*.py"), *folder.glob("email/*.py")])[::4]


def test_every_function_radon_reports_has_radon_s_number(pool: AnalysisPool) -> None:
    compared = 0
    for path in _stdlib():
        source = path.read_bytes()
        ours = {(f.line, f.name.rpartition(".")[2]): f.complexity for f in pool.analyse(source).functions}
        blocks = [block for block in add_inner_blocks(cc_visit(source.decode())) if block.letter != "C"]
        theirs = {(block.lineno, block.name.rpartition(".")[2]): block.complexity for block in blocks}
        assert {key: ours.get(key) for key in theirs} == theirs, path
        compared += len(theirs)
    assert compared > 1000


def test_lines_are_those_of_the_definition(pool: AnalysisPool) -> None:
    (function,) = pool.analyse(
        b"\x0c\n\r\n@a\r\n@b\r\ndef f():\r\n    '''\xe2\x80\xa8\x1c'''\r\n    pass\r\n"
    ).functions
    assert (function.line, function.end_line) == (5, 7)


def test_indentation_and_line_ends_are_no_change(pool: AnalysisPool) -> None:
    (plain,) = pool.analyse(b"def f(a):\n    if a:\n        pass\n").functions
    (inside,) = pool.analyse(b"class C:\r\n    def f(a):\r\n        if a:\r\n            pass\r\n").functions
    (renamed,) = pool.analyse(b"def g(a):\n    if a:\n        pass\n").functions
    assert plain.text == inside.text
    assert (plain.text == renamed.text, plain.shape == renamed.shape) == (False, True)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"def f(:\n", "not valid Python 3.11"),
        (b"\n\ndef f():\nx\n", "(line 4)"),
        (b"a = 1\0\n", "null bytes"),
        (b"# coding: utf-7\n+AGE-\n", "utf-7"),
        (b"#!/usr/bin/python\n# -*- coding: utf-7 -*-\n", "utf-7"),
        (b"\r# coding: utf-7\n", "utf-7"),
        (b"# coding: unicode_escape\n", "unicode_escape"),
        (b"a = '\xff'\n", "utf-8"),
        (b"x" * (MAX_BYTES + 1), "larger than"),
        (b"(" * 5000 + b")" * 5000, "nested"),
        (b"x = " + b"-" * 100_000 + b"1", "nested"),
        (b"x = " + b"1 + " * 100_000 + b"1", "nested"),
        (b"a" + b".b" * 200_000, "nested"),
        (b"if a: pass\n" + b"elif b: pass\n" * 20_000, "nested"),
        (b"def f(): 0\n" * 60_000, "functions"),
        (b"def f(): print 'x'\n", "not valid Python"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:20]),
)
def test_what_cannot_be_read_is_an_error_and_neighbours_live(pool: AnalysisPool, source: bytes, reason: str) -> None:
    facts = pool.analyse_all([source, GOOD + b"# %d" % len(source)])
    assert facts[0].functions == ()
    assert facts[0].error is not None
    assert reason in facts[0].error
    assert [function.complexity for function in facts[1].functions] == [2]


@pytest.mark.parametrize("coding", [b"utf-8", b"UTF_8", b"ascii", b"latin-1", b"iso-8859-1"])
def test_harmless_encodings_are_read(pool: AnalysisPool, coding: bytes) -> None:
    assert pool.analyse(b"# -*- coding: %s -*-\n" % coding + GOOD).error is None
    assert pool.analyse(b"x = 'coding: utf-7'\n" + GOOD).error is None
    assert pool.analyse(b"\xef\xbb\xbf" + GOOD).error is None


def test_long_sums_and_chains_of_honest_code_are_read(pool: AnalysisPool) -> None:
    assert counted(pool, "def f(a):\n    return " + "a + " * 3000 + "1") == {"f": 1}
    chain = "".join(f"    elif a == {number}: pass\n" for number in range(500))
    assert counted(pool, f"def f(a):\n    if a: pass\n{chain}") == {"f": 502}


def children() -> set[psutil.Process]:
    return set(psutil.Process().children())


def stopped(others: set[psutil.Process]) -> psutil.Process:
    """The one child that is not among the others, once it stands still."""
    (child,) = children() - others
    child.suspend()
    while child.status() != psutil.STATUS_STOPPED:
        time.sleep(0.01)
    return child


def test_a_child_that_hangs_takes_nobody_along() -> None:
    """It costs the question it was asked, which is not asked again; the next one finds a child that answers."""
    others = children()
    with AnalysisPool(1, seconds=IMPATIENT) as pool:
        assert pool.analyse(GOOD).error is None
        hung = stopped(others)
        late = pool.analyse(GOOD + b"\n")
        assert (late.error, late.died) == (f"its analysis took longer than {IMPATIENT:g} seconds", True)
        assert not hung.is_running()
        assert pool.analyse(GOOD + b"\n\n").error is None


def test_the_child_is_limited_and_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEBOT_GITHUB_TOKEN", "secret")
    others = children()
    with AnalysisPool(1, seconds=120.0) as pool:
        pool.analyse(GOOD)
        (child,) = children() - others
        assert child.environ() == {}
        assert child.cwd() == "/"
        limits = {name: child.rlimit(name)[0] for name in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)}
        assert limits == {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_FSIZE: 0}
        assert child.rlimit(resource.RLIMIT_NOFILE)[0] == 3
        assert child.rlimit(resource.RLIMIT_NPROC)[0] == 0
        assert 0 < child.rlimit(resource.RLIMIT_CPU)[0] < 10
    assert not child.is_running()


def test_a_killed_child_is_replaced_unseen() -> None:
    others = children()
    with AnalysisPool(1, seconds=120.0) as pool:
        pool.analyse(GOOD)
        (first,) = children() - others
        first.kill()
        assert pool.analyse(GOOD + b"\n").error is None


def script(folder: Path, body: str) -> str:
    path = folder / "python"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("body", "seconds", "reason"),
    [
        ("import os; os.kill(os.getpid(), 11)", 60.0, "crashed (signal 11)"),
        ("raise SystemExit(3)", 60.0, "HOMEBOT_ANALYSIS_PYTHON"),
        ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2\\0{]')", 60.0, "nonsense"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xff\\0')", 60.0, "too much"),
        ("import time; time.sleep(60)", 0.5, "took longer"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", 60.0, "processor time"),
    ],
)
def test_an_interpreter_that_fails_is_an_error_with_its_reason(
    tmp_path: Path, body: str, seconds: float, reason: str
) -> None:
    with AnalysisPool(1, python=script(tmp_path, body), seconds=seconds) as pool:
        facts = pool.analyse(GOOD)
    assert facts.died
    assert reason in (facts.error or "")


def test_an_interpreter_that_is_not_there_is_an_error() -> None:
    with AnalysisPool(1, python="/nowhere/python") as pool:
        assert "cannot be started" in (pool.analyse(GOOD).error or "")


def test_many_threads_share_few_children() -> None:
    answers: dict[int, SourceFacts] = {}

    def work(pool: AnalysisPool, number: int) -> None:
        body = "".join(f"    if a == {branch}: pass\n" for branch in range(number))
        answers[number] = pool.analyse(f"def f(a):\n{body}    return a\n".encode())

    others = children()
    with AnalysisPool(2, seconds=120.0) as pool:
        threads = [threading.Thread(target=work, args=(pool, number)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(children() - others) == 2
    assert {number: facts.functions[0].complexity for number, facts in answers.items()} == {n: n + 1 for n in range(40)}


def test_a_large_parent_does_not_wear_its_children_out() -> None:
    others = children()
    grown = b"x" * (600 << 20)
    with AnalysisPool(1, seconds=120.0) as pool:
        pool.analyse(GOOD)
        (first,) = children() - others
        pool.analyse(GOOD + b"\n# another\n")
        assert children() - others == {first}
    del grown
