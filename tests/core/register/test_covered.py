"""What a decision covers, and when it does no longer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from homebot.core.register.covered import MOST_HEADS, heads, is_known, unchanged, what_changed
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, fold
from homebot.core.since import Since
from tests import build

PATHS = ("ledger/close.py",)
LATER = build.NOW + timedelta(days=1)


def raised(number: int, head: str = build.OLD_HEAD, pull: str = str(build.PULL), **changes: object) -> Record:
    scope = Scope(service="ledgerd", kind="architecture", pull=pull, head=head, paths=PATHS)
    found = fold([Entry(f"B{number}", number, "bar-raiser", "raised", build.NOW, scope=scope)])
    return replace(found, changed_at=build.NOW + timedelta(minutes=number), **changes)  # type: ignore[arg-type]


def covers(path: str) -> bool:
    return path in PATHS


def test_heads_are_those_of_open_decisions_of_this_pull_request_the_newest_first() -> None:
    dropped = replace(fold([Entry("O9", 9, "override", "overridden", build.NOW)]), state="held")
    found = heads(
        [raised(1, "1" * 40), raised(2, "2" * 40), raised(3, "1" * 40), raised(4, ""), raised(5, "5" * 40, "acme/x#1"),
         replace(dropped, scope=raised(9).scope)],
        build.PULL,
    )  # fmt: skip
    assert found == ("1" * 40, "2" * 40)


def test_deviations_on_many_commits_do_not_push_out_what_an_override_rests_on() -> None:
    override = fold([Entry("O9", 9, "override", "overridden", build.NOW, scope=raised(9, "a" * 40).scope)])
    claims = [
        fold([Entry(f"D{one}", one, "deviation", "claimed", LATER, scope=raised(one, f"{one:040d}").scope)])
        for one in range(10, 40)
    ]
    assert heads([override, *claims], build.PULL)[0] == "a" * 40


def test_heads_are_bounded() -> None:
    assert len(heads([raised(one, f"{one:040d}") for one in range(1, 50)], build.PULL)) == MOST_HEADS


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (Since(build.OLD_HEAD), None),
        (Since(build.OLD_HEAD, differing=("README.md",)), None),
        (Since(build.OLD_HEAD, differing=PATHS), "`ledger/close.py` changed"),
        (Since(build.OLD_HEAD, more=3), "more paths changed"),
        (Since(build.OLD_HEAD, obstacle="gone"), "no longer exists"),
        (None, "the head has changed since"),
    ],
)
def test_a_decision_covers_the_content_of_its_paths(since: Since | None, says: str | None) -> None:
    found = build.snapshot(since=(since,) if since else ())
    assert unchanged(found, build.OLD_HEAD, covers) is (says is None)
    assert (says or "") in (what_changed(found, build.OLD_HEAD, covers) or "")
    assert is_known(found, build.OLD_HEAD) is (since is not None)


def test_the_head_itself_is_covered_until_another_base_is_chosen() -> None:
    assert unchanged(build.snapshot(), build.HEAD, covers, build.NOW)
    later = build.snapshot(retargeted_at=build.NOW + timedelta(minutes=1))
    assert what_changed(later, build.HEAD, covers, build.NOW) == "given before the base branch was changed"
    assert unchanged(later, build.HEAD, covers, build.NOW + timedelta(hours=1))
