"""The clock of a warranty: it begins with production, goes on for an open claim, and ends."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.register.clocks import lapsed
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record, after
from homebot.core.warranty.clock import clock, runs, settled
from tests import build
from tests.core.warranty.agreed import DIRECTORY, claim, days, entry, in_warranty, live, record

AGREED = record(*in_warranty())
OPEN = record(claim(AGREED))


def state(agreement: Record) -> tuple[str, datetime | None]:
    return agreement.state, agreement.due


def test_a_warranty_is_as_long_as_was_agreed_whatever_the_home_team_made_of_it_since() -> None:
    longer = build.directory(services=[build.service("ledgerd", "payments", warranty_days=3650)])
    begun = lapsed(record(*live(**{"warranty-days": "30"})), (), build.NOW, longer)
    assert begun is not None
    assert begun.due == days(30)


def test_what_is_live_begins_its_warranty_by_the_services_days() -> None:
    (begun,) = [lapsed(record(*live()), (), build.NOW, DIRECTORY)]
    assert begun is not None
    assert (begun.act, begun.due) == ("warranty-began", days(30))
    short = build.directory(services=[build.service("ledgerd", "payments", warranty_days=7)])
    begun = lapsed(record(*live()), (), days(1), short)
    assert begun is not None
    assert begun.due == days(7)


def test_its_length_is_that_of_the_day_it_began() -> None:
    found = clock(AGREED)
    assert found is not None
    assert (found.began, found.ends, found.latest) == (days(0), days(30), days(60))
    assert clock(record(*live())) is None


@pytest.mark.parametrize(
    ("day", "claims", "act", "due"),
    [
        (29.9, (), None, None),
        (30, (), "ended", None),
        (45, (), "ended", None),
        (29.9, (OPEN,), None, None),
        (30, (OPEN,), "extended", days(60)),
        (59, (OPEN,), "extended", days(60)),
        (60, (OPEN,), "overran", None),
        (30, (after(OPEN, entry("resolved", days(3), 20, "claim")),), "ended", None),
        (30, (after(OPEN, entry("late", days(3), 20, "claim")),), "extended", days(60)),
        (30, (after(OPEN, entry("acknowledged", days(3), 20, "claim")),), "extended", days(60)),
    ],
)
def test_what_time_does(day: float, claims: tuple[Record, ...], act: str | None, due: datetime | None) -> None:
    found = lapsed(AGREED, claims, days(day), DIRECTORY)
    assert (found.act if found else None) == act
    assert (found.due if found else None) == due


def test_somebody_elses_claim_extends_nothing() -> None:
    other = record(claim(record(*in_warranty(number=13))))
    found = lapsed(AGREED, (other,), days(30), DIRECTORY)
    assert found is not None
    assert found.act == "ended"


def test_it_overruns_once_and_waits_for_the_claim() -> None:
    found = lapse_all(AGREED, [OPEN], days(61))
    assert [one.act for one in found.entries[-2:]] == ["warranty-began", "overran"]
    assert state(found) == ("warranty", None)
    assert lapsed(found, (OPEN,), days(90), DIRECTORY) is None
    over = settled(found, OPEN, "key", days(90), [OPEN])
    assert over is not None
    found = lapse_all(after(found, over), [], days(90))
    assert state(found) == ("handed-over", None)


def test_it_is_not_settled_while_another_claim_is_open() -> None:
    extended = lapse_all(AGREED, [OPEN], days(31))
    other = record(claim(AGREED, 21))
    assert settled(extended, OPEN, "key", days(32), [OPEN, other]) is None
    # One that was not known then: time finds it.
    over = settled(extended, OPEN, "key", days(32), [OPEN])
    assert over is not None
    found = lapse_all(after(extended, over), [other], days(32))
    assert state(found) == ("warranty", days(60))


def test_before_its_end_a_settled_claim_changes_nothing() -> None:
    assert settled(AGREED, OPEN, "key", days(10), [OPEN]) is None


def lapse_all(agreement: Record, claims: list[Record], now: datetime) -> Record:
    """Everything that time does by now."""
    for _ in range(5):
        found = lapsed(agreement, tuple(claims), now, DIRECTORY)
        if found is None:
            return agreement
        agreement = after(agreement, found)
    raise AssertionError("time has no end")


HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(["claim", "resolve", "pass"]), st.integers(0, 72)), min_size=1, max_size=40
)


@given(HAPPENINGS)
def test_it_never_ends_with_an_open_claim_and_never_lasts_more_than_twice(happenings: list[tuple[str, int]]) -> None:
    agreement, claims, now = AGREED, dict[int, Record](), build.NOW
    for number, (what, hours) in enumerate(happenings, 100):
        now += timedelta(hours=hours)
        agreement = lapse_all(agreement, list(claims.values()), now)
        still = [one for one in claims.values() if not one.final]
        if what == "claim" and runs(agreement, now):
            claims[number] = record(claim(agreement, number, now, f"acme/ledgerd#{number}"))
        elif what == "resolve" and still:
            agreement = resolve(agreement, still[0], claims, now)
        holds(agreement, claims, now)


def resolve(agreement: Record, claimed: Record, claims: dict[int, Record], now: datetime) -> Record:
    over = settled(agreement, claimed, f"settled:{claimed.number}", now, claims.values())
    claims[claimed.number] = after(claimed, Entry(f"r{claimed.number}", claimed.number, "claim", "resolved", now))
    return lapse_all(after(agreement, over), list(claims.values()), now) if over is not None else agreement


def holds(agreement: Record, claims: dict[int, Record], now: datetime) -> None:
    found = clock(agreement)
    assert found is not None
    still = [one for one in claims.values() if not one.final]
    if agreement.state == "handed-over":
        assert not still
        assert now >= found.ends
    else:
        assert now < found.ends or still
    assert not runs(agreement, now) or now < found.latest
    assert all(one.at < found.latest for one in claims.values())
    assert all(one.due is None or one.due <= found.latest for one in agreement.entries if one.act == "extended")
    assert sum(one.act == "overran" for one in agreement.entries) <= 1
