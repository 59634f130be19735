"""Issues with the label `warranty`: which agreement they are about, and what closing and reopening them does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.facts import PullId
from homebot.core.issues import Issue
from homebot.core.register.record import Record, after
from homebot.core.warranty.issue import Happened, Known, Led, led_to
from tests.core.warranty.agreed import DIRECTORY, claim, days, entry, in_warranty, live, record

AGREED = record(*in_warranty())
OTHER = record(*in_warranty(number=13, headline="Refunds by post"))
OVER = after(AGREED, entry("ended", days(30)))
OPEN = record(claim(AGREED))
RESOLVED = after(OPEN, entry("resolved", days(2), 20, "claim"))
REFUSED = after(OPEN, entry("refused", days(2), 20, "claim"))


def issue(**changes: Any) -> Issue:
    values = {"title": "Off by a cent", "body": "", "state": "open", "labels": ("bug", "warranty"), **changes}
    return Issue(PullId("acme", "ledgerd", 9), author="bea", created_at=days(1), **values)


def led(action: str, *records: Record, day: float = 3, trusted: bool = True, by: str = "bob", **changes: Any) -> Led:
    happened = Happened(action, by, "delivery:x", trusted, ("checkout",) if by in ("alice", "al") else ())
    return led_to(happened, issue(**changes), Known(records, 30), days(day), DIRECTORY)


@pytest.mark.parametrize("action", ["opened", "labeled"])
def test_the_label_claims_the_only_warranty_that_runs(action: str) -> None:
    (made,) = led(action, AGREED).entries
    opened = record(made)
    assert (opened.name, opened.scope.of, opened.by, opened.fact("how")) == ("W30", 12, "bob", "label")
    assert (opened.because, opened.fact("author"), opened.place) == ("Off by a cent", "bea", "acme/ledgerd#9")


@pytest.mark.parametrize(
    ("records", "changes", "of"),
    [
        ((AGREED, OTHER), {"title": "A13: off by a cent"}, 13),
        ((AGREED, OTHER), {"body": "Agreement: a13"}, 13),
        ((OVER, OTHER), {}, 13),
        ((OVER, OTHER), {"body": "see A12 and A13"}, 13),
        # Not names of agreements: a word, a part of another, an address, one that nobody knows.
        ((AGREED, OTHER), {"body": "BA13 A13x A13-4 /A13 #A13 A99 (A12)"}, 12),
    ],
)
def test_the_agreement_it_names_is_meant(records: tuple[Record, ...], changes: dict[str, str], of: int) -> None:
    (made,) = led("labeled", *records, **changes).entries
    assert made.scope is not None
    assert made.scope.of == of


@pytest.mark.parametrize(
    ("records", "changes", "said"),
    [
        ((AGREED, OTHER), {}, "Of these the warranty runs:\n\n- A12: Refunds are right to the cent\n- A13: Refunds by"),
        ((AGREED, OTHER), {"body": "A12 and A13"}, "Which agreement's work is this about?"),
        ((OVER,), {}, "A12 was handed over on 2026-12-23. `payments` maintains the work now"),
        ((OVER, AGREED), {"body": "A12"}, ""),
        ((record(*live()),), {"body": "A12"}, "begins within minutes"),
        ((record(*live()),), {}, ""),
        ((), {}, ""),
    ],
)
def test_where_none_can_be_meant_it_is_said(records: tuple[Record, ...], changes: dict[str, str], said: str) -> None:
    found = led("labeled", *records, **changes)
    if said:
        assert found.entries == ()
        assert said in found.said
    else:
        assert not found.said


@pytest.mark.parametrize(
    ("action", "records", "changes"),
    [
        ("labeled", (AGREED,), {"labels": ("bug",)}),
        ("labeled", (AGREED,), {"trusted": False}),
        ("opened", (AGREED,), {"trusted": False}),
        ("labeled", (AGREED,), {"state": "closed"}),
        ("labeled", (AGREED, OPEN), {}),
        ("closed", (AGREED, OPEN), {"state": "open"}),
        ("closed", (AGREED, RESOLVED), {"state": "closed"}),
        ("reopened", (AGREED, OPEN), {}),
        ("reopened", (AGREED, REFUSED), {}),
        ("reopened", (RESOLVED,), {}),
        ("reopened", (AGREED, RESOLVED), {"state": "closed"}),
        ("reopened", (AGREED,), {"labels": (), "trusted": False}),
        ("assigned", (AGREED, OPEN), {"by": "bob", "assignees": ("al",)}),
        ("assigned", (AGREED, OPEN), {"by": "bob", "assignees": ("bob",)}),
        ("assigned", (AGREED, OPEN), {"by": "al"}),
        ("assigned", (AGREED, RESOLVED), {"by": "al", "assignees": ("al",)}),
    ],
)
def test_nothing_comes_of(action: str, records: tuple[Record, ...], changes: dict[str, Any]) -> None:
    assert led(action, *records, **changes) == Led()


def test_closing_resolves_whoever_closes() -> None:
    (made,) = led("closed", AGREED, OPEN, state="closed").entries
    assert after(OPEN, made).state == "resolved"
    assert (made.by, made.because) == ("bob", "the issue was closed")


def test_closing_ends_a_warranty_that_went_on_for_it() -> None:
    extended = after(AGREED, entry("extended", days(30), due=days(60)))
    found = led("closed", extended, OPEN, day=35, state="closed").entries
    assert [one.act for one in found] == ["resolved", "claims-settled"]
    elsewhere = record(claim(AGREED, 21, place="acme/ledgerd#10"))
    found = led("closed", extended, OPEN, elsewhere, day=35, state="closed").entries
    assert [one.act for one in found] == ["resolved"]


def test_two_claims_of_one_issue_end_together() -> None:
    extended = after(AGREED, entry("extended", days(30), due=days(60)))
    second = record(claim(OTHER, 21))
    found = led("closed", extended, OTHER, OPEN, second, day=35, state="closed").entries
    # The other's own warranty has not gone on: time comes to it.
    assert [(one.act, one.number) for one in found] == [
        ("resolved", 20), ("claims-settled", 12), ("resolved", 21), ("claims-settled", 13),
    ]  # fmt: skip


def test_reopening_is_a_new_claim_while_the_warranty_runs() -> None:
    (made,) = led("reopened", AGREED, RESOLVED, labels=()).entries
    opened = record(made)
    assert (opened.number, opened.scope.of, opened.fact("how")) == (30, 12, "reopened")


def test_after_its_end_it_is_told_whom_to_ask() -> None:
    found = led("reopened", OVER, RESOLVED, day=40)
    assert found.entries == ()
    assert found.said.startswith("W20 is not open again. A12 was handed over")


@pytest.mark.parametrize("before", [OPEN, after(OPEN, entry("late", days(2), 20, "claim"))])
def test_who_of_the_away_team_takes_the_issue_acknowledges(before: Record) -> None:
    (made,) = led("assigned", AGREED, before, by="al", assignees=("bob", "al")).entries
    taken = after(before, made)
    assert (taken.state, taken.people, made.because) == ("acknowledged", ("al",), "took the issue")
    assert led("assigned", AGREED, taken, by="alice", assignees=("alice",)) == Led()


def test_an_agreement_on_another_repositorys_service_is_not_meant() -> None:
    elsewhere = record(*in_warranty(number=14, service="till"))
    found = led("labeled", AGREED, elsewhere, body="A14")
    assert found.entries == ()
    assert "A14 is about `till`, which does not live here" in found.said
    both = led("labeled", AGREED, elsewhere, body="as A12 does, and A14")
    assert [one.scope.of for one in both.entries if one.scope] == [12]


def test_who_closes_it_hands_over_no_sooner_than_it_could_be_opened_again() -> None:
    """The away team may close an issue, too: with its warranty over, it were handed over in minutes."""
    longer = after(AGREED, entry("extended", days(30), due=days(60)))
    resolved, ends = led("closed", longer, OPEN, day=33, by="al", state="closed").entries
    assert ends.due == days(34)
    still = after(longer, ends)
    again = led("reopened", still, after(OPEN, resolved), day=33.5)
    assert [one.act for one in again.entries] == ["claimed"]
    (_, ends) = led("closed", longer, OPEN, day=59.5, state="closed").entries
    assert ends.due == days(60)


def test_a_stranger_who_opens_and_closes_it_asks_people_only_so_often() -> None:
    """Whoever closed an issue of theirs may open it again."""
    claims = [
        after(record(claim(AGREED, number)), entry("resolved", days(2), number, "claim")) for number in range(20, 25)
    ]
    assert led("reopened", AGREED, *claims[:4], by="bea").entries
    found = led("reopened", AGREED, *claims, by="bea")
    assert found.entries == ()
    assert found.said.startswith("This was a claim 5 times. Somebody of the Home Team says")


ACTIONS = st.sampled_from(["opened", "labeled", "assigned", "closed", "reopened"])
HAPPENINGS = st.lists(
    st.tuples(ACTIONS, st.sampled_from(["bob", "al"]), st.booleans(), st.booleans(), st.integers(0, 90)), max_size=25
)


@given(HAPPENINGS)
def test_whatever_happens_an_issue_has_one_open_claim_at_most(
    happenings: list[tuple[str, str, bool, bool, int]],
) -> None:
    records: dict[int, Record] = {12: AGREED, 13: OTHER}
    now = 0.0
    for number, (action, by, labelled, names_it, hours) in enumerate(happenings, 30):
        now += hours / 24
        labels = ("warranty",) if labelled else ()
        state = "closed" if action == "closed" else "open"
        happened = Happened(action, by, f"delivery:{number}", labelled, ("checkout",) if by == "al" else ())
        there = issue(state=state, labels=labels, body="A12" if names_it else "", assignees=(by,))
        found = led_to(happened, there, Known(tuple(records.values()), number), days(now), DIRECTORY)
        for one in found.entries:
            # The register takes every one of them.
            records[one.number] = after(records.get(one.number), one)
        again = led_to(happened, there, Known(tuple(records.values()), number), days(now), DIRECTORY)
        assert again.entries == ()
        still = [one for one in records.values() if one.kind == "claim" and not one.final]
        assert len(still) <= (0 if state == "closed" else 1)
