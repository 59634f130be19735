from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from homebot.adapters.analysis.cache import PENDING_BYTES, Key, Results, Shelf, release


def key(content: str, analyser: str = "python") -> Key:
    return Key(content, analyser, "1")


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
    one, same, other = (tmp_path / name for name in ("one.py", "same.py", "other.py"))
    for script, text in ((one, "a = 1"), (same, "a = 1"), (other, "a = 2")):
        script.write_text(text)
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 4.0\n")
    python.chmod(0o755)
    assert release(one, libraries=libraries) == release(same, libraries=libraries)
    others = [
        release(other, libraries=libraries),
        release(one, str(python), libraries),
        release(one, "/nowhere/python", libraries),
        release(one, libraries=(*libraries, "alembic")),
    ]
    assert len({release(one, libraries=libraries), *others}) == 5
