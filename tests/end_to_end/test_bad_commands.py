"""Commands that should not be, through real comments: too many, twice, at once, altered afterwards, by bots."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homebot.cli.demo import company
from homebot.core.commands.parse import MAX_COMMANDS
from tests.core.commands.test_bad_input import LONGEST, long_comment
from tests.end_to_end.serving import REPOSITORY, Served, complete, replies, serving

CATALOGUE = {
    **company.CATALOGUE,
    "org.yaml": company.ORG.replace("owners: [alice]", "owners: [alice, bob]")
    + "bots: [frank]\nbar_raisers: {architecture: [erin, dana]}\n",
}
UNTIL = (datetime.now(UTC) + timedelta(days=30)).date()
WHY = 'because="it cannot be done in time for the launch"'


@contextmanager
def deciding(folder: Path, **settings: str) -> Iterator[Served]:
    with serving(folder, CATALOGUE, **settings) as served:
        yield served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with deciding(tmp_path_factory.mktemp("bad")) as found:
        yield found


def bad_pull(served: Served, branch: str) -> int:
    """An away pull request of carol's without a word on what it is for."""
    number = served.away_pull(branch, body="")
    served.until(number, complete)
    return number


def said(served: Served, who: str, number: int, text: str) -> str:
    """What homebot answers."""
    asked = served.people[who].comment(REPOSITORY, number, text)
    (found,) = replies(served.until(number, lambda now: replies(now, asked)), asked)
    return found


