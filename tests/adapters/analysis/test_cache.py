from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from homebot.adapters.analysis.cache import PENDING_BYTES, Key, Results, Shelf, content, release
from homebot.adapters.analysis.python.pool import AnalysisPool

GOOD = b"def f(a):\n    return a if a else 1\n"
NOWHERE = "/nowhere/python"


def key(name: str, analyser: str = "python") -> Key:
    return Key(name, analyser, "1")


class Shelved:
    """A shelf in a dictionary, and how often it was asked."""

    def __init__(self) -> None:
        self.kept: dict[Key, bytes] = {}
        self.reads: list[list[Key]] = []
        self.writes: list[list[Key]] = []

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, bytes]:
        self.reads.append(list(keys))
        return {one: self.kept[one] for one in keys if one in self.kept}

    def put_many(self, results: Mapping[Key, bytes]) -> None:
        if results:
            self.writes.append(list(results))
        self.kept.update(results)

    def results(self) -> Results:
        return Results(Shelf(self.get_many, self.put_many))


def test_what_was_put_is_known_under_its_whole_key_only() -> None:
    results = Results()
    results.put_many({key("a"): b"1", key("a", "lizard"): b"2"})
    assert results.get_many([key("a"), key("a", "lizard"), key("b"), Key("a", "python", "2")]) == {
        key("a"): b"1",
        key("a", "lizard"): b"2",
    }


def test_the_least_recently_used_go_first_and_memory_is_bounded() -> None:
    results = Results(max_bytes=10_000)
    results.put_many({key("old"): b"x" * 2_000, key("used"): b"x" * 2_000})
    for number in range(1_000):
        assert results.get_many([key("used")])
        results.put_many({key(f"new {number}"): b"x" * 1_000})
    names = ["old", "used", *(f"new {number}" for number in range(1_000))]
    known = results.get_many(map(key, names))
    assert key("old") not in known
    assert {key("used"), key("new 999")} <= set(known)
    assert sum(map(len, known.values())) <= 10_000


def test_a_result_larger_than_the_memory_is_no_harm() -> None:
    results = Results(max_bytes=1_000)
    results.put_many({key("a"): b"x" * 2_000})
    assert results.get_many([key("a")]) == {}


def test_a_result_put_twice_counts_once() -> None:
    results = Results(max_bytes=4_000)
    for _ in range(100):
        results.put_many({key("a"): b"x" * 1_000})
    results.put_many({key("b"): b"x" * 1_000})
    assert set(results.get_many([key("a"), key("b")])) == {key("a"), key("b")}


def test_the_shelf_is_read_once_and_written_once() -> None:
    shelf = Shelved()
    first = shelf.results()
    assert first.get_many([key("a"), key("b"), key("a")]) == {}
    first.put_many({key("a"): b"1"})
    first.put_many({key("b"): b"2"})
    assert shelf.writes == []
    first.flush()
    first.flush()
    assert shelf.writes == [[key("a"), key("b")]]
    assert first.get_many([key("a"), key("b")]) == {key("a"): b"1", key("b"): b"2"}
    assert shelf.reads == [[key("a"), key("b")]]


def test_another_process_finds_what_one_left_and_asks_only_once() -> None:
    shelf = Shelved()
    first, second = shelf.results(), shelf.results()
    first.put_many({key("a"): b"1"})
    first.flush()
    assert second.get_many([key("a")]) == {key("a"): b"1"}
    assert second.get_many([key("a")]) == {key("a"): b"1"}
    second.flush()
    assert (shelf.reads, shelf.writes) == ([[key("a")]], [[key("a")]])


def test_results_that_wait_are_bounded_too() -> None:
    shelf = Shelved()
    results = shelf.results()
    for number in range(6):
        results.put_many({key(str(number)): b"x" * (PENDING_BYTES // 4)})
    assert [len(one) for one in shelf.writes] == [5]


@pytest.mark.parametrize("libraries", [(), ("radon",), ("radon", "msgspec")])
def test_a_release_is_named_by_script_interpreter_and_libraries(tmp_path: Path, libraries: tuple[str, ...]) -> None:
    one, same, other, beside = (tmp_path / name / "analyser.py" for name in ("one", "same", "other", "beside"))
    for script, text in ((one, "a = 1"), (same, "a = 1"), (other, "a = 2"), (beside, "a = 1")):
        script.parent.mkdir()
        script.write_text(text)
    (beside.parent / "used.py").write_text("b = 1")
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 4.0\n")
    python.chmod(0o755)
    assert release(one, libraries=libraries) == release(same, libraries=libraries)
    others = [
        release(other, libraries=libraries),
        release(beside, libraries=libraries),
        release(one, str(python), libraries),
        release(one, "/nowhere/python", libraries),
        release(one, libraries=(*libraries, "alembic")),
    ]
    assert len({release(one, libraries=libraries), *others}) == 6


def test_a_source_is_looked_up_by_the_id_git_gives_it() -> None:
    assert content(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert content(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_what_one_process_analysed_no_other_analyses_again() -> None:
    shelf = Shelved()
    first = shelf.results()
    with AnalysisPool(1, results=first, release="1") as pool:
        facts = pool.analyse(GOOD)
    first.flush()
    assert facts.functions[0].complexity == 2
    with AnalysisPool(1, python=NOWHERE, results=shelf.results(), release="1") as pool:
        assert pool.analyse_all([GOOD, GOOD]) == [facts, facts]
        assert pool.known([content(GOOD), "1" * 40]) == {content(GOOD): facts}
    with AnalysisPool(1, python=NOWHERE, results=shelf.results(), release="2") as pool:
        assert pool.analyse(GOOD).died


def test_a_file_that_cannot_be_parsed_is_remembered_and_one_that_killed_its_child_is_not() -> None:
    shelf = Shelved()
    results = shelf.results()
    with AnalysisPool(1, results=results, release="1") as pool:
        assert not pool.analyse(b"def f(:").died
    with AnalysisPool(1, results=results, release="1", seconds=0.3) as pool:
        assert pool.analyse(b"a;" * 500_000).died
    with AnalysisPool(1, python=NOWHERE, results=results, release="1") as pool:
        assert pool.analyse(GOOD).died
    results.flush()
    assert set(shelf.kept) == {Key(content(b"def f(:"), "python", "1")}


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"functions": 1}', b'{"functions": [{"name": "f"}]}'])
def test_a_result_that_makes_no_sense_is_made_anew(junk: bytes) -> None:
    shelf = Shelved()
    shelf.kept[Key(content(GOOD), "python", "1")] = junk
    with AnalysisPool(1, results=shelf.results(), release="1") as pool:
        assert pool.analyse(GOOD).functions[0].complexity == 2
