from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.figures import Waiting
from homebot.core.credit.outlook import outlook
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.quarters import quarter_of
from homebot.core.credit.settle import Use, settle
from homebot.core.credit.subject import Subject
from tests.core.credit import facts

MOMENT = timedelta(microseconds=1)
PARAMETERS = Parameters()


def waiting(consumer: str = "ads", away: str | None = None, **changes: Any) -> Waiting:
    """Adoptions of work in payments' services, all of one day unless said otherwise."""
    values: dict[str, Any] = {
        "kind": "used", "level": "observed", "held": False, "vested": False, "count": 1, "first_adopted": facts.day(1),
    }  # fmt: skip
    values |= changes
    return Waiting(consumer=consumer, home="payments", away=away, **{"last_adopted": values["first_adopted"]} | values)


def team(name: str) -> Subject:
    return Subject("team", name, frozenset({name}))


@pytest.mark.parametrize(
    ("subject", "known", "at_most"),
    [
        ("payments", (), 0),
        ("payments", (waiting(kind="carried", level="carried"),), 1000),
        ("payments", (waiting(),), 11_000),
        ("payments", (waiting(), waiting(count=9)), 11_000),
        ("payments", (waiting(away="checkout"),), 6000),
        ("checkout", (waiting(away="checkout"),), 5000),
        ("checkout", (waiting(),), 0),
        ("checkout", (waiting("checkout", away="checkout"),), 0),
        ("payments", (waiting("ads"), waiting("video")), 22_000),
        # In each quarter in which something settles the pools are paid once.
        ("payments", (waiting(), waiting(first_adopted=facts.day(60))), 11_000),
        ("payments", (waiting(), waiting(first_adopted=facts.day(61))), 11_000),
        ("payments", (waiting(), waiting(first_adopted=facts.day(62))), 22_000),
        ("payments", (waiting(last_adopted=facts.day(200), count=5),), 33_000),
        ("payments", (waiting(), waiting(held=True), waiting(held=True, first_adopted=facts.day(99))), 22_000),
    ],
)
def test_what_could_come_of_it_at_most(subject: str, known: tuple[Waiting, ...], at_most: int) -> None:
    assert outlook(team(subject), known, PARAMETERS).at_most == at_most


def test_adoptions_are_counted_by_what_they_wait_for() -> None:
    known = (waiting(count=2), waiting(vested=True, count=3), waiting(held=True, count=4))
    found = outlook(team("payments"), known, PARAMETERS)
    assert (found.pending, found.vested, found.held, found.count) == (2, 3, 4, 9)
    assert found.next_at == facts.day(31)


def test_a_service_shows_what_all_who_work_on_it_could_earn() -> None:
    assert outlook(Subject("service", "ledgerd"), (waiting(away="checkout"),), PARAMETERS).at_most >= 10_000


teams = st.sampled_from(["payments", "checkout", "video", "ads"])
uses = st.builds(
    Use, teams, st.just("ledgerd"), st.just("payments"), st.sampled_from(["i1", "i2", "i3"]),
    st.one_of(st.none(), teams), st.sampled_from(["carried", "observed", "attested"]),
)  # fmt: skip


@given(st.lists(st.tuples(uses, st.integers(0, 400)), max_size=8), teams)
@settings(max_examples=300)
def test_the_bound_is_never_below_what_is_settled(drawn: list[tuple[Use, int]], name: str) -> None:
    """A contribution is one team's work, whoever adopts it and when."""
    aways = {use.contribution: use.away for use, _ in drawn if use.away != "payments"}
    found = [
        (Use(use.consumer, use.service, use.home, use.contribution, aways.get(use.contribution), use.level), day)
        for use, day in drawn
        if use.consumer != use.home
    ]
    by_quarter: dict[str, list[Use]] = {}
    for use, day in found:
        by_quarter.setdefault(quarter_of(facts.day(day + PARAMETERS.vesting_days)), []).append(use)
    postings = [one for some in by_quarter.values() for one in settle(some, PARAMETERS)]
    known = [
        waiting(
            use.consumer,
            use.away,
            kind="carried" if use.level == "carried" else "used",
            level=use.level,
            first_adopted=facts.day(day) + MOMENT,
        )
        for use, day in found
    ]
    earned = sum(one.amount for one in postings if one.earner == name)
    assert earned <= outlook(team(name), known, PARAMETERS).at_most
