"""What is refused before a verb is asked at all. Who may say what is in test_standings.py."""

from dataclasses import replace

import pytest

from homebot.core.commands.credit import question
from homebot.core.commands.discovery import verbs
from homebot.core.commands.gate import answer, asks_membership
from homebot.core.commands.parse import MAX_COMMANDS, Call, parse
from homebot.core.waits import Hold
from tests import build
from tests.core.commands.world import DIRECTORY, say, world
from tests.core.debt.figures import service_debt

OF_DECISIONS = {
    "accept", "agree", "decline", "deviate", "duplicate", "escalate", "evidence", "override", "raise", "recommend",
    "register", "reject", "reroll", "warranty", "withdraw",
}  # fmt: skip


@pytest.mark.parametrize("line", [example for verb in verbs().values() for example in verb.examples])
def test_examples_are_commands_that_are_understood(line: str) -> None:
    directory = replace(DIRECTORY, teams={**DIRECTORY.teams, "identity": build.team("identity", "ida")})
    snapshot = build.snapshot(assigned=("carol",))
    if "unhold" in line:
        snapshot = replace(snapshot, holds=(Hold("bob", "", build.NOW),))
    known = world("bob", directory, snapshot=snapshot, org_member=True, debts=(service_debt(),))
    (call,) = parse(line)
    assert isinstance(call, Call)
    assert call.verb in verbs()
    if call.verb in OF_DECISIONS:
        return  # What they answer depends on what was decided before: each has tests of its own.
    if call.verb == "credit":
        # What it is answered from is read by what it asks for: tests/app/test_credit_answers.py.
        assert question(call, known) is not None
    else:
        found = say(line, known)
        assert not found.refused, found.reply


@pytest.mark.parametrize("verb", verbs())
def test_verbs_are_documented(verb: str) -> None:
    described = verbs()[verb]
    assert described.does
    assert described.usage.startswith(f"/homebot {verb}")
    assert described.examples
    assert all(example.startswith(f"/homebot {verb}") for example in described.examples)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/homebot asign @x", "Did you mean `/homebot assign`?"),
        ("/homebot frobnicate", "knows no `frobnicate`"),
        ("/homebot @team", "knows no `@team`"),
        ("/homebot parse", "knows no `parse`"),
        ("/homebot __init__", "knows no `__init__`"),
        ("/homebot " + "x" * 1_000, "knows no"),
        ('/homebot hold because="x', "never closed"),
    ],
)
def test_what_is_not_understood_says_what_to_do(line: str, said: str) -> None:
    found = say(line)
    assert found.refused
    assert found.acts == ()
    assert said in found.reply


@pytest.mark.parametrize("verb", ["why", "recheck", "assign", "unassign", "hold", "unhold"])
def test_verbs_of_pull_requests_are_refused_on_an_issue(verb: str) -> None:
    found = say(f"/homebot {verb}", world("bob", evaluated=False, on_pull=False))
    assert found.refused
    assert "this is an issue" in found.reply


def test_the_line_is_quoted_and_nobody_is_called_by_it() -> None:
    assert say("/homebot owners @acme/all #3").reply.startswith("> `/homebot owners @acme/all #3`\n\n")


def test_the_twenty_first_command_is_answered_with_a_refusal() -> None:
    found = [answer(command, world()) for command in parse("/homebot work\n" * (MAX_COMMANDS + 1))]
    assert [one.refused for one in found] == [False] * MAX_COMMANDS + [True]


@pytest.mark.parametrize(
    ("actor", "said_by_github", "may"),
    [("olga", True, True), ("olga", False, False), ("olga", None, False), ("bob", None, True), ("bob", False, False)],
)
def test_membership_is_githubs_word_and_the_catalogues_where_github_is_silent(
    actor: str, said_by_github: bool | None, may: bool
) -> None:
    assert say("/homebot credit all", world(actor, org_member=said_by_github)).refused is not may


@pytest.mark.parametrize(("line", "asks"), [("/homebot credit", True), ("/homebot why", False), ("/homebot x", False)])
def test_github_is_asked_about_membership_only_where_it_matters(line: str, asks: bool) -> None:
    (command,) = parse(line)
    assert asks_membership(command) is asks


def test_home_is_the_team_that_owns_the_service_today() -> None:
    gone = build.team("payments", "bob", until=build.day("2026-11-22"))
    directory = build.directory(teams=(gone, DIRECTORY.teams["checkout"]))
    assert say("/homebot hold", world("bob", directory)).refused


def test_members_that_only_github_lists_count() -> None:
    snapshot = build.snapshot(members=(("payments", ("gus",)),))
    assert not say("/homebot hold", world("gus", snapshot=snapshot)).refused


def test_before_the_first_evaluation_the_owners_of_the_repository_may_ask_for_one() -> None:
    assert [act.kind for act in say("/homebot recheck", world("bea", evaluated=False)).acts] == ["recheck"]
    assert say("/homebot recheck", world("vera", evaluated=False)).refused
