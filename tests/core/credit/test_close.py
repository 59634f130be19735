"""The closing of a quarter for one consumer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from homebot.core.credit.adoptions import Adoption, Kept
from homebot.core.credit.clock import is_to_be_reversed
from homebot.core.credit.close import Balance, Closing, balance, reversals, settled_quarter, settlements, settles
from homebot.core.credit.entries import Draft
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import end_of, start_of

Q2, Q3 = "2026Q2", "2026Q3"
APRIL = start_of(Q2)
AT = end_of(Q2) + timedelta(days=14)
DEFAULTS = Parameters()


def kept(number: int = 7, settled_in: str | None = None, reversed_in: str | None = None, **changes: Any) -> Kept:
    """ads uses video's work in payments' ledgerd since April."""
    values: dict[str, Any] = {
        "consumer": "ads",
        "of": f"acme/ledgerd#{number}",
        "service": "ledgerd",
        "kind": "used",
        "level": "observed",
        "home": "payments",
        "away": "video",
        "consumer_service": "banner",
        "adopted_at": APRIL,
        "event": f"used:{number}",
        **changes,
    }
    return Kept(Adoption(**values), settled_in, reversed_in)


def closing(quarter: str = Q2, **figures: Any) -> Closing:
    """Two weeks after the quarter's end."""
    at = end_of(quarter) + timedelta(days=14)
    return Closing(quarter, at, {Q2: Parameters(**figures), Q3: DEFAULTS})


def earned(drafts: Iterable[Draft]) -> dict[tuple[str, str], int]:
    """Milli-credits by home and earner."""
    found: dict[tuple[str, str], int] = {}
    for (home, team, _), amount in balance(drafts).items():
        found[home, team] = found.get((home, team), 0) + amount
    return {key: amount for key, amount in found.items() if amount}


class TestWhatSettles:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            pytest.param({}, True, id="old enough"),
            pytest.param({"adopted_at": end_of(Q2) - timedelta(days=30)}, True, id="thirty days before the end"),
            pytest.param({"adopted_at": end_of(Q2) - timedelta(days=29)}, False, id="twenty-nine days before"),
            pytest.param({"adopted_at": datetime.fromisoformat("2025-01-01T00:00:00Z")}, True, id="late, or long held"),
            pytest.param({"undone_at": AT}, False, id="undone before the close"),
            pytest.param({"held": "disputed"}, False, id="held"),
            pytest.param({"settled_in": "2026Q1"}, False, id="settled before"),
            pytest.param({"settled_in": "2026Q1", "reversed_in": "2026Q1"}, False, id="settled and taken back before"),
        ],
    )
    def test_once_it_has_vested_by_the_end_and_stands(self, changes: dict[str, Any], expected: bool) -> None:
        assert settles(kept(**changes), closing()) == expected

    def test_by_the_quarters_own_parameters(self) -> None:
        young = kept(adopted_at=end_of(Q2) - timedelta(days=10))
        assert settles(young, closing(vesting_days=10))


class TestSettlements:
    def test_nothing_that_settles_is_no_entry(self) -> None:
        assert list(settlements(closing(), [])) == list(settlements(closing(), [kept(held="disputed")])) == []

    def test_an_entry_names_what_it_settles_and_sums_to_zero(self) -> None:
        one, two = kept(7), kept(9, kind="carried", level="carried")
        (draft,) = settlements(closing(), [one, two, kept(8, held="disputed")])
        assert (draft.key, draft.kind, draft.quarter, draft.at) == ("2026Q2:ads:payments", "settlement", Q2, AT)
        assert draft.adoptions == (two.adoption.name, one.adoption.name)
        assert [(line.account, line.team, line.kind, line.amount, line.rule) for line in draft.lines] == [
            ("minted", "ads", "carried", -1000, "the sum of what is carried"),
            ("earned", "payments", "carried", 1000, "R2 carried_pool"),
            ("minted", "ads", "used", -10_000, "the sum of what is used"),
            ("earned", "payments", "used", 5000, "R3 the only bucket (video), R6 home's half"),
            ("earned", "video", "used", 5000, "R3 the only bucket (video), R6 away's half"),
        ]

    def test_each_home_team_has_an_entry(self) -> None:
        others = [kept(8, home="checkout", away=None, service="cart"), kept(7)]
        drafts = list(settlements(closing(), others))
        assert [draft.key for draft in drafts] == ["2026Q2:ads:checkout", "2026Q2:ads:payments"]
        assert earned(drafts) == {
            ("checkout", "checkout"): 11_000,
            ("payments", "payments"): 6000,
            ("payments", "video"): 5000,
        }

    def test_what_mints_nothing_is_still_named_as_settled(self) -> None:
        (draft,) = settlements(closing(carried_pool=0, used_pool=0), [kept()])
        assert (draft.lines, draft.adoptions) == ((), (kept().adoption.name,))

    def test_the_order_they_are_read_in_does_not_matter(self) -> None:
        some = [kept(7), kept(8), kept(9, home="checkout")]
        assert list(settlements(closing(), some)) == list(settlements(closing(), reversed(some)))


