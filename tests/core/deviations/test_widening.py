"""A deviation that is there already, claimed once more: it is widened, renewed, or gives way to a new one."""

from datetime import UTC, datetime

import pytest

from homebot.core.deviations.terms import PULLS
from tests import build
from tests.core.deviations.claims import CLAIM, DATA, Register, acts, broken, other

ELSEWHERE = build.function("refund", 4, 14, path="ledger/refund.py")
REFUND = (build.file("ledger/refund.py"), build.file("tests/test_refund.py"))


def test_more_of_the_same_widens_it_and_keeps_its_dates() -> None:
    register = Register()
    register.say(CLAIM)
    again = register.say(CLAIM)
    assert again.refused
    assert "D1 covers this already, until 2027-03-31" in again.reply
    more = other(8, files=REFUND, functions=(ELSEWHERE,))
    assert register.judged(snapshot=more).outcome == "fail"
    assert "D1 covers 0 of 1" in register.judged(snapshot=more).summary
    register.now = datetime(2026, 12, 1, tzinfo=UTC)
    found = register.say('/homebot deviate complexity because="refunds are generated too" until=2027-05-01', "al", more)
    assert acts(found) == ["widened"]
    assert "Its dates stay: until 2027-03-31, whatever this command says" in found.reply
    assert len(register.records) == 1
    assert register.d1.scope.paths == ("ledger/close.py", "ledger/refund.py")
    assert (register.d1.due, register.d1.state) == (datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC), "open")
    assert register.d1.fact(PULLS).split() == ["acme/ledgerd#7", "acme/ledgerd#8"]
    assert register.judged(snapshot=more).outcome == "deviated"


def test_what_an_owner_accepted_is_decided_anew_when_it_is_widened() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    register.say("/homebot accept D1", "bob")
    assert register.d1.state == "accepted"
    register.say(CLAIM, snapshot=broken(files=(*REFUND, build.file()), functions=(build.function(), ELSEWHERE)))
    assert register.d1.state == "evidenced"


def test_accepted_without_data_and_widened_its_data_are_due_again() -> None:
    register = Register()
    register.say(CLAIM)
    register.say("/homebot accept D1", "bob")
    found = register.say(CLAIM, snapshot=other(8, files=REFUND, functions=(ELSEWHERE,)))
    assert acts(found) == ["reopened"]
    assert register.d1.state == "open"
    assert register.d1.due is not None


def test_another_teams_deviation_is_named_and_the_home_team_may_widen_it() -> None:
    register = Register()
    register.say(CLAIM)
    theirs = other(8, author="vera")
    refused = register.say(CLAIM, "vera", theirs)
    assert refused.refused
    assert "D1 of `checkout` is open on `complexity` of `ledgerd`" in refused.reply
    assert register.judged(snapshot=theirs).outcome == "fail"
    found = register.say(CLAIM, "bea", theirs)
    assert acts(found) == ["widened"]
    assert "for `video` too" in found.reply
    assert register.judged(snapshot=theirs).outcome == "deviated"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("until=2027-09-01", "can be renewed from 2027-03-01 on"),
        ("until=2027-03-30", "name a later day"),
        ("until=2027-09-30", "more than 180 days ahead"),
        ('until=2027-08-01 data=https://ci.example/7 says="the same as before"', "rests on these data already"),
    ],
)
def test_a_renewal_that_cannot_be(line: str, why: str) -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    if "from 2027" not in why:
        register.now = datetime(2027, 3, 15, tzinfo=UTC)
    data = "" if "data=" in line else 'data=https://ci.example/8 says="and it still holds"'
    found = register.say(f'/homebot deviate complexity because="it is still needed" {line} {data}')
    assert found.refused, found.reply
    assert why in found.reply


def test_near_its_end_it_is_renewed_once_with_new_data() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    register.now = datetime(2027, 3, 15, tzinfo=UTC)
    line = '/homebot deviate complexity because="it is still needed" until=2027-08-01'
    merged = broken(state="merged", merged_at=build.NOW)
    found = register.say(f'{line} data=https://ci.example/8 says="and it still holds"', snapshot=merged)
    assert acts(found) == ["renewed"]
    assert f"{register.d1.until:%Y-%m-%d}" == "2027-08-01"
    assert len(register.d1.evidence) == 2
    register.now = datetime(2027, 7, 20, tzinfo=UTC)
    again = register.say(
        '/homebot deviate complexity because="it is still needed" until=2027-12-01'
        ' data=https://ci.example/9 says="and it holds yet"'
    )
    assert "was renewed before, and that can be once only" in again.reply


def test_data_for_one_that_has_none_are_given_as_evidence() -> None:
    register = Register()
    register.say(CLAIM)
    assert "`/homebot evidence D1 data=URL" in register.say(f"{CLAIM} {DATA}").reply


def test_what_has_ended_gives_way_to_a_new_one_though_nobody_wrote_its_end_down() -> None:
    register = Register()
    register.say(f'/homebot deviate complexity because="gone by next week" until=2026-12-01 {DATA}')
    register.now = datetime(2026, 12, 2, tzinfo=UTC)
    found = register.say(CLAIM)
    assert acts(found) == ["expired", "claimed"]
    assert [one.state for one in register.records.values()] == ["expired", "open"]
