"""`/homebot agree` and `decline`: who may, on what, and what is answered."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from homebot.core.agreements.kept_settings import decode
from homebot.core.commands.answer import Answer, World
from homebot.core.facts import PullId
from homebot.core.issues import Issue
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import fold
from tests import build
from tests.core.agreements.records import agreement
from tests.core.commands.world import DIRECTORY, say, world

FORM = """\
Goal: exact refunds
Headline: Refunds are right to the cent
Service: ledgerd
Beneficiaries: video
Surface: settle_batch
Rollout: behind a flag
Contact: alice
"""
ISSUE = PullId("acme", "ledgerd", 3)


def issue(body: str = FORM, author: str = "alice", state: str = "open") -> Issue:
    return Issue(ISSUE, "Exact refunds", body, author, state, datetime.fromisoformat("2026-11-20T09:00:00+00:00"))


def on_issue(actor: str = "bob", **changes: Any) -> World:
    """What a command on the issue knows."""
    found: dict[str, Any] = {"on_pull": False, "number": 3, "issue": issue(), **changes}
    return world(actor, evaluated=False, **found)


def on_pull(actor: str = "bob", body: str = FORM, **changes: Any) -> World:
    """The same on alice's pull request."""
    return world(actor, snapshot=build.snapshot(body=body, **changes))


@pytest.mark.parametrize("where", [on_issue, on_pull])
def test_a_home_owner_agrees_and_the_standards_of_the_day_are_pinned(where: Any) -> None:
    answer = say("/homebot agree door=one-way", where())
    assert not answer.refused, answer.reply
    [act] = answer.acts
    assert act.entry is not None
    record = fold([act.entry])
    assert (record.state, record.team, record.home, record.by) == ("agreed", "checkout", "payments", "bob")
    assert (record.scope.service, record.number, record.place) == ("ledgerd", 1, f"acme/ledgerd#{where().number}")
    assert (record.fact("author"), record.fact("door"), record.fact("surface")) == ("alice", "one-way", "settle_batch")
    assert decode(record.fact("pinned")) == tuple(replace(one, place=None) for one in DIRECTORY.profiles["default"])
    assert record.fact("warranty-days") == "30"
    assert record.fact("pinned-until") == (build.NOW + timedelta(days=90)).isoformat()
    assert "**A1 agreed** by `bob` for `payments`: `checkout` may change `ledgerd`" in answer.reply
    assert "`Agreement: A1`" in answer.reply
    assert "until 2027-02-21" in answer.reply
    assert "30 days" in answer.reply


def test_the_surface_that_is_agreed_is_that_of_the_command() -> None:
    [act] = say('/homebot agree surface="settle_all"', on_issue()).acts
    assert act.entry is not None
    assert dict(act.entry.said)["surface"] == "settle_all"


@pytest.mark.parametrize("line", ["/homebot agree", '/homebot decline because="the ledger is frozen until May"'])
@pytest.mark.parametrize(
    ("actor", "why"),
    [
        ("alice", "is for an owner of a Home Team"),
        ("al", "is for an owner of a Home Team"),
        ("bea", "is for an owner of a Home Team"),
        ("vera", "is for an owner of a Home Team"),
        ("gina", "is for an owner of a Home Team"),
        ("dana", "is for an owner of a Home Team"),
        ("stranger", "is for an owner of a Home Team"),
    ],
)
@pytest.mark.parametrize("where", [on_issue, on_pull])
def test_nobody_else_may(line: str, actor: str, why: str, where: Any) -> None:
    answer = say(line, where(actor))
    assert answer.refused
    assert why in answer.reply


def test_an_owner_who_is_of_the_away_team_too_may_not() -> None:
    teams = (build.team("payments", "bob"), build.team("checkout", "alice", "bob"))
    directory = build.directory(teams)
    for known in (on_issue(directory=directory), on_issue(directory=directory, issue=issue(author="bob"))):
        answer = say("/homebot agree", known)
        assert answer.refused
        assert "is not for" in answer.reply


WITHOUT_SURFACE = FORM.replace("Surface: settle_batch\n", "")


