"""Who may go against a bar raiser, with what words, and what it covers."""

from dataclasses import replace
from typing import Any

import pytest

from homebot.core.overrides import terms
from homebot.core.register.record import fold
from tests import build
from tests.core.commands.world import say
from tests.core.overrides.records import FOLLOW_UP, GOOD, GOVERNED, PULL, decision, entry_of, known, overridden, then


def test_a_home_owner_goes_against_a_recommendation() -> None:
    answer = say(GOOD, known(decision()))
    entry = entry_of(answer)
    record = fold([entry])
    assert (record.name, record.state, record.by, record.because) == (
        "O8", "awaiting", "bob", "the old client is gone in May",
    )  # fmt: skip
    assert (record.scope.of, record.scope.head, record.scope.pull) == (7, build.HEAD, PULL)
    assert record.scope.paths == ("ledger/close.py", "tests/test_close.py")
    assert (record.home, record.team, record.fact(terms.RAISER)) == ("payments", "checkout", "gina")
    assert f"{record.due:%Y-%m-%d %H:%M:%S}" == f"{FOLLOW_UP} 23:59:59"
    assert record.fact(terms.ANSWER) == "B7 against by gina"
    assert record.fact(terms.SERVICES) == "ledgerd"
    assert "falls when that changes" in answer.reply
    assert "`acme/governance`" in answer.reply
    assert "@" not in answer.reply


def test_what_nobody_answered_can_be_gone_against() -> None:
    record = overridden(decision("asked", "passed-on", "exhausted"))
    assert record.fact(terms.RAISER) == ""
    assert record.fact(terms.ANSWER) == "B7 unanswered"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/homebot override B7 follow-up=2026-12-23", "The reason is missing"),
        ('/homebot override B7 because="yes" follow-up=2026-12-23', "tells nobody why"),
        ('/homebot override B7 because="the old client is gone"', "The day is missing"),
        ('/homebot override B7 because="the old client is gone" follow-up=2026-11-23', "is today"),
        ('/homebot override B7 because="the old client is gone" follow-up=2026-11-22', "is past"),
        ('/homebot override B7 because="the old client is gone" follow-up=2027-11-22', "more than 180 days"),
        ('/homebot override B7 because="the old client is gone" follow-up=soon', "is no date"),
        ('/homebot override because="the old client is gone" follow-up=2026-12-23', "Name the one decision"),
        ('/homebot override B7 B8 because="the old client is gone" follow-up=2026-12-23', "Name the one decision"),
        ('/homebot override B9 because="the old client is gone" follow-up=2026-12-23', "no bar raiser's decision"),
        ('/homebot override D7 because="the old client is gone" follow-up=2026-12-23', "no bar raiser's decision"),
        ('/homebot override B7 because="the old client is gone" until=2026-12-23', "`until` says nothing"),
    ],
)
def test_what_is_not_said_well_is_refused_with_the_right_form(line: str, why: str) -> None:
    answer = say(line, known(decision()))
    assert (answer.refused, answer.acts) == (True, ())
    assert why in answer.reply
    assert "Nothing was changed" in answer.reply
    assert "/homebot override B7 because=" in answer.reply


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        ("alice", "is for an owner of a Home Team"),
        ("al", "is for an owner of a Home Team"),
        ("bea", "is for an owner of a Home Team"),
        ("gina", "is for an owner of a Home Team"),
        ("dana", "is for an owner of a Home Team"),
        ("stranger", "is for an owner of a Home Team"),
    ],
)
def test_nobody_else_may(actor: str, why: str) -> None:
    answer = say(GOOD, known(decision(), actor=actor))
    assert answer.refused
    assert why in answer.reply


@pytest.mark.parametrize(
    ("teams", "changes", "why"),
    [
        pytest.param(None, {"author": "bob"}, "the author of the pull request", id="the author, at home"),
        pytest.param(
            (build.team("payments", "bob", "bea"), build.team("checkout", "alice", "bob")), {},
            "a member of the Away Team", id="an owner of home who is in the away team",
        ),
    ],
)  # fmt: skip
def test_an_owner_who_has_a_part_in_the_change_may_not(teams: Any, changes: dict[str, Any], why: str) -> None:
    directory = GOVERNED if teams is None else replace(GOVERNED, teams={one.name: one for one in teams})
    found = known(decision(), directory=directory, snapshot=build.snapshot(**changes))
    answer = say(GOOD, found)
    assert answer.refused
    assert why in answer.reply


def test_an_owner_of_the_authors_own_service_does_not_decide_for_the_other() -> None:
    """alice, of shop and checkout, is at home in one half and comes for checkout to the other."""
    teams = {
        "payments": build.team("payments", "bob", "bea"),
        "shop": build.team("shop", "sam", "alice"),
        "checkout": build.team("checkout", "carol", "alice"),
    }
    services = {
        "ledgerd": build.service("ledgerd", "payments", paths=("ledger/**",)),
        "shop": build.service("shop", "shop", paths=("tests/**",)),
    }
    directory = replace(GOVERNED, teams=teams, services=services)
    snapshot = build.snapshot(body="Team: checkout\n")
    answer = say(GOOD, known(decision(), actor="sam", directory=directory, snapshot=snapshot))
    assert "You own no team whose service B7 is about" in answer.reply
    answer = say(GOOD, known(decision(), actor="bob", directory=directory, snapshot=snapshot))
    assert entry_of(answer).scope == replace(overridden().scope, paths=("ledger/close.py",))