def settled(*some: Kept, **figures: Any) -> tuple[list[Kept], Balance]:
    """The adoptions as settled in the second quarter, and what that came to."""
    posted = balance(settlements(closing(**figures), some))
    return [Kept(one.adoption, Q2) for one in some], posted


def undone(one: Kept, days: int = 60) -> Kept:
    """The same, undone so many days after it was adopted."""
    at = one.adoption.adopted_at + timedelta(days=days)
    return replace(one, adoption=replace(one.adoption, undone_at=at, undone_because="1.3.0 is older than 1.4.0"))


class TestReversals:
    def test_nothing_undone_is_no_entry(self) -> None:
        some, posted = settled(kept())
        assert list(reversals(closing(Q3), Q2, some, posted)) == []

    def test_the_whole_of_a_pair_is_taken_back(self) -> None:
        (one,), posted = settled(kept())
        (draft,) = reversals(closing(Q3), Q2, [undone(one)], posted)
        assert (draft.key, draft.kind, draft.quarter) == ("reversal:2026Q3:ads:2026Q2:payments", "reversal", Q3)
        assert (draft.adoptions, settled_quarter(draft)) == ((one.adoption.name,), Q2)
        assert draft.because == "used ledgerd acme/ledgerd#7: 1.3.0 is older than 1.4.0"
        assert [(line.account, line.team, line.amount) for line in draft.lines] == [
            ("minted", "ads", 1000),
            ("earned", "payments", -1000),
            ("minted", "ads", 10_000),
            ("earned", "payments", -5000),
            ("earned", "video", -5000),
        ]
        assert draft.lines[-1].rule == "2026Q2 settled anew: 0 and not 5000"

    def test_what_others_would_have_earned_is_given_to_them(self) -> None:
        (one, other), posted = settled(kept(7), kept(8, away="identity"))
        drafts = list(reversals(closing(Q3), Q2, [undone(one), other], posted))
        assert earned(drafts) == {("payments", "video"): -2500, ("payments", "identity"): 2500}

    def test_where_others_keep_the_figures_the_entry_has_no_lines(self) -> None:
        (one, other), posted = settled(kept(7), kept(8))
        (draft,) = reversals(closing(Q3), Q2, [undone(one), other], posted)
        assert (draft.lines, draft.adoptions) == ((), (one.adoption.name,))

    def test_a_cap_that_no_longer_bites_touches_other_home_teams(self) -> None:
        some, posted = settled(*(kept(number, home=f"h{number}", away=None) for number in range(6)))
        drafts = list(reversals(closing(Q3), Q2, [undone(some[0]), *some[1:]], posted))
        assert [draft.home for draft in drafts] == [f"h{number}" for number in range(6)]
        assert earned(drafts)["h5", "h5"] == 10_000 - 8333
        assert drafts[5].adoptions == ()
        assert drafts[5].because == drafts[0].because

    def test_later_ones_are_less_what_is_posted_by_then(self) -> None:
        (one, other), posted = settled(kept(7), kept(8, away="identity"))
        first = list(reversals(closing(Q3), Q2, [undone(one), other], posted))
        by_then = {key: posted.get(key, 0) + balance(first).get(key, 0) for key in {*posted, *balance(first)}}
        gone = [Kept(undone(one).adoption, Q2, Q3), undone(other)]
        second = list(reversals(closing(Q3), Q2, gone, by_then))
        assert {key: by_then.get(key, 0) + balance(second).get(key, 0) for key in by_then} == dict.fromkeys(by_then, 0)

    @pytest.mark.parametrize(("days", "expected"), [(179, True), (180, False), (400, False)])
    def test_within_the_days_of_reversal(self, days: int, expected: bool) -> None:
        (one,), posted = settled(kept())
        assert bool(list(reversals(closing(Q3), Q2, [undone(one, days)], posted))) == expected

    def test_by_the_parameters_of_the_quarter_it_was_settled_in(self) -> None:
        (one, other), posted = settled(kept(7), kept(8, away="identity"), used_pool=4000, reversal_days=100)
        before = closing(Q3, used_pool=4000, reversal_days=100)
        assert list(reversals(before, Q2, [undone(one, 100), other], posted)) == []
        (draft,) = reversals(before, Q2, [undone(one, 99), other], posted)
        assert earned([draft]) == {("payments", "video"): -1000, ("payments", "identity"): 1000}

    def test_the_first_reasons_are_named(self) -> None:
        some, posted = settled(*(kept(number) for number in range(12)))
        (draft,) = reversals(closing(Q3), Q2, [undone(one) for one in some], posted)
        assert draft.because.endswith("; and 2 more")
        assert len(draft.adoptions) == 12


def test_a_second_adoption_does_not_prolong_the_time_to_take_back_the_first() -> None:
    again = kept(settled_in=Q2, adopted_at=end_of("2026Q4"), undone_at=end_of("2026Q4") + timedelta(days=1))
    assert not is_to_be_reversed(again, DEFAULTS)
