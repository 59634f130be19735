"""Who may say what: every verb with everything that somebody can be, as the verbs say, as the page says, and as the
gate does."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from homebot.core.commands.answer import World
from homebot.core.commands.discovery import Verb, verbs
from homebot.core.commands.gate import answer, barred
from homebot.core.commands.parse import Call, parse
from homebot.core.commands.roles import roles
from homebot.core.commands.standings import BOT, OUTSIDER, STANDINGS, word
from homebot.core.events import Ignored
from homebot.core.events import parse as event
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.names import LETTERS, number_in
from homebot.core.register.record import Record, fold
from homebot.core.register.table import TABLE
from homebot.core.waits import Hold
from tests import build
from tests.core.commands.world import world

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"
PEOPLE = {
    "author": "erin",
    "away member": "al",
    "away owner": "alice",
    "home member": "bea",
    "home owner": "bob",
    "standard owner": "sam",
    "bar raiser": "gina",
    "manager": "dana",
    "org member": "olga",
    OUTSIDER: "stranger",
}
"""Somebody of each standing who is nothing else."""
TEAMS = (build.team("payments", "bob", "bea"), build.team("checkout", "alice", "al", "ann"))
PROFILE = tuple(replace(one, owners=("sam",)) for one in build.profile())
DIRECTORY = build.directory(teams=TEAMS, bar_raisers={"architecture": ("gina",)}, profiles={"default": PROFILE})
NAMED = re.compile(r"\b([DBOAWRU][1-9]\d*)\b")
SAID = [(verb, verb.examples[0]) for verb in verbs().values()]


def on_page() -> dict[tuple[str, str], str]:
    """The words of the table as docs/commands.md has them, by verb and standing."""
    lines = [[cell.strip() for cell in line.strip("| ").split("|")] for line in PAGE.read_text("utf-8").splitlines()]
    head = next(line for line in lines if line[0] == "verb")
    rows = [line for line in lines if len(line) == len(head) and line[0].startswith("`")]
    return {(row[0].strip("`"), of): said for row in rows for of, said in zip(head[1:], row[1:], strict=True)}


def decision(name: str, author: str) -> Record:
    """A decision of that name on ledgerd, that checkout asked for."""
    found = number_in(name)
    assert found is not None
    letter, number = found
    kind = next(one for one, known in LETTERS.items() if known == letter)
    act = next(one.act for one in TABLE if one.kind == kind and one.before == ("",))
    scope = Scope(service="ledgerd", standard="size", kind="architecture", pull="acme/ledgerd#7", head=build.HEAD)
    said = (("author", author), ("title", "A change"))
    entry = Entry(f"k{number}", number, kind, act, build.NOW, by="ann", team="checkout", home="payments", scope=scope)
    return fold([replace(entry, said=said)])


def seen_by(actor: str, line: str, author: str = "ann") -> World:
    """What a command knows that names decisions, all of them there."""
    named = sorted(set(NAMED.findall(line)))
    snapshot = build.snapshot(author=author, holds=(Hold("bob", "wait", build.NOW),))
    register = RegisterFacts(tuple(decision(name, author) for name in named), 100)
    inside = actor != PEOPLE[OUTSIDER]
    return world(actor, DIRECTORY, snapshot=snapshot, org_member=inside, register=register)


def call_of(line: str) -> Call:
    (call,) = parse(line)
    assert isinstance(call, Call)
    return call


def known_to(standing: str, line: str) -> World:
    author = PEOPLE["author"] if standing == "author" else "ann"
    return seen_by(PEOPLE[standing], line, author)


def test_each_person_is_what_they_stand_for_and_no_more() -> None:
    for standing in PEOPLE:
        known = known_to(standing, "/homebot accept D1")
        assert roles(known, known.register.find("D1")) == STANDINGS[standing], standing


def test_the_page_says_what_the_verbs_say() -> None:
    expected = {(verb.name, one): word(verb, one) for verb, one in product(verbs().values(), STANDINGS)}
    assert on_page() == expected


@pytest.mark.parametrize("standing", PEOPLE)
@pytest.mark.parametrize(("verb", "line"), SAID, ids=[verb.name for verb, _ in SAID])
def test_the_gate_does_what_the_page_says(verb: Verb, line: str, standing: str) -> None:
    call, known = call_of(line), known_to(standing, line)
    if standing == "standard owner" and (verb.about is None or verb.about(call, known) is None):
        return  # Nobody owns a standard but in what is said of a decision about it.
    why_not = barred(verb, call, known)
    assert (why_not is None) is (on_page()[verb.name, standing] == "yes")
    if why_not is not None:
        found = answer(call, known)
        assert found.refused
        assert found.acts == ()
        assert why_not in found.reply
        assert "nothing was changed" in found.reply.lower()


BARRED = [(verb, line, role) for verb, line in SAID for role in verb.never]


@pytest.mark.parametrize(("verb", "line", "never"), BARRED)
def test_who_is_barred_stays_so_whatever_else_they_are(verb: Verb, line: str, never: str) -> None:
    """bob is a home owner; whoever may say it besides is made what is barred."""
    everything = build.directory(
        teams=(build.team("payments", "bob"), build.team("checkout", "bob", "ann")),
        bar_raisers={"architecture": ("bob",)},
    )
    known = replace(seen_by("bob", line, author="bob" if never == "author" else "ann"), directory=everything)
    found = answer(call_of(line), known)
    assert found.refused
    assert found.acts == ()
    assert "is not for" in found.reply


def test_what_a_bot_writes_is_never_a_command() -> None:
    for verb, line in SAID:
        assert on_page()[verb.name, BOT] == "no"
        comment = {"id": 5, "body": line, "user": {"login": "renovate[bot]", "type": "Bot"}}
        repository = {"full_name": "acme/ledgerd"}
        payload = {"action": "created", "comment": comment, "issue": {"number": 7}, "repository": repository}
        assert isinstance(event("issue_comment", payload), Ignored)


@pytest.mark.parametrize("verb", verbs().values(), ids=list(verbs()))
def test_every_verb_says_who_may(verb: Verb) -> None:
    assert verb.who_may
    assert not set(verb.who_may) & set(verb.never)
    assert any(word(verb, one) == "yes" for one in STANDINGS)
