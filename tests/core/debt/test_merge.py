from dataclasses import replace
from typing import Any

import pytest

from homebot.core.debt.merge import MergeDebt, merge_debts
from homebot.core.debt.trend import SHOWN, trend
from homebot.core.directory import Directory
from homebot.core.found import AnalysisError, RemovedFunction
from homebot.core.recognise import recognise
from tests import build
from tests.core.debt.figures import row

MERGED: dict[str, Any] = {"state": "merged", "merged_at": build.NOW, "merge_oid": "e" * 40}


def recorded(directory: Directory | None = None, **facts: Any) -> tuple[MergeDebt, ...]:
    snapshot = build.snapshot(**{**MERGED, **facts})
    directory = directory or build.directory()
    return merge_debts(snapshot, recognise(snapshot, directory), directory)


def removed(complexity: int, path: str = "ledger/close.py") -> RemovedFunction:
    return RemovedFunction(path, "old", complexity)


@pytest.mark.parametrize(
    ("before", "after", "gone", "figures"),
    [
        (4, 6, None, (0, 0, 2)),
        (4, 14, None, (1, 4, 10)),
        (None, 14, None, (1, 4, 14)),
        (None, 10, None, (0, 0, 10)),
        (14, 14, None, (0, 0, 0)),
        (14, 13, None, (0, -1, -1)),
        (14, 10, None, (-1, -4, -4)),
        (14, 3, 22, (-2, -4 - 12, -11 - 22)),
        (None, 3, 9, (0, 0, 3 - 9)),
    ],
)
def test_a_merge_moves_what_is_above_the_limit(
    before: int | None, after: int, gone: int | None, figures: tuple[int, int, int]
) -> None:
    facts = {"functions": (build.function(before=before, after=after),)}
    (found,) = recorded(**facts, removed=() if gone is None else (removed(gone),))
    assert (found.over, found.excess, found.complexity) == figures
    assert (found.service, found.pull, found.at, found.limit) == ("ledgerd", "acme/ledgerd#7", build.NOW, 10)
    assert found.key == "merged:acme/ledgerd#7:ledgerd"


def test_the_limit_is_the_services_own() -> None:
    directory = build.directory(profiles={"default": build.profile(complexity={"max": 5})})
    (found,) = recorded(directory, functions=(build.function(before=4, after=6),))
    assert (found.limit, found.over, found.excess) == (5, 1, 1)


@pytest.mark.parametrize("author", ["alice", "bob", "stranger"])
def test_work_of_home_counts_like_that_of_others(author: str) -> None:
    (found,) = recorded(author=author, functions=(build.function(before=None, after=14),))
    assert found.over == 1
    assert author not in repr(found)


def test_each_service_has_its_own_row() -> None:
    services = (
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("player", "video", paths=("player/**",)),
    )
    files = (build.file("ledger/a.py"), build.file("player/b.py"), build.file("loose.py"))
    functions = (
        build.function(path="ledger/a.py", before=None, after=12),
        build.function(path="player/b.py", before=None, after=2),
        build.function(path="loose.py", before=None, after=80),
    )
    errors = (AnalysisError("player/c.py", "it is not Python"), AnalysisError("player/b.py", "neither"))
    found = recorded(build.directory(services=services), files=files, functions=functions, errors=errors)
    assert {one.service: (one.over, one.complexity, one.unread) for one in found} == {
        "ledgerd": (1, 12, 0),
        "player": (0, 2, 1),
    }


def test_generated_files_are_nobodys_debt() -> None:
    (found,) = recorded(
        files=(build.file(generated=True), build.file("ledger/open.py")),
        functions=(build.function(before=None, after=90),),
        removed=(removed(50),),
        errors=(AnalysisError("ledger/close.py", "it is not Python"),),
    )
    assert (found.over, found.excess, found.complexity, found.unread) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "open", "merged_at": None},
        {"state": "closed", "merged_at": None},
        {"base_ref": "release-1"},
        {"unreadable": "its head is gone"},
    ],
)
def test_nothing_else_is_recorded(facts: dict[str, Any]) -> None:
    assert recorded(**facts) == ()


def test_a_trend_sums_up_and_shows_the_newest_that_moved_something() -> None:
    rows = [row(day, day % 2, day % 2 * 3, 1 if day % 2 else 0, unread=day == 4) for day in range(1, 29)]
    found = trend(rows)
    assert (found.merges, found.over, found.excess, found.complexity, found.unread) == (28, 14, 42, 14, 1)
    assert [one.at.day for one in found.newest] == list(range(27, 27 - 2 * SHOWN, -2))
    assert not found.cut


def test_a_trend_of_nothing() -> None:
    assert trend([]).newest == ()


def test_a_trend_says_when_there_are_more_merges_than_were_read() -> None:
    rows = [replace(row(1, 1, 1, 1), pull=f"acme/ledgerd#{number}") for number in range(5)]
    assert trend(rows, most=5).cut
    assert not trend(rows, most=6).cut
