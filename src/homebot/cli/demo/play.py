"""The story of the demo, played for real: people act through GitHub's API and git, homebot answers by itself."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from homebot.cli.demo import company
from homebot.sandbox.box import Box, Person

REPOSITORY = "acme/ledgerd"
CONSUMER = "acme/player"
PATIENCE_SECONDS = 30.0
STANDARDS = "homebot: standards"
REVIEW = "homebot: review"
_WAITING = re.compile(r"^homebot_deliveries_waiting 0(?:\.0)?$", re.MULTILINE)
"""In the metrics: nothing is."""


class StoryStuck(Exception):
    """Something that must happen did not; the message says what."""


@dataclass(frozen=True)
class Stage:
    """Where the story is played, and how it is told: `say` takes one line, `show` a comment's Markdown. `address` is
    homebot's."""

    box: Box
    people: dict[str, Person]
    say: Callable[[str], None]
    show: Callable[[str, str], None]
    address: str


def set_up(box: Box) -> dict[str, Person]:
    """The organisation, its people and its repositories."""
    people = {login: box.person(login, company.ORGANISATION) for login in company.PEOPLE}
    for name, files in company.REPOSITORIES.items():
        box.repository(company.ORGANISATION, name, files)
    box.tag(REPOSITORY, company.RELEASED)
    return people


def play(stage: Stage) -> int:
    """From an away pull request to credit; its number. Raises StoryStuck."""
    number = _away(stage)
    reviewer = _reviewed(stage, number)
    stage.say(f"{reviewer} approves: homebot: review turns green. {reviewer} merges.")
    stage.people[reviewer].merge(REPOSITORY, number)
    _until(stage, number, "the word after the merge", lambda state: "Merged." in _comment(state))
    _adopted(stage)

    stage.say("dana, a manager, asks: /homebot credit payments")
    asked = stage.people["dana"].comment(REPOSITORY, number, "/homebot credit payments")
    answered = _until(stage, number, "the answer", lambda state: bool(_reply(state, asked)))
    stage.show("What dana reads", _reply(answered, asked))
    return number


def _away(stage: Stage) -> int:
    """A pull request that fails its standards, and is mended."""
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
    return number


def _reviewed(stage: Stage, number: int) -> str:
    """Who was asked, and approved it."""
    mended = _until(stage, number, "the green check", lambda state: _check(state, STANDARDS) == "success")
    reviewer = _reviewer(mended)
    stage.say(f"The same comment now says: waiting for {reviewer} of payments.")
    stage.people[reviewer].review(REPOSITORY, number, "APPROVE", "Reads well.")
    _until(stage, number, "the review check", lambda state: _check(state, REVIEW) == "success")
    return reviewer


def _adopted(stage: Stage) -> None:
    """Home releases the change, and another team uses it."""
    stage.people["alice"].release(REPOSITORY, company.NEXT)
    stage.say(f"alice of payments releases {company.NEXT}, the first release that holds it.")
    _quiet(stage)
    stage.box.commit(CONSUMER, "refunds", company.ADOPTION, "erin", message=company.ADOPTING)
    number = stage.people["erin"].open_pull(CONSUMER, "refunds", company.ADOPTING, company.GOOD_DESCRIPTION)
    _until(stage, number, "a word on video's change", lambda state: bool(_comment(state)), CONSUMER)
    stage.people["frank"].review(CONSUMER, number, "APPROVE", "Viewers will like it.")
    stage.people["frank"].merge(CONSUMER, number)
    stage.say("erin of video takes it into player and uses AnotherCurrency there; frank approves and merges.")
    _quiet(stage)


def _quiet(stage: Stage) -> None:
    """Waits until homebot has done all that it heard of."""
    stage.box.idle()
    ends = time.monotonic() + PATIENCE_SECONDS
    while _WAITING.search(requests.get(f"{stage.address}/metrics", timeout=PATIENCE_SECONDS).text) is None:
        if time.monotonic() > ends:
            raise StoryStuck(f"homebot was not done within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(0.05)


def _until(
    stage: Stage, number: int, what: str, holds: Callable[[dict[str, Any]], bool], repository: str = REPOSITORY
) -> dict[str, Any]:
    """The state of the pull request once something holds."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        state = stage.box.state(repository, number)
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
