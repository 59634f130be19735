"""From the merge into production: a deployment, else a release, else fourteen days."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from homebot.core.agreements.going_live import WAIT, Rollout, awaited, by_merge, first, live, merges_of
from homebot.core.register.record import Record, after
from tests import build
from tests.core.agreements.records import agreement, then

ONE, TWO = "acme/ledgerd#7", "acme/ledgerd#8"
DIRECTORY = build.directory()


def merged(*pulls: str) -> Record:
    found = then(agreement(), "linked", pulls=" ".join(pulls))
    said = {"merged": " ".join(pulls), "merged-at": build.NOW.isoformat(), "merge-oids": f"{'e' * 40} {'f' * 40}"}
    entry = then(found, "merged", **said).entries[-1]
    return after(found, replace(entry, due=build.NOW + WAIT))


def test_a_deployment_makes_it_live_and_time_looks_at_it_now() -> None:
    at = build.NOW + timedelta(days=1)
    found = after(merged(ONE), live(merged(ONE), "deployment", at, at, DIRECTORY, "prod-eu"))
    assert (found.state, found.due, found.wakes_at) == ("live", at, at)
    assert (found.fact("live-by"), found.fact("live-at"), found.fact("live-in")) == (
        "deployment",
        at.isoformat(),
        "prod-eu",
    )


@pytest.mark.parametrize(("days", "is_live"), [(0, False), (13, False), (14, True), (30, True)])
def test_fourteen_days_without_either_count_from_the_merge(days: int, is_live: bool) -> None:
    entry = by_merge(merged(ONE), build.NOW + timedelta(days=days), DIRECTORY)
    assert (entry is not None) is is_live
    if entry is not None:
        assert dict(entry.said) == {"live-by": "merge", "live-at": build.NOW.isoformat(), "live-in": ""}


def test_what_is_not_merged_is_not_waited_for() -> None:
    assert by_merge(agreement(), build.NOW + timedelta(days=90), DIRECTORY) is None


def test_a_deployment_without_the_work_is_waited_on() -> None:
    record, at = merged(ONE), build.NOW + timedelta(days=10)
    entry = awaited(record, "production", at, at, DIRECTORY)
    assert entry is not None
    found = after(record, entry)
    assert (found.state, found.due) == ("merged", at + WAIT)
    assert awaited(found, "production", at + timedelta(hours=3), at, DIRECTORY) is None
    assert by_merge(found, build.NOW + timedelta(days=20), DIRECTORY) is None
    assert by_merge(found, at + WAIT, DIRECTORY) is not None


def day(number: int) -> datetime:
    return build.NOW + timedelta(days=number)


BOTH, HALF, NONE = frozenset({"e" * 40, "f" * 40}), frozenset({"e" * 40}), frozenset[str]()


@pytest.mark.parametrize(
    ("rollouts", "name"),
    [
        ([(BOTH, 2), (BOTH, 1)], "1"),
        ([(HALF, 1), (BOTH, 2)], "2"),
        ([(HALF, 1), (NONE, 2)], None),
        ([], None),
    ],
)
def test_it_is_live_with_the_first_that_contains_all_of_it(
    rollouts: list[tuple[frozenset[str], int]], name: str | None
) -> None:
    held = {f"{number:040x}": merges for merges, number in rollouts}
    given = [Rollout(f"{number:040x}", str(number), day(number)) for _, number in rollouts]
    found = first(merged(ONE, TWO), given, held)
    assert (found.name if found is not None else None) == name
    assert first(merged(ONE), [Rollout("9" * 40, "9", day(9))], {}) is None


def test_its_merges_are_commits() -> None:
    assert merges_of(merged(ONE)) == {"e" * 40, "f" * 40}