def register(served: Served, *words: str) -> list[dict[str, Any]]:
    """The decisions of a list."""
    done = served.run("register", *words, "--state", "all", "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def whole(served: Served) -> None:
    """The register's view is what its entries tell."""
    done = served.run("register", "verify")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wrong(served: Served) -> int:
    return bad_pull(served, "wrong")


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [
        ("carol", f"deviate description {WHY} until=2020-01-01", "is past"),
        ("carol", f"deviate description {WHY} until={UNTIL + timedelta(days=300)}", "more than 180 days ahead"),
        ("carol", f"deviate description {WHY} until={UNTIL} evidence-by=2020-01-01", "is past"),
        ("carol", f"deviate description {WHY} until=soon", "is no date"),
        ("carol", f"deviate description {WHY}", "The day is missing"),
        ("carol", f'deviate description because="   " until={UNTIL}', "The reason is missing"),
        ("carol", f'deviate description because="urgent" until={UNTIL}', "tells nobody why"),
        ("erin", f"deviate description {WHY} until={UNTIL}", "is for"),
        ("carol", f"override B1 {WHY} follow-up={UNTIL}", "is for"),
        ("bob", f"override B999 {WHY} follow-up={UNTIL}", "no bar raiser's decision on this pull request"),
        ("bob", "accept D999", "D999"),
        ("carol", 'duplicate player because="no"', "tells nobody why"),
        ("carol", f"duplicate nothing {WHY}", "nothing"),
        ("mallory", f"duplicate player {WHY}", "is for"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(
    served: Served, wrong: int, who: str, text: str, why: str
) -> None:
    before = register(served)
    reply = said(served, who, wrong, f"/homebot {text}")
    assert why in reply
    served.quiet()
    assert register(served) == before


def test_five_hundred_commands_get_one_reply_that_fits(served: Served) -> None:
    number = bad_pull(served, "many")
    before = len(register(served))
    body = long_comment("/homebot why")
    assert len(body) > LONGEST - 1_000
    reply = said(served, "alice", number, body)
    assert len(reply) <= 65_536
    assert reply.count("> `/homebot why`") == MAX_COMMANDS + 1
    assert "were left out. Say it again in a new comment." in reply
    assert len(register(served)) == before


def test_many_decisions_in_one_comment_are_answered_each_by_the_one_before(served: Served) -> None:
    number = bad_pull(served, "each")
    line = f"/homebot deviate description {WHY} until={UNTIL}"
    reply = said(served, "carol", number, "\n".join([line] * 25))
    served.quiet()
    (kept,) = [one for one in register(served, "--kind", "deviation") if one["place"] == f"{REPOSITORY}#{number}"]
    assert reply.count(f"> `{line}`"[:60]) == MAX_COMMANDS + 1
    assert [entry["act"] for entry in kept["entries"]] == ["claimed"]
    assert reply.count(kept["name"]) >= MAX_COMMANDS
    whole(served)


def test_the_same_command_in_two_deliveries_is_answered_once(served: Served) -> None:
    number = bad_pull(served, "twice")
    asked = served.people["dave"].comment(REPOSITORY, number, f"/homebot duplicate player {WHY}")
    served.until(number, lambda now: replies(now, asked))
    sent = served.box.control("deliveries")["deliveries"]
    (ours,) = [
        one for one in sent if one["payload"].get("comment", {}).get("id") == asked and one["status_code"] == 202
    ]
    before = register(served)
    for again in range(5):
        body = json.dumps(ours["payload"]).encode()
        assert served.post(ours["event"], body, f"{ours['guid'][:-4]}000{again}") == 202
    served.quiet()
    assert len(replies(served.box.state(REPOSITORY, number), asked)) == 1
    assert register(served) == before
    assert len([one for one in before if one["kind"] == "duplication"]) == 1


def test_what_is_edited_into_a_command_decides_nothing(served: Served) -> None:
    number = bad_pull(served, "edited")
    comment = served.people["alice"].comment(REPOSITORY, number, "Looks fine.")
    path = f"/repos/{REPOSITORY}/issues/comments/{comment}"
    before = register(served)
    served.people["alice"].call("PATCH", path, {"body": f"/homebot raise architecture {WHY}"})
    asked = served.people["alice"].comment(REPOSITORY, number, f"> /homebot raise architecture {WHY}\n\nreally?")
    said(served, "alice", number, "/homebot help")
    served.quiet()
    state = served.box.state(REPOSITORY, number)
    assert replies(state, comment) == replies(state, asked) == []
    assert register(served) == before


def test_a_bot_of_the_catalogue_commands_nothing(served: Served) -> None:
    number = bad_pull(served, "robot")
    asked = served.people["frank"].comment(REPOSITORY, number, f"/homebot duplicate ledgerd {WHY}")
    said(served, "alice", number, "/homebot help")
    served.quiet()
    assert replies(served.box.state(REPOSITORY, number), asked) == []
    assert [one for one in register(served) if one["by"] == "frank"] == []


@pytest.mark.postgres
def test_people_who_decide_at_once_get_a_number_each(tmp_path: Path, ready_postgres_url: str) -> None:
    with deciding(tmp_path, HOMEBOT_DATABASE_URL=ready_postgres_url) as served:
        pulls = [bad_pull(served, f"once{place}") for place in range(4)]
        texts = (
            ("carol", f"/homebot deviate description {WHY} until={UNTIL}"),
            ("alice", f"/homebot raise architecture {WHY}"),
            ("dave", f"/homebot duplicate player {WHY}"),
        )

        def say(one: tuple[int, tuple[str, str]]) -> tuple[int, int]:
            number, (who, text) = one
            return number, served.people[who].comment(REPOSITORY, number, text)

        with ThreadPoolExecutor(12) as pool:
            asked = list(pool.map(say, [(number, text) for number in pulls for text in texts]))
        for number, comment in asked:
            served.until(number, lambda now, comment=comment: replies(now, comment))
        served.quiet()
        found = register(served)
        numbers = [one["number"] for one in found]
        assert sorted(numbers) == list(range(1, len(found) + 1))
        assert len([one for one in found if one["kind"] == "bar-raiser"]) == len(pulls)
        about = [(one["scope"]["standard"], one["scope"]["service"]) for one in found if one["kind"] == "deviation"]
        assert about == [("description", "ledgerd")], "one is open for a standard and a service"
        whole(served)
        first_wins(served, pulls[0], next(one["name"] for one in found if one["kind"] == "deviation"))


def first_wins(served: Served, number: int, name: str) -> None:
    """Two owners, one on the pull request, one on an issue: two lanes of work, at the same moment."""
    issue = served.people["bob"].open_issue(REPOSITORY, "About it")
    says = (("alice", number, f"/homebot accept {name} {WHY}"), ("bob", issue, f"/homebot reject {name} {WHY}"))
    with ThreadPoolExecutor(2) as pool:
        asked = list(pool.map(lambda one: served.people[one[0]].comment(REPOSITORY, one[1], one[2]), says))
    found = [
        replies(served.until(place, lambda now, comment=comment: replies(now, comment)), comment)[0]
        for (_, place, _), comment in zip(says, asked, strict=True)
    ]
    (record,) = register(served, name)
    acts = [entry["act"] for entry in record["entries"] if entry["act"] in ("accepted", "rejected")]
    assert len(acts) == 1
    loser = found[1] if acts == ["accepted"] else found[0]
    assert f"is {acts[0]}" in loser, loser
    whole(served)
