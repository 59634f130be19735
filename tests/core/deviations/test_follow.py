"""What becomes of a deviation when what it was claimed for is merged, or closed without a merge."""

from datetime import timedelta
from typing import Any

import pytest

from homebot.core.deviations.lines import lines
from homebot.core.facts import Snapshot
from tests import build
from tests.core.deviations.claims import CLAIM, DATA, Register, broken, claimed, directory, other
from tests.core.deviations.test_widening import ELSEWHERE, REFUND

SECOND = other(8, files=REFUND, functions=(ELSEWHERE,))


def for_two() -> Register:
    """D1, claimed here and then for another pull request, too."""
    register = claimed()
    assert not register.say(CLAIM, snapshot=SECOND).refused
    return register


def closed(snapshot: Snapshot | None = None, **changes: Any) -> Snapshot:
    return other((snapshot or broken()).pull.number, state="closed", **changes)


def merged(number: int = 7) -> Snapshot:
    moment = build.NOW + timedelta(minutes=1)
    return other(number, state="merged", merged_at=moment, merged_by="bob", merge_oid="e" * 40)


def test_what_only_a_closed_pull_request_needed_ends_with_it() -> None:
    register = claimed()
    assert register.look(broken()) == []
    assert register.look(closed()) == ["dropped"]
    assert (register.d1.state, register.d1.due, register.d1.wakes_at) == ("dropped", None, None)
    assert register.sweep(days=200) == [], "nothing is owed"
    snapshot = register.known(closed())
    assert "ended when its pull request was closed" in lines(snapshot, register.decided(closed()))[0]


@pytest.mark.parametrize("said", [
    [], [("alice", f"/homebot evidence D1 {DATA}")], [("bob", "/homebot accept D1")],
])  # fmt: skip
def test_it_ends_however_far_it_had_come(said: list[tuple[str, str]]) -> None:
    register = claimed()
    for actor, line in said:
        assert not register.say(line, actor).refused
    assert register.look(closed()) == ["dropped"]


def test_so_does_one_from_a_floor_and_one_whose_data_are_overdue() -> None:
    assert claimed("floor").look(closed()) == ["dropped"]
    late = claimed()
    assert [entry.act for entry in late.sweep(days=40)] == ["overdue"]
    assert late.look(closed()) == ["dropped"]


def test_opened_again_it_is_said_anew() -> None:
    register = claimed()
    register.look(closed())
    assert register.judged().outcome == "fail"
    assert not register.say(CLAIM).refused
    assert [one.state for one in register.records.values()] == ["dropped", "open"]
    assert register.judged().outcome == "deviated"


def test_one_for_several_ends_with_the_last_of_them() -> None:
    register = for_two()
    assert register.look(closed()) == ["left"]
    assert register.d1.due is not None
    assert register.look(closed()) == [], "once"
    assert register.look(closed(SECOND)) == ["dropped"]


def test_what_let_a_merge_through_is_owed_whatever_is_closed() -> None:
    register = claimed()
    assert register.look(merged()) == ["relied-on"]
    assert register.look(closed(other(8))) == []
    assert [entry.act for entry in register.sweep(days=40)] == ["overdue"]


def test_what_another_change_relied_on_stays_though_nobody_claimed_it_for_that() -> None:
    for there in (other(8), merged(8)):
        register = claimed()
        assert register.look(there) == ["relied-on"]
        assert register.d1.due is not None
        assert register.look(closed()) == []
        assert register.d1.state == "open"


def test_opened_again_among_several_it_is_relied_on() -> None:
    register = for_two()
    assert register.look(closed()) == ["left"]
    assert register.look(broken()) == ["relied-on"]
    assert register.look(closed(other(8))) == []


def test_what_lets_nothing_through_is_relied_on_by_nobody() -> None:
    proposed = claimed("floor")
    assert proposed.look(merged()) == []
    late = claimed()
    late.sweep(days=40)
    assert late.look(other(8)) == []
    whole = Register(directory())
    whole.say(CLAIM)
    assert whole.look(other(8, functions=())) == [], "it holds to the standard by itself"
    assert whole.look(closed(other(9))) == [], "it was claimed for another"
