"""`escalate`: who may, what is escalated, who is asked, how it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from homebot.core.commands.answer import Answer
from homebot.core.directory import Succession
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import after
from tests import build
from tests.core.commands.world import say, world
from tests.core.escalations.made import DIRECTORY, agreement, escalation, known

WHY = 'because="refunds in Japan wait for this"'


def said(actor: str, line: str, register: RegisterFacts) -> Answer:
    """What is answered on pull request 7 of ledgerd."""
    return say(line, world(actor, DIRECTORY, register=register))


@pytest.mark.parametrize(
    "line", [f"/homebot escalate A12 {WHY}", f"/homebot escalate {WHY}", f"/homebot escalate 12 {WHY}"]
)
def test_the_away_team_escalates_what_was_declined(line: str) -> None:
    answer = said("al", line, known(agreement()))

    opened, moved = (act.entry for act in answer.acts)
    assert opened is not None
    assert moved is not None
    assert (opened.number, opened.kind, opened.act) == (20, "escalation", "escalated")
    assert (opened.team, opened.home, opened.scope.of if opened.scope else 0) == ("checkout", "payments", 12)
    assert opened.people == ("bob", "alice", "dana", "ceo")
    assert opened.due == datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert dict(opened.said)["goal"] == "refunds in @yen"
    assert dict(opened.said)["repository"] == "acme/governance"
    assert (moved.number, moved.kind, moved.act) == (12, "agreement", "escalated")
    assert after(agreement(), moved).state == "escalated"
    assert answer.reply.endswith(
        "R20: A12 is a question about the roadmap now. homebot opens an issue in `acme/governance` with both goals, and"
        " asks `bob`, `alice`, `dana` and `ceo`. It ends with an outcome: `/homebot escalate R20"
        ' outcome=home-does|away-later|duplicate|declined because="..."`, by a manager or a home owner.'
    )


def test_without_a_governance_repository_it_is_asked_in_the_services_own() -> None:
    answer = say(f"/homebot escalate {WHY}", world("al", register=known(agreement())))

    assert answer.acts[0].entry is not None
    assert dict(answer.acts[0].entry.said)["repository"] == "acme/ledgerd"


@pytest.mark.parametrize(
    ("actor", "line", "register", "why"),
    [
        ("al", f"/homebot escalate {WHY}", known(), "Nothing was declined here. First a home owner"),
        ("al", f"/homebot escalate A99 {WHY}", known(agreement()), "The register has no `A99`."),
        ("al", "/homebot escalate A12", known(agreement()), "The reason is missing"),
        ("al", '/homebot escalate A12 because="now"', known(agreement()), "`now` tells nobody why"),
        ("al", f"/homebot escalate A12 R13 {WHY}", known(agreement()), "Name one decision"),
        ("al", f"/homebot escalate A12 {WHY}", known(agreement("agreed")), "A12 is agreed. Only away work"),
        ("al", f"/homebot escalate A12 outcome=declined {WHY}", known(agreement()), "An outcome is given to"),
        ("bob", f"/homebot escalate A12 {WHY}", known(agreement()), "`bob` is not in it"),
        ("vera", f"/homebot escalate A12 {WHY}", known(agreement()), "`/homebot escalate` is for"),
        ("bea", f"/homebot escalate R13 outcome=declined {WHY}", known(escalation()), "`/homebot escalate` is for"),
        ("al", f"/homebot escalate R13 outcome=declined {WHY}", known(escalation()), "is for an owner of `payments`"),
        ("bob", f"/homebot escalate R13 outcome=homedoes {WHY}", known(escalation()), "mean `outcome=home-does`?"),
        ("bob", f"/homebot escalate R13 {WHY}", known(escalation()), "R13 is open and has no outcome"),
        ("bob", "/homebot escalate R13 outcome=declined", known(escalation()), "The reason is missing"),
        ("bob", f"/homebot escalate outcome=declined {WHY}", known(agreement()), "Name the question"),
        ("dana", f"/homebot escalate R13 outcome=declined {WHY}", known(escalation("home-does")), "R13 has its"),
    ],
)  # fmt: skip
def test_refusals_say_why_and_change_nothing(actor: str, line: str, register: RegisterFacts, why: str) -> None:
    answer = said(actor, line, register)

    assert answer.refused
    assert not answer.acts
    assert why in answer.reply


def test_what_is_escalated_already_is_not_escalated_again() -> None:
    moved = said("al", f"/homebot escalate {WHY}", known(agreement())).acts[1].entry
    assert moved is not None

    again = said("al", f"/homebot escalate A12 {WHY}", known(after(agreement(), moved)))

    assert again.refused
    assert "A12 was escalated already" in again.reply


@pytest.mark.parametrize("actor", ["bob", "dana", "ceo"])
@pytest.mark.parametrize("outcome", ["home-does", "away-later", "duplicate", "declined"])
def test_a_manager_or_a_home_owner_gives_the_outcome(actor: str, outcome: str) -> None:
    answer = said(actor, f'/homebot escalate R13 outcome={outcome} because="we do it in spring"', known(escalation()))

    (act,) = answer.acts
    assert act.entry is not None
    ended = after(escalation(), act.entry)
    assert (ended.state, ended.final, ended.due, ended.fact("outcome")) == (outcome, True, None, outcome)


def test_the_outcome_is_given_here_without_a_name_and_anywhere_by_it() -> None:
    line = 'escalate {}outcome=away-later because="we do it in spring"'

    assert said("bob", "/homebot " + line.format(""), known(escalation())).acts
    elsewhere = world("bob", DIRECTORY, False, register=known(escalation()), repository="acme/governance", number=3)
    assert say("/homebot " + line.format("r13 "), elsewhere).acts
    assert say("/homebot " + line.format(""), elsewhere).refused


def test_a_service_that_changed_hands_is_asked_of_its_owner_of_today() -> None:
    later = build.NOW + timedelta(days=30)
    handed = build.directory(
        teams=(*DIRECTORY.teams.values(), build.team("core", "cleo")),
        successions=(Succession(build.day("2026-12-01"), "payments", "core"),),
    )

    answer = say(f"/homebot escalate {WHY}", world("al", handed, register=known(agreement()), now=later))

    assert answer.acts[0].entry is not None
    assert (answer.acts[0].entry.home, answer.acts[0].entry.people[:2]) == ("core", ("cleo", "alice"))
