"""Both sides of changed files, asked for together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.python.pool import AnalysisPool, Compared
from tests.adapters.analysis.python.test_pool import IMPATIENT, children, script, stopped

GOOD = b"def f(a):\n    return 1 if a else 2\n\n\ndef g():\n    return 1\n"
BETTER = GOOD.replace(b"1 if a", b"1 if a and b")


class Blobs:
    """Contents by name; notes what was read."""

    def __init__(self, **contents: bytes | int) -> None:
        self.contents = contents
        self.asked: list[str] = []

    def read(self, oid: str) -> bytes | int:
        self.asked.append(oid)
        return self.contents[oid]


@pytest.fixture
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(1, seconds=120.0) as started:
        yield started


def told(compared: Compared) -> tuple[dict[str, int], dict[str, int]]:
    sides = (compared.before, compared.after)
    before, after = ({one.name: one.complexity for one in side.functions} for side in sides)
    return before, after


def test_only_what_differs_is_told_of_two_sides_and_all_of_one(pool: AnalysisPool) -> None:
    blobs = Blobs(old=GOOD, new=BETTER)
    changed, added, gone = pool.compare_all([("old", "new"), (None, "new"), ("old", None)], blobs.read)
    assert told(changed) == ({"f": 2}, {"f": 3})
    assert told(added) == ({}, {"f": 3, "g": 1})
    assert told(gone) == ({"f": 2, "g": 1}, {})


def test_the_same_two_sides_are_read_once_for_each_kind_of_question(pool: AnalysisPool) -> None:
    blobs = Blobs(old=GOOD, new=BETTER)
    first = pool.compare_all([("old", "new")], blobs.read)
    assert pool.compare_all([("old", "new"), ("old", "new")], blobs.read) == first * 2
    assert blobs.asked == ["old", "new"]
    (with_cognitive,) = pool.compare_all([("old", "new")], blobs.read, cognitive=True)
    assert [one.cognitive for one in (*with_cognitive.before.functions, *with_cognitive.after.functions)] == [1, 2]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"def f(:\n", "not valid Python"),
        (b"a = 1\0\n", "null bytes"),
        (b"# coding: utf-7\n+AGE-\n", "utf-7"),
        (b"(" * 5000 + b")" * 5000, "nested"),
        (b"x = " + b"-" * 100_000 + b"1", "nested"),
        (b"x = (" + b"\n-" * 100_000 + b"1)", "nested"),
        (b"if a: pass\n" + b"elif b: pass\n" * 20_000, "nested"),
        (b"def f(a):\n    if a: pass\n" + b"    elif b: pass\n" * 20_000, "nested"),
        (5_000_000, "5,000,000 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:20],
)
def test_a_bad_file_costs_its_own_result_on_either_side_and_no_neighbour_s(
    pool: AnalysisPool, bad: bytes | int, reason: str
) -> None:
    blobs = Blobs(old=GOOD, new=BETTER, bad=bad)
    files = [("old", "new"), ("old", "bad"), ("bad", "new"), ("new", "old")]
    first, head, base, last = pool.compare_all(files, blobs.read)
    assert (told(first), told(last)) == (({"f": 2}, {"f": 3}), ({"f": 3}, {"f": 2}))
    assert reason in (head.after.error or "")
    assert reason in (base.before.error or "")
    assert told(base)[1] == {"f": 3, "g": 1}


def test_nested_code_that_did_not_change_does_not_crash_what_finds_the_functions(pool: AnalysisPool) -> None:
    deep = b"def deep(a):\n    return (" + b"\n-" * 100_000 + b"1)\n\n\n"
    blobs = Blobs(old=deep + GOOD, new=deep + BETTER)
    (found,) = pool.compare_all([("old", "new")], blobs.read)
    assert "nested" in (found.after.error or "")


def test_children_that_fail_are_errors_on_both_sides_and_not_remembered(tmp_path: Path) -> None:
    blobs = Blobs(old=GOOD, new=BETTER)
    with AnalysisPool(1, python=script(tmp_path, "raise SystemExit(3)")) as pool:
        (found,) = pool.compare_all([("old", "new")], blobs.read)
        pool.compare_all([("old", "new")], blobs.read)
    assert (found.before.died, found.after.died) == (True, True)
    assert blobs.asked == ["old", "new"] * 2


def test_files_that_ran_out_of_time_together_are_asked_for_alone() -> None:
    blobs = Blobs(old=GOOD, new=BETTER, other=GOOD + b"\n")
    others = children()
    with AnalysisPool(1, seconds=IMPATIENT) as pool:
        assert pool.analyse(GOOD).error is None
        stopped(others)
        first, second = pool.compare_all([("old", "new"), ("other", "new")], blobs.read)
    assert told(first) == told(second) == ({"f": 2}, {"f": 3})


def test_a_file_that_ran_out_of_time_alone_is_not_asked_for_again() -> None:
    blobs = Blobs(old=GOOD, new=BETTER)
    others = children()
    with AnalysisPool(1, seconds=IMPATIENT) as pool:
        assert pool.analyse(GOOD).error is None
        stopped(others)
        (late,) = pool.compare_all([("old", "new")], blobs.read)
        assert {late.before.error, late.after.error} == {f"its analysis took longer than {IMPATIENT:g} seconds"}
        (again,) = pool.compare_all([("old", "new")], blobs.read)
    assert told(again) == ({"f": 2}, {"f": 3}), "and is not remembered"
