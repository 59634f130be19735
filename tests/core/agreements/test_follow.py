"""Pull requests are linked to agreements, and what becomes of them is written down once."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.agreements.follow import follow, merged_of, pulls_of
from homebot.core.agreements.going_live import WAIT
from homebot.core.facts import PullId
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record, after
from tests import build
from tests.core.agreements.records import agreement, decided, then, under

MERGED = {"state": "merged", "merged_at": build.NOW - timedelta(hours=1), "merge_oid": "e" * 40}
HERE = str(build.PULL)


def said(snapshot: Any) -> tuple[Entry, ...]:
    """The entries of one look."""
    return follow(snapshot, decided(snapshot), build.directory(), count(100))


def settled(record: Record, body: str = "Agreement: A12\n", **changes: Any) -> Record:
    """The agreement after one look; a second says nothing more."""
    for entry in said(under(record, body=body, **changes)):
        record = after(record, entry)
    assert said(under(record, body=body, **changes)) == ()
    return record


def test_a_pull_request_that_names_it_is_linked() -> None:
    found = settled(agreement())
    assert (found.state, pulls_of(found)) == ("in-review", (HERE,))


def test_one_on_which_it_was_made_is_linked_without_naming_it() -> None:
    assert settled(agreement(place=HERE), body="").state == "in-review"


@pytest.mark.parametrize(
    "changes",
    [{"team": "video"}, {"service": "other"}, {"act": "declined"}, {"number": 13}],
    ids=["another team", "another service", "declined", "not named"],
)
def test_what_does_not_hold_is_not_linked(changes: dict[str, Any]) -> None:
    assert said(under(agreement(**changes))) == ()


@pytest.mark.parametrize(("state", "body"), [("closed", "Agreement: A12\n"), ("open", "")], ids=["closed", "not named"])
def test_without_its_only_pull_request_it_is_agreed_again(state: Any, body: str) -> None:
    found = settled(settled(agreement()), body=body, state=state)
    assert (found.state, pulls_of(found)) == ("agreed", ())
    assert settled(found).state == "in-review"


def test_with_another_it_stays_in_review() -> None:
    linked = settled(then(agreement(), "linked", pulls="acme/ledgerd#5"))
    found = settled(linked, state="closed")
    assert (found.state, pulls_of(found)) == ("in-review", ("acme/ledgerd#5",))


def test_it_is_merged_with_the_last_of_them() -> None:
    linked = settled(then(agreement(), "linked", pulls="acme/ledgerd#5"))
    part = settled(linked, **MERGED)
    assert (part.state, merged_of(part), part.due) == ("in-review", (HERE,), None)
    other = settled(part, pull=PullId("acme", "ledgerd", 5), **MERGED | {"merge_oid": "f" * 40})
    assert (other.state, merged_of(other)) == ("merged", (HERE, "acme/ledgerd#5"))
    assert other.fact("merge-oids").split() == ["e" * 40, "f" * 40]
    assert other.due == MERGED["merged_at"] + WAIT  # type: ignore[operator]


def test_when_the_other_is_closed_what_was_merged_is_all() -> None:
    part = settled(settled(then(agreement(), "linked", pulls="acme/ledgerd#5")), **MERGED)
    found = settled(part, pull=PullId("acme", "ledgerd", 5), state="closed")
    assert (found.state, pulls_of(found), merged_of(found)) == ("merged", (HERE,), (HERE,))
    assert found.due is not None


def test_one_that_was_never_seen_open_is_merged_all_the_same() -> None:
    assert settled(agreement(), **MERGED).state == "merged"


def test_a_merge_to_another_branch_is_no_merge() -> None:
    found = settled(settled(agreement()), base_ref="next", **MERGED)
    assert found.state == "agreed"


def test_a_fix_in_its_warranty_is_kept_and_leaves_the_clock() -> None:
    warranty = then(then(then(agreement(), "merged"), "live"), "warranty-began")
    warranty = replace(warranty, due=build.NOW + timedelta(days=30))
    found = settled(warranty, **MERGED)
    assert (found.state, merged_of(found), found.due) == ("warranty", (HERE,), warranty.due)


looks = st.lists(
    st.tuples(
        st.sampled_from([5, 6, 7]),
        st.sampled_from([{"state": "open"}, {"state": "closed"}, MERGED, MERGED | {"base_ref": "next"}]),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(looks)
def test_whatever_becomes_of_its_pull_requests_the_state_is_that_of_them(
    events: list[tuple[int, dict[str, Any], bool]],
) -> None:
    record = agreement()
    for number, changes, names in events:
        body = "Agreement: A12\n" if names else ""
        record = settled(record, body=body, pull=PullId("acme", "ledgerd", number), **changes)
    pulls, merged = set(pulls_of(record)), set(merged_of(record))
    assert merged <= pulls
    expected = "in-review" if pulls - merged else "merged" if merged else "agreed"
    assert record.state == expected
