"""What time does to a deviation, what is told of that, and what the comment says."""

from datetime import UTC, datetime, timedelta

import pytest

from homebot.core.deviations.lines import lines
from homebot.core.deviations.notices import notices
from homebot.core.merge_groups import Held, parts, verdict
from tests import build
from tests.core.deviations.claims import CLAIM, DATA, Register, broken, directory, other
from tests.core.render.reading import Page

DUE = datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC)
SOON = DUE - timedelta(days=7)
UNTIL = datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC)


def at(register: Register, moment: datetime) -> list[str]:
    register.now = moment
    return [entry.act for entry in register.sweep()]


def test_evidence_is_overdue_after_its_day_and_owed_beyond_the_end() -> None:
    register = Register()
    register.say(CLAIM)
    assert at(register, SOON) == []
    assert at(register, DUE) == ["reminded"]
    assert register.d1.wakes_at == DUE
    assert at(register, DUE) == []
    assert register.judged().outcome == "deviated"
    assert at(register, DUE + timedelta(seconds=1)) == ["overdue"]
    assert register.d1.wakes_at is None
    assert at(register, UNTIL + timedelta(days=100)) == []
    assert register.d1.state == "overdue"
    found = register.say(f"/homebot evidence D1 {DATA}")
    assert "Its last day was 2027-03-31: it ends here, and nothing is owed any more" in found.reply
    assert at(register, register.now) == ["expired"]
    assert register.d1.final


def test_one_with_evidence_ends_on_its_last_day() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    assert register.d1.wakes_at == UNTIL
    assert at(register, UNTIL) == []
    assert at(register, UNTIL + timedelta(seconds=1)) == ["expired"]
    assert register.judged().outcome == "fail"


def test_it_excuses_nothing_from_the_second_it_ends_though_nobody_wrote_that_down() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    register.now = UNTIL + timedelta(seconds=1)
    assert register.judged().outcome == "fail"
    late = Register()
    late.say(CLAIM)
    late.now = DUE + timedelta(seconds=1)
    assert "the evidence of D1 was due on 2026-12-23" in late.judged().summary


def test_a_floor_nobody_approved_just_ends() -> None:
    register = Register(directory("floor"))
    register.say(CLAIM)
    assert at(register, UNTIL + timedelta(days=1)) == ["expired"]


def test_who_claimed_it_is_reminded_a_week_before_once() -> None:
    register = Register()
    register.say(CLAIM)
    assert register.d1.wakes_at == SOON
    register.now = SOON + timedelta(seconds=1)
    (reminded,) = register.sweep()
    (told,) = notices(register.d1, reminded, register.directory)
    assert (told.repository, told.number, told.key) == ("acme/ledgerd", 7, "D1:reminded:1:told")
    assert told.body.startswith("@alice, the evidence of **D1** is due by 2026-12-23: `complexity` of `ledgerd`")
    assert "`/homebot evidence D1 data=URL" in told.body
    assert "An owner of `payments` may also accept D1 as it is, or reject it." in told.body
    assert at(register, DUE) == []


def test_accepted_as_it_is_its_evidence_is_still_asked_for() -> None:
    register = Register()
    register.say(CLAIM)
    register.say("/homebot accept D1", "bob")
    register.now = SOON + timedelta(days=1)
    (reminded,) = register.sweep()
    (told,) = notices(register.d1, reminded, register.directory)
    assert "may also accept" not in told.body


@pytest.mark.parametrize("days", [1, 6])
def test_nobody_is_reminded_of_what_they_promised_for_this_week(days: int) -> None:
    register = Register()
    promised = register.now + timedelta(days=days)
    register.say(f"{CLAIM} evidence-by={promised:%Y-%m-%d}")
    assert at(register, promised) == []
    assert at(register, promised + timedelta(days=2)) == ["overdue"]


def test_there_is_no_reminder_of_what_is_there_or_of_what_is_overdue_already() -> None:
    with_data = Register()
    with_data.say(f"{CLAIM} {DATA}")
    assert at(with_data, DUE) == []
    asleep = Register()
    asleep.say(CLAIM)
    assert at(asleep, DUE + timedelta(days=1)) == ["overdue"]


