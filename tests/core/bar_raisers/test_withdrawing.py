"""Taking back that somebody asked for a bar raiser: what a rule asks for goes on all the same."""

import pytest

from homebot.core.bar_raisers.reasons import askers
from homebot.core.facts import Snapshot
from homebot.core.since import Since
from tests import build
from tests.core.bar_raisers.company import acts, answered, followed, key, migrating, plain, record
from tests.core.bar_raisers.saying import after, refused, said

BACK = "/homebot withdraw B1"
WHY = 'because="nobody else calls this"'


def raised(actor: str = "alice", door: str = "", snapshot: Snapshot | None = None) -> Snapshot:
    return followed(after(snapshot or plain(), actor, f"/homebot raise architecture{door}"))


def test_who_asked_takes_it_back_and_it_is_dropped() -> None:
    asked = raised()
    assert record(asked).state == "asked"
    found = said(asked, "alice", BACK)
    assert "`B1`: what you said is taken back. Nothing else asks for it, so that it is dropped." in found.reply
    back = after(asked, "alice", f"{BACK} {WHY}")
    assert (record(back).state, record(back).due) == ("asked", record(asked).due)
    assert acts(back) == ["dropped"]
    gone = followed(back)
    assert record(gone).entries[-1].because == "nothing asks for it any more"
    again = raised(snapshot=gone)
    assert (record(again).state, askers(record(again))) == ("asked", ("alice",))


def test_what_a_rule_asks_for_goes_on() -> None:
    asked = raised("alice", ' because="billing reads these rows"', followed(migrating()))
    found = said(asked, "alice", BACK)
    assert "what you said is taken back. It goes on: data-migration of ledgerd" in found.reply
    back = after(asked, "alice", BACK)
    assert acts(back) == []
    assert record(back).state == "asked"
    assert not any("alice" in one for one in key(back).because)
    assert refused(back, "alice", BACK).count("what a rule asks for is not taken back") == 1


def test_a_rule_that_nobody_backed_is_nobodys_to_take_back() -> None:
    for actor in ("alice", "bob", "bea"):
        assert "Nobody asks for B1 but a rule" in refused(followed(migrating()), actor, f"{BACK} {WHY}")


def test_what_another_asks_for_goes_on() -> None:
    both = after(raised(), "bea", '/homebot raise architecture because="callers may rely on it"')
    assert "It goes on: `bea` asks for it." in said(both, "alice", BACK).reply
    back = after(both, "alice", BACK)
    assert acts(back) == []
    assert askers(record(back)) == ("bea",)
    assert "`bea` asked for B1: who asked takes that back" in refused(back, "alice", BACK)
    assert acts(after(back, "bea", BACK)) == ["dropped"]


def test_a_door_that_was_raised_stays_so() -> None:
    by_rule = followed(migrating(files=(build.file("ledger/auth/keys.py"),)))
    asked = after(by_rule, "bea", "/homebot raise security door=one-way")
    assert record(after(asked, "bea", BACK), "security").fact("door") == "one-way"


@pytest.mark.parametrize("word", ["for", "committed"])
def test_once_it_is_answered_the_home_team_takes_it_back(word: str) -> None:
    given = answered(raised(), state=word)
    assert "B1 was answered: now it takes an owner of the home team" in refused(given, "alice", f"{BACK} {WHY}")
    assert "B1 was answered" in refused(given, "bea", f"{BACK} {WHY}")
    assert "The reason is missing" in refused(given, "bob", BACK)
    assert "what `alice` said is taken back" in said(given, "bob", f"{BACK} {WHY}").reply
    assert acts(after(given, "bob", f"{BACK} {WHY}")) == ["dropped"]


def test_an_owner_who_wrote_it_does_not() -> None:
    given = answered(raised(snapshot=plain(committers=("bob",))))
    assert "who did not write the change" in refused(given, "bob", f"{BACK} {WHY}")


def test_nobody_gets_past_an_objection_that_way() -> None:
    opposed = answered(raised(), state="against")
    since = (Since(build.HEAD, ("ledger/close.py",)),)
    pushed = plain(head_oid="f" * 40, since=since, decisions=opposed.decisions)
    fallen = followed(pushed)
    assert record(fallen).state == "asked"
    for snapshot in (opposed, fallen):
        for actor in ("alice", "bob"):
            assert "recommended against B1" in refused(snapshot, actor, f"{BACK} {WHY}")


@pytest.mark.parametrize(("actor", "line", "why"), [
    ("gina", BACK, "is for a member of a Home Team"),
    ("vera", BACK, "is for a member of a Home Team"),
    ("bob", BACK, "`alice` asked for B1"),
    ("alice", "/homebot withdraw B1 B2", "One decision at a time"),
    ("alice", f"{BACK} door=two-way", "`door` says nothing"),
    ("alice", f'{BACK} because="no"', "tells nobody why"),
])  # fmt: skip
def test_a_refusal_says_why(actor: str, line: str, why: str) -> None:
    assert why in refused(raised(), actor, line)


def test_nothing_is_taken_back_when_it_is_over() -> None:
    closed = migrating(files=plain().change.files, state="closed", decisions=raised().decisions)
    assert "The pull request is closed" in refused(closed, "alice", BACK)
