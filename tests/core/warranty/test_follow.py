"""What a merged pull request shows of the hand-over's list, and what its comment says of a warranty."""

from itertools import count

import pytest

from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.policy import decide
from homebot.core.register.record import Record, after
from homebot.core.warranty.follow import follow, seen
from homebot.core.warranty.lines import lines
from tests import build
from tests.core.warranty.agreed import DIRECTORY, claim, days, entry, in_warranty, live, merged, record

UNDER_WAY = record(*merged()[:2])


def looked_at(*records: Record, **changes: object) -> tuple[Snapshot, Decision]:
    snapshot = build.snapshot(decisions=records, **changes)
    return snapshot, decide(snapshot, DIRECTORY, "0.1.0")


@pytest.mark.parametrize(
    ("paths", "items"),
    [
        (["ledger/close.py"], ()),
        (["tests/test_close.py"], ("tests",)),
        (["docs/refunds.md"], ("docs",)),
        (["README.md", "pkg/close_test.go"], ("docs", "tests")),
        (["docs/runbook.md"], ("runbook",)),
        (["ops/runbooks/refunds.yaml"], ("runbook",)),
        (["docs/adr/0007-currencies.md"], ("adr",)),
        (["docs/adr/0007-currencies.md", "docs/money.md"], ("adr", "docs")),
    ],
)
def test_what_files_speak_for(paths: list[str], items: tuple[str, ...]) -> None:
    assert seen(tuple(build.file(path) for path in paths)) == items


def test_what_is_taken_away_speaks_for_nothing() -> None:
    assert seen((build.file("docs/a.md", kind="deleted"), build.file("docs/b.md", generated=True))) == ()


def test_once_it_is_merged_what_can_be_seen_is_checked_and_only_once() -> None:
    snapshot, decision = looked_at(UNDER_WAY, state="merged")
    (found,) = follow(snapshot, decision, DIRECTORY, count(1))
    agreement = after(UNDER_WAY, found)
    assert (agreement.fact("checked"), agreement.state) == ("tests", "in-review")
    again, decision = looked_at(agreement, state="merged")
    assert follow(again, decision, DIRECTORY, count(1)) == ()


@pytest.mark.parametrize(
    ("agreement", "state"),
    [
        (UNDER_WAY, "open"),
        (UNDER_WAY, "closed"),
        (
            record(*in_warranty(pulls="acme/ledgerd#8"), entry("checked", said=(("pulls", ""), ("merged", "")))),
            "merged",
        ),
        (after(record(*in_warranty()), entry("ended", days(30))), "merged"),
    ],
)
def test_nothing_is_checked_of_what_is_not_merged_not_its_own_or_over(agreement: Record, state: str) -> None:
    snapshot, decision = looked_at(agreement, state=state)
    assert follow(snapshot, decision, DIRECTORY, count(1)) == ()


def test_the_comment_says_that_a_warranty_runs_and_what_is_claimed() -> None:
    agreement = record(*in_warranty())
    open_one = record(claim(agreement))
    late = after(record(claim(agreement, 21)), entry("late", days(3), 21, "claim"))
    snapshot, decision = looked_at(agreement, open_one, late, state="merged")
    assert lines(snapshot, decision) == [
        "🛡️ A12: in warranty until 2026-12-23, longer while a claim is open; `checkout` answers for it",
        "🔧 W20: a claim on it at `acme/ledgerd#9`, open, to be acknowledged until 2026-11-25 09:00 UTC",
        "⏰ W21: a claim on it at `acme/ledgerd#9`, late",
    ]


def test_the_comment_says_nothing_of_what_is_no_warranty() -> None:
    for agreement in (record(*live()), after(record(*in_warranty()), entry("ended", days(30)))):
        snapshot, decision = looked_at(agreement, state="merged")
        assert lines(snapshot, decision) == []