@pytest.mark.parametrize(
    ("line", "changes", "why"),
    [
        ("/homebot agree", {"issue": issue("")}, "does not say `Goal`, `Headline`, `Service`"),
        ("/homebot agree", {"issue": issue(WITHOUT_SURFACE)}, "does not say `Surface`"),
        ("/homebot agree", {"issue": issue(FORM.replace("ledgerd", "ledgard"))}, "Did you mean `ledgerd`?"),
        ("/homebot agree", {"issue": issue(FORM.replace("ledgerd", "`@all` **x**"))}, "must name one service"),
        ("/homebot agree", {"issue": issue(author="stranger")}, "is in no team of the catalogue"),
        ("/homebot agree", {"issue": issue(author="bea")}, "work at home needs no agreement"),
        ("/homebot agree", {"issue": issue(state="closed")}, "This is closed"),
        ("/homebot agree", {"issue": None}, "cannot see the text of this issue"),
        ("/homebot agree now", {}, "The form is"),
        ("/homebot agree until=2026-12-01", {}, "The form is"),
        ("/homebot agree door=revolving", {}, "A door is `one-way`"),
        ("/homebot decline", {}, "The reason is missing"),
        ("/homebot decline because=no", {}, "at least 3 words"),
        ("/homebot decline because=no now", {}, "The form is"),
        ('/homebot decline because="not this year at all"', {"issue": issue("")}, "names no `Service:`"),
    ],
)
def test_a_refusal_says_what_is_missing(line: str, changes: dict[str, Any], why: str) -> None:
    answer = say(line, on_issue(**changes))
    assert answer.refused
    assert why in answer.reply
    assert "Nothing was changed." in answer.reply


def test_the_surface_may_come_with_the_command() -> None:
    assert not say('/homebot agree surface="settle"', on_issue(issue=issue(WITHOUT_SURFACE))).refused


def known(*records: Any) -> RegisterFacts:
    return RegisterFacts(records, 20)


@pytest.mark.parametrize("line", ["/homebot agree", '/homebot decline because="the ledger is frozen"'])
def test_it_is_decided_once(line: str) -> None:
    answer = say(line, on_issue(register=known(agreement())))
    assert answer.refused
    assert "It is agreed already: A12, by `bob` on 2026-11-18" in answer.reply
    declined = agreement(act="declined", because="frozen until @may")
    answer = say(line, on_issue(register=known(declined)))
    assert answer.refused
    assert "It was declined as A12 on 2026-11-18: frozen until `@may`" in answer.reply


def test_an_agreement_elsewhere_is_no_hindrance() -> None:
    assert not say("/homebot agree", on_issue(register=known(agreement(place="acme/ledgerd#4")))).refused


def test_a_home_owner_declines_with_a_reason() -> None:
    answer = say('/homebot decline because="the ledger is frozen until May"', on_issue(issue=issue("Service: ledgerd")))
    assert not answer.refused, answer.reply
    [act] = answer.acts
    assert act.entry is not None
    record = fold([act.entry])
    assert (record.state, record.team, record.because) == ("declined", "checkout", "the ledger is frozen until May")
    assert "`/homebot escalate A1`" in answer.reply


def test_the_team_that_a_line_names_counts_if_the_author_is_in_it() -> None:
    teams = (build.team("payments", "bob"), build.team("checkout", "alice"), build.team("video", "vera", "alice"))
    directory = build.directory(teams)

    def agreed(body: str) -> str:
        [act] = say("/homebot agree", on_issue(directory=directory, issue=issue(body))).acts
        assert act.entry is not None
        return act.entry.team

    assert agreed(FORM) == "checkout"
    assert agreed(f"{FORM}\nTeam: video\n") == "video"
    assert agreed(f"{FORM}\nTeam: payments\n") == "checkout"


def test_a_service_of_another_repository_is_agreed_on_by_its_own_owners() -> None:
    services = [build.service("ledgerd", "payments"), build.service("player", "video", "acme/player")]
    directory = build.directory(services=services)
    about_player = issue(FORM.replace("Service: ledgerd", "Service: player"))

    def by(actor: str) -> Answer:
        return say("/homebot agree", on_issue(actor, directory=directory, issue=about_player))

    assert by("bob").refused
    assert not by("vera").refused


def test_what_strangers_wrote_mentions_nobody() -> None:
    hostile = FORM.replace("Refunds are right to the cent", "@acme/all <!-- homebot:pull --> | [x](http://e.vil) #1")
    reply = say("/homebot agree", on_issue(issue=issue(hostile))).reply
    outside = "".join(reply.split("`")[::2])
    assert "@" not in outside
    assert "<!--" not in reply
    assert "](http" not in outside


def test_the_third_agreement_of_two_away_teams_suggests_a_core_team() -> None:
    before = (agreement(8), agreement(9, team="video"))

    often = say("/homebot agree", on_issue(register=RegisterFacts((), 20, before)))
    seldom = say("/homebot agree", on_issue(register=RegisterFacts((), 20, before[:1])))

    assert "3 agreements by `checkout` and `video` on `ledgerd` within a year: consider to spin out" in often.reply
    assert "within a year" not in seldom.reply
