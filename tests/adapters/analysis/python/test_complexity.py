from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from homebot.adapters.analysis.python.complexity import Measured, measure
from homebot.adapters.analysis.python.pool import AnalysisPool
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from tests.adapters.git.remote import Content, Remote

Files = Mapping[str, str | None]


def function(name: str, branches: int, note: str = "") -> str:
    body = "".join(f"    if a == {number}: pass\n" for number in range(branches))
    return f"def {name}(a):\n{body}    return a  # {note}\n\n\n"


class Pull:
    """A pull request made of two trees, measured through a mirror."""

    def __init__(self, folder: Path, mirror: Mirror, pool: AnalysisPool) -> None:
        self.remote = Remote(folder / "remote.git")
        self.mirror = mirror
        self.pool = pool

    def measured(self, before: Files, after: Files, budget_seconds: float = 60.0) -> Measured:
        base = self.remote.commit("refs/heads/main", {b"readme": b"\n", **_contents(before)})
        head = self.remote.commit("refs/pull/1/head", {b"other": b"\n", **_contents(after)}, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        files = read_change(self.mirror, base, head).files
        return measure(self.mirror.objects, files, self.pool, budget_seconds)

    def rows(self, before: Files, after: Files) -> set[tuple[str, str, int | None, int]]:
        found = self.measured(before, after)
        assert found.errors == ()
        return {(row.path, row.name, row.before, row.after) for row in found.functions}


def _contents(files: Files) -> dict[bytes, Content]:
    return {
        path.encode(): None if text is None else text.encode("utf-8", "surrogateescape") for path, text in files.items()
    }


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(2, seconds=120.0) as started:
        yield started


@pytest.fixture
def pull(tmp_path: Path, pool: AnalysisPool) -> Iterator[Pull]:
    with Mirrors(tmp_path / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        yield Pull(tmp_path, mirror, pool)


def test_touched_and_new_functions_only(pull: Pull) -> None:
    old = function("same", 30) + function("worse", 3) + function("better", 9)
    new = function("fresh", 12) + function("same", 30) + function("worse", 11) + function("better", 2)
    assert pull.rows({"a.py": old}, {"a.py": new}) == {
        ("a.py", "fresh", None, 13),
        ("a.py", "worse", 4, 12),
        ("a.py", "better", 10, 3),
    }


def test_functions_that_are_gone_are_told_with_what_they_weighed(pull: Pull) -> None:
    old = function("kept", 3) + function("moved", 11) + function("renamed", 9) + function("gone", 13)
    new = function("kept", 4) + function("other", 9)
    before = {
        "a.py": old,
        "dead.py": function("buried", 20).replace("if a ==", "while b >"),
        "left.py": function("away", 6),
    }
    after = {"a.py": new, "b.py": function("moved", 11), "dead.py": None, "left.py": "x = 1\n"}
    found = pull.measured(before, after)
    assert {(one.path, one.name, one.complexity) for one in found.removed} == {
        ("a.py", "gone", 14),
        ("dead.py", "buried", 21),
        ("left.py", "away", 7),
    }


def test_a_file_that_cannot_be_parsed_any_more_has_not_lost_its_functions(pull: Pull) -> None:
    found = pull.measured({"a.py": function("f", 12)}, {"a.py": "def f(:"})
    assert found.removed == ()
    assert [error.path for error in found.errors] == ["a.py"]


def test_lines_are_of_the_head(pull: Pull) -> None:
    found = pull.measured({}, {"a.py": "\n\n@deco\n" + function("f", 2)})
    (row,) = found.functions
    assert (row.line, row.end_line) == (4, 7)


def test_a_renamed_file_keeps_its_debt(pull: Pull) -> None:
    kept = function("a", 20) + function("b", 20) + function("c", 20)
    rows = pull.rows({"old.py": kept + function("d", 20)}, {"old.py": None, "new.py": kept + function("d", 21)})
    assert rows == {("new.py", "d", 21, 22)}


def test_a_file_that_becomes_python_is_new(pull: Pull) -> None:
    assert pull.rows({"a.txt": function("f", 3)}, {"a.txt": None, "a.py": function("f", 3)}) == {("a.py", "f", None, 4)}


def test_only_a_new_name_or_mode_touches_nothing(pull: Pull) -> None:
    assert pull.rows({"a.py": function("f", 30)}, {"a.py": None, "b.py": function("f", 30)}) == set()


def test_a_function_that_moved_is_not_new(pull: Pull) -> None:
    before = {"a.py": function("f", 30) + function("stays", 1), "b.py": function("g", 1)}
    after = {"a.py": function("stays", 1), "b.py": function("g", 1) + function("f", 30)}
    assert pull.rows(before, after) == set()
    after["b.py"] = function("g", 1) + function("f", 31)
    assert pull.rows(before, after) == {("b.py", "f", 31, 32)}


def test_a_function_that_moved_into_a_class_is_not_new(pull: Pull) -> None:
    moved = "class C:\n" + "".join(f"    {line}\n" for line in function("f", 30).splitlines())
    assert pull.rows({"a.py": function("f", 30)}, {"a.py": moved}) == set()
    assert pull.rows({"a.py": function("f", 30)}, {"a.py": moved.replace("== 3:", "!= 3:")}) == {
        ("a.py", "C.f", 31, 31)
    }


def test_a_renamed_function_keeps_its_debt_even_when_a_stub_takes_its_name(pull: Pull) -> None:
    after = function("f", 0, "a stub") + function("g", 30)
    assert pull.rows({"a.py": function("f", 30)}, {"a.py": after}) == {("a.py", "g", 31, 31), ("a.py", "f", None, 1)}


def test_one_old_function_excuses_one_new_one(pull: Pull) -> None:
    rows = pull.rows(
        {"a.py": function("f", 30)}, {"a.py": function("f", 30) + function("f2", 30), "b.py": function("f", 30)}
    )
    assert rows == {("a.py", "f2", None, 31), ("b.py", "f", None, 31)}


def test_a_constructor_elsewhere_is_no_excuse(pull: Pull) -> None:
    old, new = ("class Old:\n", "class New:\n")
    init = "".join(f"    {line}\n" for line in function("__init__", 20).splitlines())
    rows = pull.rows({"a.py": old + init, "b.py": "\n"}, {"a.py": "\n", "b.py": new + init.replace("== 2:", "!= 2:")})
    assert rows == {("b.py", "New.__init__", None, 21)}


def test_code_outside_functions_is_compared_too(pull: Pull) -> None:
    flat = "".join(f"if a == {number}: pass\n" for number in range(12))
    assert pull.rows({"a.py": flat}, {"a.py": flat + function("f", 0)}) == {("a.py", "f", None, 1)}
    assert pull.rows({"a.py": flat}, {"a.py": "b = 1\n" + flat}) == {("a.py", "<module>", 13, 13)}
    assert pull.rows({"a.py": "a = 1\n"}, {"a.py": flat}) == {("a.py", "<module>", None, 13)}


def test_defaults_that_branch_are_the_module_s_even_when_it_branches_already(pull: Pull) -> None:
    before = "if a: pass\n\n\ndef f(a=1):\n    return a\n"
    after = before.replace("a=1", f"a={' or '.join('b' * 50)}")
    assert pull.rows({"a.py": before}, {"a.py": after}) == {("a.py", "f", 1, 1), ("a.py", "<module>", 2, 51)}


def test_what_is_no_python_file_is_left_alone(pull: Pull) -> None:
    found = pull.measured({}, {"a.pyi": "def f(): ...\n", "b.txt": "(", "py": "(", "d.py.orig": "("})
    assert found == Measured()


def test_a_suffix_in_capitals_is_a_suffix(pull: Pull) -> None:
    assert [error.path for error in pull.measured({}, {"a.PY": "("}).errors] == ["a.PY"]


def test_a_file_that_cannot_be_read_is_an_error_and_the_others_are_measured(pull: Pull) -> None:
    found = pull.measured(
        {"mended.py": "def f(:\n", "gone.py": "((", "large.py": "a = 1\n"},
        {
            "mended.py": function("f", 2),
            "gone.py": None,
            "broken.py": "def f(:\n",
            "large.py": "x" * 10_000_000,
            "fine.py": function("g", 1),
        },
    )
    assert {(row.path, row.name, row.before, row.after) for row in found.functions} == {
        ("mended.py", "f", None, 3),
        ("fine.py", "g", None, 2),
    }
    reasons = {error.path: error.reason for error in found.errors}
    assert set(reasons) == {"broken.py", "large.py"}
    assert "not valid Python" in reasons["broken.py"]
    assert "10,000,000 bytes" in reasons["large.py"]


def test_no_time_left_is_an_error_never_a_pass(pull: Pull) -> None:
    found = pull.measured({}, {"a.py": function("f", 30)}, budget_seconds=-1.0)
    assert found.functions == ()
    assert [error.path for error in found.errors] == ["a.py"]