def test_who_claimed_it_is_told_where_they_did_that_the_evidence_is_overdue() -> None:
    register = Register()
    register.say(CLAIM)
    (overdue,) = register.sweep(31)
    (told,) = notices(register.d1, overdue, register.directory)
    assert (told.repository, told.number, told.title, told.key) == ("acme/ledgerd", 7, "", "D1:overdue:1:told")
    assert told.body.startswith("@alice, the evidence of **D1** was due on 2026-12-23")
    assert told.body.count("@") == 1


@pytest.mark.parametrize("act", ["claimed", "accepted", "expired"])
def test_nothing_else_is_told(act: str) -> None:
    register = Register()
    register.say(CLAIM)
    register.say("/homebot accept D1", "bob")
    register.say(f"/homebot evidence D1 {DATA}")
    register.now = UNTIL + timedelta(days=1)
    register.sweep()
    entry = register.d1.last(act)
    assert entry is not None
    assert notices(register.d1, entry, register.directory) == ()


def told(register: Register, number: int = 7, **changes: object) -> list[str]:
    snapshot = register.known(other(number, **changes))
    return lines(snapshot, register.decided(snapshot))


def test_the_comment_tells_of_what_was_claimed_here_or_touches_what_is_broken() -> None:
    register = Register()
    assert told(register) == []
    register.say(CLAIM)
    (line,) = told(register)
    assert line == (
        "**D1** (`checkout`): `complexity` of `ledgerd` in `ledger/close.py`, deviated from until 2027-03-31, "
        "not accepted yet. the parser is generated code *Evidence is due by 2026-12-23.*"
    )
    assert told(register, 9) == [line]
    assert told(register, 9, functions=()) == []
    assert told(register, 9, author="vera") == []


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ([f"/homebot evidence D1 {DATA}"], "Evidence (expert-opinion): `p95` fell by 40 ms `https://ci.example/7`"),
        (["/homebot accept D1"], "accepted until 2027-03-31 by `bob`, an owner of the service"),
        (['/homebot reject D1 because="it is not so"'], "rejected by `bob`"),
    ],
)
def test_the_line_follows_the_state(says: list[str], state: str) -> None:
    register = Register()
    register.say(CLAIM)
    for line in says:
        assert not register.say(line, "bob").refused
    (line,) = told(register)
    assert state in line


def test_the_line_of_one_that_time_overtook() -> None:
    register = Register()
    register.say(CLAIM)
    register.now = DUE + timedelta(seconds=1)
    assert "excuses nothing: its evidence is overdue" in told(register)[0]
    assert "Evidence was due on 2026-12-23." in told(register)[0]
    ended = Register()
    ended.say(f"{CLAIM} {DATA}")
    ended.now = UNTIL + timedelta(seconds=1)
    assert "ended on 2027-03-31" in told(ended)[0]


def test_what_strangers_write_does_nothing() -> None:
    register = Register()
    register.say('/homebot deviate complexity because="@vera closes #4 <!-- | **x**" until=2027-03-31')
    page = Page(told(register)[0])
    assert page.acts == []
    assert page.comments == []


def test_the_check_of_a_merge_group_is_no_pass_either() -> None:
    register = Register()
    register.say(CLAIM)
    approved = register.known(broken(reviews=(build.review("bob"),)))
    fine = build.snapshot(reviews=(build.review("bob"),))
    held = (Held(7, approved, register.decided(approved)), Held(8, fine, register.decided(fine)))
    assert verdict(parts("standards", held, enforced=True), enforced=True) == "neutral"
    assert verdict(parts("review", held, enforced=True), enforced=True) == "success"


def test_what_is_merged_is_judged_by_what_held_at_the_merge() -> None:
    """homebot was away until its last day was over: nobody merged past the rules."""
    register = Register(directory())
    register.say(CLAIM)
    register.say(f"/homebot evidence D1 {DATA}")
    merged = broken(state="merged", merged_at=build.NOW + timedelta(days=1), merged_by="bob")
    register.now += timedelta(days=1)
    assert register.judged(snapshot=merged).outcome == "deviated"
    assert [one.act for one in register.sweep(days=200)] == ["expired"]
    assert register.judged(snapshot=merged).outcome == "deviated"
    late = broken(state="merged", merged_at=register.now, merged_by="bob")
    assert register.judged(snapshot=late).outcome == "fail"
