"""What people should not say, with every verb: nothing is half done, and they are told why, who may, and how."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.commands.answer import Answer, World
from homebot.core.commands.discovery import Verb, verbs
from homebot.core.commands.gate import answer
from homebot.core.commands.parse import MAX_COMMANDS, parse
from homebot.core.events import Event, Ignored
from homebot.core.events import parse as event
from homebot.core.render.replies import LIMIT, together
from tests.core.commands.test_standings import SAID, call_of, seen_by
from tests.core.render.reading import Page

LONGEST = 60_000
LINES = [line for _, line in SAID]
REPOSITORY = {"full_name": "acme/ledgerd"}


def answers(body: str, world: World) -> list[Answer]:
    """What a comment is answered with, all by the same world."""
    return [answer(command, world) for command in parse(body)]


def long_comment(line: str, number: int = 500) -> str:
    """60,000 characters with that many commands."""
    filler = "\n" + "x" * max(0, (LONGEST // number) - len(line) - 3) + "\n\n"
    return (f"{line}{filler}" * number)[: LONGEST + number]


@pytest.mark.parametrize("line", LINES)
def test_five_hundred_commands_in_one_comment_are_bounded(line: str) -> None:
    body = long_comment(line)
    began = time.process_time()
    commands = parse(body)
    assert time.process_time() - began < 2, "reading is linear"
    assert len(commands) == MAX_COMMANDS + 1
    found = [answer(command, seen_by("mallory", line)) for command in commands]
    assert found[-1].refused
    assert found[-1].acts == ()
    left = body.count(f"{line}\n") - MAX_COMMANDS
    assert f"this one and {left - 1} after it were left out" in found[-1].reply
    assert len(together([one.reply for one in found]).encode()) <= LIMIT


def test_long_answers_to_many_commands_fit_into_one_comment() -> None:
    found = answers("/homebot why\n" * 30, seen_by("bob", ""))
    long = [replace(one, reply=one.reply + "\nand `more` of it" * 900) for one in found]
    text = together([one.reply for one in long])
    assert len(text.encode()) <= LIMIT
    assert text.count("> `/homebot why`") == MAX_COMMANDS + 1
    assert Page(text).acts == []


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "frame",
    ["> {}", "    {}", "```\n{}\n```", "~~~ text\n{}\n~~~", "<!--\n{}\n-->", "<pre>\n{}\n</pre>", "`` a\n{}\nb ``",
     "> quoted\n{}", "say {}", "- {}", "*{}*"],
)  # fmt: skip
def test_what_is_quoted_hidden_or_code_is_no_command(line: str, frame: str) -> None:
    assert parse(frame.format(line)) == ()


@pytest.mark.parametrize("line", LINES)
def test_what_is_edited_afterwards_is_no_command(line: str) -> None:
    comment = {"id": 5, "body": line, "user": {"login": "bob", "type": "User"}}
    payload = {"comment": comment, "issue": {"number": 7}, "repository": REPOSITORY}
    assert isinstance(event("issue_comment", {**payload, "action": "created"}), Event)
    for action in ("edited", "deleted", "pinned"):
        assert isinstance(event("issue_comment", {**payload, "action": action}), Ignored)


ONLY_ON_PULLS = [(verb, line) for verb, line in SAID if verb.where == "pull request"]


@pytest.mark.parametrize(("verb", "line"), ONLY_ON_PULLS, ids=[verb.name for verb, _ in ONLY_ON_PULLS])
def test_in_the_wrong_place_it_is_refused_with_the_right_one(verb: Verb, line: str) -> None:
    issue = replace(seen_by("bob", line), on_pull=False, snapshot=None, decision=None)
    found = answer(call_of(line), issue)
    assert found.refused
    assert found.acts == ()
    assert "this is an issue. Say it on the pull request." in found.reply


WORDS = st.sampled_from([
    "", "D1", "B2", "A3", "O4", "W5", "D99", "99999999999", "size", "ledgerd", "architecture", "for", "against", "held",
    "@bob", "until", "2026-12-01", "1999-01-01", "2026-02-30", "9999-12-31", "٣", "\u202e", "`|`", "acme/ledgerd#7",
    "because=", 'because="x"', 'because="   "', 'because="it is needed for the launch"', "until=2026-12-20",
    "until=2026-11-22", "until=2036-01-01", "until=tomorrow", "follow-up=2026-11-01", "evidence-by=2020-01-01",
    "data=https://ci.example/1", "data=file:///etc/passwd", "says=x", "kind=deviation", "state=all", 'title="--> @all"',
])  # fmt: skip


@given(st.sampled_from(sorted(verbs())), st.lists(WORDS, max_size=6), st.sampled_from(["bob", "al", "gina", "mallory"]))
@settings(max_examples=400)
def test_whatever_is_said_it_is_answered_and_a_refusal_changes_nothing(verb: str, words: list[str], actor: str) -> None:
    line = " ".join(["/homebot", verb, *words])
    (found,) = answers(line, seen_by(actor, "D1 B2 A3 O4 W5"))
    assert found.reply.startswith("> `")
    assert not (found.refused and found.acts)
    page = Page(found.reply)
    assert page.acts == []
    assert page.comments == []
    for act in found.acts:
        assert act.entry is None or (act.entry.by == actor and act.entry.key.startswith("1:1:"))
