"""What holds of every settlement, whoever tries to bend it."""

from collections import Counter
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from homebot.core.credit.parameters import Parameters
from homebot.core.credit.settle import Posting, Use, settle

TEAMS = ("ads", "checkout", "identity", "payments", "video")
HOMES = {"ledgerd": "payments", "invoices": "payments", "cart": "checkout", "player": "video", "login": "identity"}
CONTRIBUTIONS = st.sampled_from([f"i{number}" for number in range(8)])
WORKERS = st.sampled_from([None, *TEAMS])


@st.composite
def one_use(draw: st.DrawFn) -> Use:
    """An adoption of somebody's work in one of the services."""
    service = draw(st.sampled_from(sorted(HOMES)))
    level = draw(st.sampled_from(["carried", "observed", "attested"]))
    contribution = draw(CONTRIBUTIONS if level != "carried" else st.none() | CONTRIBUTIONS)
    return Use(draw(st.sampled_from(TEAMS)), service, HOMES[service], contribution, draw(WORKERS), level)


USES = st.lists(one_use(), max_size=25)
FIGURES = st.builds(
    Parameters,
    carried_pool=st.sampled_from((0, 1, 1000)),
    used_pool=st.sampled_from((0, 1, 7, 10_000)),
    attested_cap=st.sampled_from((0, 5, 20_000)),
    consumer_cap=st.sampled_from((0, 13, 50_000)),
)
often = settings(max_examples=500)


def by_earner(postings: tuple[Posting, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for posting in postings:
        found[posting.earner] += posting.amount
    return found


@often
@given(USES, FIGURES, st.data())
def test_neither_order_nor_repetition_changes_a_posting(
    uses: list[Use], figures: Parameters, data: st.DataObject
) -> None:
    again = data.draw(st.permutations(uses + uses[: len(uses) // 2]))
    assert settle(again, figures) == settle(uses, figures)


@often
@given(USES, FIGURES, st.integers(1, 4))
def test_splitting_changes_or_services_changes_nobodys_total(uses: list[Use], figures: Parameters, parts: int) -> None:
    """A change in many pull requests, a service in many services (so many packages, repositories and releases)."""
    changes = [
        replace(use, contribution=use.contribution and f"{use.contribution}.{part}")
        for use in uses
        for part in range(parts)
    ]
    services = [replace(use, service=f"{use.service}.{part}") for use in uses for part in range(parts)]
    assert settle(changes, figures) == settle(services, figures) == settle(uses, figures)


@often
@given(USES, FIGURES)
def test_nobody_is_credited_for_their_own_consumption(uses: list[Use], figures: Parameters) -> None:
    assert [posting for posting in settle(uses, figures) if posting.earner == posting.consumer] == []


@often
@given(USES, FIGURES)
def test_pools_and_caps_hold(uses: list[Use], figures: Parameters) -> None:
    carried: Counter[tuple[str, str]] = Counter()
    used: Counter[tuple[str, str]] = Counter()
    for posting in settle(uses, figures):
        assert posting.amount > 0
        (carried if posting.kind == "carried" else used)[posting.consumer, posting.home] += posting.amount
    assert all(amount == figures.carried_pool for amount in carried.values())
    assert all(amount <= figures.used_pool for amount in used.values())
    for team in TEAMS:
        total = sum(amount for (consumer, _), amount in used.items() if consumer == team)
        assert total <= figures.consumer_cap
        if not any(use.level == "observed" for use in uses):
            assert total <= figures.attested_cap


@often
@given(USES, one_use())
def test_more_of_ones_own_work_used_never_earns_less(uses: list[Use], more: Use) -> None:
    """Below the caps. It may well earn nothing more: the pool is there once."""
    figures = Parameters(attested_cap=10**9, consumer_cap=10**9)
    worker = more.away or more.home
    assert by_earner(settle([*uses, more], figures))[worker] >= by_earner(settle(uses, figures))[worker]


@often
@given(USES, FIGURES, one_use())
def test_what_one_consumer_does_changes_nothing_for_another(uses: list[Use], figures: Parameters, more: Use) -> None:
    assume(more.consumer != "ads")
    before = [posting for posting in settle(uses, figures) if posting.consumer == "ads"]
    assert [posting for posting in settle([*uses, more], figures) if posting.consumer == "ads"] == before