def test_an_owner_of_another_touched_service_does_not_go_against_it() -> None:
    """vera of video is a home owner here, of what nobody has to decide on."""
    services = {
        "ledgerd": build.service("ledgerd", "payments", paths=("ledger/**",)),
        "player": build.service("player", "video", paths=("tests/**",)),
    }
    directory = replace(GOVERNED, services=services)
    snapshot = build.snapshot(files=(build.file("ledger/migrations/7.py"), build.file("tests/test_close.py")))
    given: dict[str, Any] = {"directory": directory, "snapshot": snapshot}
    answer = say(GOOD, known(decision(), actor="vera", **given))
    assert "You own no team whose service B7 is about: that is for an owner of `ledgerd`" in answer.reply
    record = fold([entry_of(say(GOOD, known(decision(), actor="bob", **given)))])
    assert record.fact(terms.SERVICES) == "ledgerd player"


def test_what_is_about_the_authors_own_service_alone_is_for_those_whose_guest_they_are_besides() -> None:
    teams = {**GOVERNED.teams, "checkout": build.team("checkout", "carol", "alice")}
    services = {
        "ledgerd": build.service("ledgerd", "payments", paths=("tests/**",)),
        "shop": build.service("shop", "checkout", paths=("ledger/**",)),
    }
    directory = replace(GOVERNED, teams=teams, services=services)
    snapshot = build.snapshot(files=(build.file("ledger/migrations/7.py"), build.file("tests/test_close.py")))
    given: dict[str, Any] = {"directory": directory, "snapshot": snapshot}
    assert "is not for a member of the Away Team" in say(GOOD, known(decision(), actor="carol", **given)).reply
    record = fold([entry_of(say(GOOD, known(decision(), actor="bob", **given)))])
    assert record.fact(terms.SERVICES) == "shop ledgerd", "it falls when what was decided on changes, too"


def test_the_bar_raiser_who_owns_the_service_does_not_override_their_own_word() -> None:
    teams = {**GOVERNED.teams, "payments": build.team("payments", "gina", "bea")}
    answer = say(GOOD, known(decision(), actor="gina", directory=replace(GOVERNED, teams=teams)))
    assert "You are the bar raiser of B7" in answer.reply


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        (("asked",), "asked"),
        (("asked", "passed-on"), "needed"),
        (("recommended-for",), "for"),
        (("disagreed-and-committed",), "committed"),
        (("recommended-against", "fallen"), "needed"),
        (("dropped",), "dropped"),
    ],
)
def test_there_must_be_something_to_go_against(acts: tuple[str, ...], state: str) -> None:
    assert f"B7 is {state}" in say(GOOD, known(decision(*acts))).reply


def test_one_override_at_a_time_and_a_new_one_once_it_fell() -> None:
    against, first = decision(), overridden()
    assert "O8 stands against B7 already" in say(GOOD, known(against, first)).reply
    assert not say(GOOD, known(against, then(first, "fallen"))).refused


@pytest.mark.parametrize("state", ["merged", "closed"])
def test_what_has_ended_needs_no_override(state: Any) -> None:
    answer = say(GOOD, known(decision(), snapshot=build.snapshot(state=state, merged_at=build.NOW)))
    assert f"is {state}" in answer.reply


def test_a_decision_of_another_pull_request_is_not_meant() -> None:
    assert "no bar raiser's decision on this" in say(GOOD, known(decision(pull="acme/ledgerd#8"))).reply


def test_before_the_first_look_nothing_can_be_covered() -> None:
    answer = say(GOOD, known(decision(), evaluated=False))
    assert "has not looked at this pull request yet" in answer.reply


def test_what_people_wrote_does_nothing_in_the_reply() -> None:
    line = '/homebot override B7 because="ask @everyone or see #12 <!-- x -->" follow-up=2026-12-23'
    _, _, reply = say(line, known(decision())).reply.partition("\n")
    assert "@" not in reply.replace("`@everyone`", "")
    assert "<!--" not in reply


@pytest.mark.parametrize(("shown", "why"), [
    (build.OLD_HEAD, f"homebot had shown you `{build.OLD_HEAD[:7]}`, and its head is `{build.HEAD[:7]}` by now"),
    ("", "had not said yet how the pull request stands"),
])  # fmt: skip
def test_nobody_goes_against_it_for_what_was_pushed_unseen(shown: str, why: str) -> None:
    answer = say(GOOD, known(decision(), shown=shown))
    assert (answer.refused, answer.acts) == (True, ())
    assert why in answer.reply
    assert "Nothing was changed" in answer.reply
