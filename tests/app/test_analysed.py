"""Results of analysis in the database: for all workers, bounded, and never in the way."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.cache import Key, Results
from homebot.app.analysed import MAX_WAITING, shelf
from homebot.store import analysed
from homebot.store.engine import open_engine

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def key(number: int) -> Key:
    return Key(f"{number:040x}", "python", "1")


def now() -> datetime:
    return NOW


def shelved(engine: sa.Engine, clock: Callable[[], datetime] = now, **bounds: int) -> Results:
    """Results whose shelf is written at once."""
    return Results(shelf(engine, clock, start=lambda write: write(), **bounds))


def kept(engine: sa.Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        return analysed.count(connection)


def test_what_one_worker_learnt_another_knows(database: sa.Engine) -> None:
    one, other = shelved(database), shelved(database)
    one.put_many({key(1): b"first", key(2): b"second"})
    assert other.get_many([key(1)]) == {}
    one.flush()
    assert other.get_many([key(1), key(2), key(3)]) == {key(1): b"first", key(2): b"second"}


def test_it_does_not_grow_without_bounds(database: sa.Engine) -> None:
    results = shelved(database, now, max_rows=200, max_bytes=10**9)
    for change in range(60):
        results.put_many({key(change * 20 + number): b"1" for number in range(20)})
        results.flush()
        assert kept(database)[0] <= 200
    small = shelved(database, now, max_rows=10**6, max_bytes=2_000)
    for change in range(60):
        small.put_many({key(10**6 + change * 20 + number): bytes(range(100)) for number in range(20)})
        small.flush()
        assert kept(database)[1] <= 2_000


def test_a_worker_with_smaller_bounds_brings_it_down(database: sa.Engine) -> None:
    large = shelved(database)
    large.put_many({key(number): b"1" for number in range(analysed.SWEPT + 1_000)})
    large.flush()
    small = shelved(database, now, max_rows=100)
    for number in range(3):
        small.put_many({key(10**6 + number): b"1"})
        small.flush()
    assert kept(database)[0] <= 101  # a hundredth more comes in before the next sweep


def test_what_is_used_stays(database: sa.Engine) -> None:
    moment = NOW

    def clock() -> datetime:
        return moment

    first = shelved(database, clock, max_rows=50)
    first.put_many({key(number): b"1" for number in range(50)})
    first.flush()
    for day in range(1, 20):
        moment = NOW + timedelta(days=2 * day)
        anew = shelved(database, clock, max_rows=50)
        assert anew.get_many([key(7)]) == {key(7): b"1"}
        anew.put_many({key(1000 + 10 * day + number): b"1" for number in range(10)})
        anew.flush()
    assert kept(database)[0] <= 50
    assert shelved(database, clock).get_many([key(7), key(8)]) == {key(7): b"1"}


def test_workers_that_keep_the_same_results_do_not_wait_for_each_other_for_ever(database: sa.Engine) -> None:
    everything = {key(number): b"%d" % number for number in range(800)}

    def work(backwards: bool) -> None:
        results = shelved(database, now, max_rows=300)
        for _ in range(5):
            results.put_many(dict(sorted(everything.items(), reverse=backwards)))
            results.flush()

    threads = [threading.Thread(target=work, args=(bool(number % 2),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < kept(database)[0] <= 800


@pytest.mark.parametrize("where", ["a folder", "no tables"])
def test_a_database_that_fails_is_logged_and_harmless(
    tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    if where != "no tables":
        (tmp_path / "empty.sqlite").mkdir()
    results = shelved(engine)
    assert results.get_many([key(1)]) == {}
    results.put_many({key(1): b"1"})
    results.flush()
    assert results.get_many([key(1)]) == {key(1): b"1"}
    engine.dispose()
    said = capsys.readouterr().out
    assert "cannot be read" in said
    assert "cannot be kept" in said


def test_nobody_waits_for_what_is_kept_and_what_waits_is_bounded(database: sa.Engine) -> None:
    later: list[Callable[[], None]] = []
    results = Results(shelf(database, now, start=later.append))
    for number in range(MAX_WAITING + 500):
        results.put_many({key(number): b"1"})
        results.flush()
    assert kept(database)[0] == 0
    later[0]()
    assert kept(database)[0] == MAX_WAITING
    for write in later[1:]:
        write()
    assert kept(database)[0] == MAX_WAITING


def test_one_thread_writes_what_many_changes_leave(database: sa.Engine) -> None:
    with ThreadPoolExecutor(1) as writer:
        results = Results(shelf(database, now, start=writer.submit))
        for number in range(200):
            results.put_many({key(number): b"1"})
            results.flush()
    assert kept(database)[0] == 200
