"""The story of the demo, played for real: people act through GitHub's API and git, homebot answers by itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homebot.cli.demo import company
from homebot.sandbox.box import Box, Person

REPOSITORY = "acme/ledgerd"
PATIENCE_SECONDS = 30.0
STANDARDS = "homebot: standards"
REVIEW = "homebot: review"


class StoryStuck(Exception):
    """Something that must happen did not; the message says what."""


@dataclass(frozen=True)
class Stage:
    """Where the story is played, and how it is told: `say` takes one line, `show` a comment's Markdown."""

    box: Box
    people: dict[str, Person]
    say: Callable[[str], None]
    show: Callable[[str, str], None]


def set_up(box: Box) -> dict[str, Person]:
    """The organisation, its people and its repositories."""
    people = {login: box.person(login, company.ORGANISATION) for login in company.PEOPLE}
    for name, files in company.REPOSITORIES.items():
        box.repository(company.ORGANISATION, name, files)
    return people


def play(stage: Stage) -> int:
    """From an away pull request to credit; its number. Raises StoryStuck."""
    carol = stage.people["carol"]
    stage.say("carol of checkout changes payments' ledgerd: one tangled function, no test, no goal.")
    stage.box.commit(
        REPOSITORY, "currency", {"ledger/close.py": company.TANGLED}, "carol", message="Settle in a currency"
    )
    number = carol.open_pull(REPOSITORY, "currency", company.TITLE, company.DESCRIPTION)
    failing = _until(stage, number, "homebot's first word", lambda state: _check(state, STANDARDS) == "failure")
    stage.show("What carol reads", _comment(failing))

    stage.say("carol mends it: smaller functions, a test, a goal and a headline.")
    files = {"ledger/close.py": company.MENDED, "tests/test_close.py": company.MENDED_TEST}
    stage.box.commit(REPOSITORY, "currency", files, "carol", message="Split it, and test it")
    carol.edit_pull(REPOSITORY, number, body=company.GOOD_DESCRIPTION)
    mended = _until(stage, number, "the green check", lambda state: _check(state, STANDARDS) == "success")
    reviewer = _reviewer(mended)
    stage.say(f"The same comment now says: waiting for {reviewer} of payments.")

    stage.people[reviewer].review(REPOSITORY, number, "APPROVE", "Reads well.")
    _until(stage, number, "the review check", lambda state: _check(state, REVIEW) == "success")
    stage.say(f"{reviewer} approves: homebot: review turns green. {reviewer} merges.")
    stage.people[reviewer].merge(REPOSITORY, number)
    _until(stage, number, "the word after the merge", lambda state: "Merged." in _comment(state))

    stage.say("dana, a manager, asks: /homebot credit payments")
    asked = stage.people["dana"].comment(REPOSITORY, number, "/homebot credit payments")
    answered = _until(stage, number, "the answer", lambda state: bool(_reply(state, asked)))
    stage.show("What dana reads", _reply(answered, asked))
    return number


def _until(stage: Stage, number: int, what: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The state of the pull request once something holds."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        state = stage.box.state(REPOSITORY, number)
        if holds(state):
            return state
        if time.monotonic() > ends:
            raise StoryStuck(f"{what} did not come within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(0.05)


def _comment(state: dict[str, Any]) -> str:
    return next((str(one["body"]) for one in state["comments"] if "<!-- homebot:pull -->" in one["body"]), "")


def _reply(state: dict[str, Any], comment: int) -> str:
    marker = f"<!-- homebot:reply:{comment} -->"
    return next((str(one["body"]) for one in state["comments"] if marker in one["body"]), "")


def _check(state: dict[str, Any], name: str) -> str | None:
    """The conclusion of the newest run of that name at the head."""
    found = [run for run in state["checks"] if run["name"] == name]
    return str(found[-1]["conclusion"]) if found else None


def _reviewer(state: dict[str, Any]) -> str:
    if not state["requested"]:
        raise StoryStuck("nobody was asked for a review")
    return str(state["requested"][0])
