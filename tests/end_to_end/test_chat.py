"""Every command, by whoever may and whoever may not, through real comments."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from homebot.core.commands.discovery import verbs
from tests.end_to_end.serving import REPOSITORY, REVIEW, Served, checks, comments, complete, replies, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("chat")) as found:
        yield found


@pytest.fixture(scope="module")
def pull(served: Served) -> int:
    number = served.away_pull("talk")
    served.until(number, complete)
    return number


IN_A_MONTH = datetime.fromtimestamp(time.time() + 30 * 86_400, UTC).date()

# carol wrote the pull request for checkout, dave is of checkout too, alice and bob of payments (its Home Team),
# erin of video, mallory of no team and not in the organisation.
SAID = [
    ("mallory", "/homebot help", "who may"),
    ("mallory", "/homebot help hold", "/homebot hold [because...]"),
    ("mallory", "/homebot why", "**Recognition: away.**"),
    ("mallory", "/homebot owners ledger/close.py", "`payments`"),
    ("mallory", "/homebot owners", "/homebot owners PATH"),
    ("carol", "/homebot recheck", "Looking again"),
    ("alice", "/homebot recheck", "Looking again"),
    ("dave", "/homebot recheck", "Looking again"),
    ("erin", "/homebot recheck", "`/homebot recheck` is for"),
    ("mallory", "/homebot recheck", "`mallory` is not, so nothing was changed"),
    ("erin", "/homebot assign @dave", "is for"),
    ("alice", "/homebot assign", "Name the person to ask"),
    ("alice", "/homebot assign @carol", "GitHub asks no author"),
    ("erin", "/homebot unassign @alice", "is for"),
    ("erin", "/homebot absent until 2026-13-01", "is no date"),
    ("erin", "/homebot absent until 2020-01-01", "is not after today"),
    ("erin", "/homebot absent until 2099-01-01", "more than two years away"),
    ("erin", "/homebot back", "Nothing had to change"),
    ("erin", "/homebot limit -1", "/homebot limit N"),
    ("erin", "/homebot work", "**Open reviews asked by homebot:** 0"),
    ("carol", "/homebot hold", "`carol` is not, so nothing was changed"),
    ("erin", "/homebot hold", "is for a member of a Home Team"),
    ("erin", "/homebot unhold", "is for a member of a Home Team"),
    ("alice", "/homebot unhold", "nothing to lift"),
    ("dave", "/homebot credit payments", "**Debt:**"),
    ("dave", "/homebot credit", "**Debt:**"),
    ("dave", "/homebot credit pending", "**Debt:**"),
    ("dave", "/homebot credit paymentz", "payments"),
    ("mallory", "/homebot credit payments", "is for a member of the organisation"),
    ("dave", "/homebot debt", "**Debt of `ledgerd`** at"),
    ("dave", "/homebot debt ledgerdd", "Did you mean `ledgerd`?"),
    ("mallory", "/homebot debt", "is for a member of the organisation"),
    ("dave", "/homebot register", "No open decision."),
    ("mallory", "/homebot register", "is for a member of the organisation"),
    ("erin", "/homebot reroll", "is for a member of a Home Team"),
    *(
        (("mallory", f"/homebot {words}", "is for"))
        for words in (
            "accept D99",
            "agree",
            "decline",
            "deviate size",
            "duplicate ledgerd",
            "escalate",
            "evidence D99",
            "override B99",
            "raise architecture",
            "recommend for",
            "reject D99",
            "warranty A99",
            "withdraw D99",
        )
    ),
    ("carol", "/homebot recheckk", "Did you mean `/homebot recheck`?"),
    ("carol", "/homebot", "/homebot help"),
    ("carol", '/homebot hold because="no end', "quote"),
]


def test_every_verb_is_said_here(served: Served) -> None:
    said = {text.split()[1] for _, text, _ in SAID if len(text.split()) > 1}
    assert set(verbs()) <= said


def test_each_is_answered_once_by_what_it_may(served: Served, pull: int) -> None:
    asked = [served.people[who].comment(REPOSITORY, pull, text) for who, text, _ in SAID]
    state = served.until(pull, lambda now: all(replies(now, one) for one in asked))
    answers = [replies(state, comment) for comment in asked]
    assert all(len(found) == 1 for found in answers)
    wrong = [(who, text, found) for (who, text, says), found in zip(SAID, answers, strict=True) if says not in found[0]]
    assert not wrong, "\n".join(str(one) for one in wrong)
    reacted = {one["id"]: one["reactions"] for one in state["comments"]}
    assert all(reacted[comment] == ["eyes"] for comment in asked)


def test_each_is_answered_from_what_the_one_before_it_changed(served: Served, pull: int) -> None:
    for text, says in (
        (f"/homebot absent until {IN_A_MONTH}", f"`erin` is absent until {IN_A_MONTH}"),
        ("/homebot work", f"absent until {IN_A_MONTH}"),
        ("/homebot back", "Welcome back, `erin`"),
        ("/homebot back", "Nothing had to change"),
        ("/homebot limit 3", "at most 3 open reviews"),
        ("/homebot work", "3 (set by you)"),
        ("/homebot limit default", "the company's limit again"),
    ):
        asked = served.people["erin"].comment(REPOSITORY, pull, text)
        state = served.until(pull, lambda now, asked=asked: replies(now, asked))
        assert says in replies(state, asked)[0]


@pytest.mark.parametrize(
    "body", ["> /homebot help", "```\n/homebot help\n```", "say /homebot help", "    /homebot help"]
)
def test_what_is_quoted_is_no_command(served: Served, pull: int, body: str) -> None:
    quoted = served.people["alice"].comment(REPOSITORY, pull, body)
    asked = served.people["alice"].comment(REPOSITORY, pull, "/homebot help")
    state = served.until(pull, lambda now: replies(now, asked))
    assert replies(state, quoted) == []


def test_a_hold_waits_whatever_is_approved(served: Served) -> None:
    number = served.away_pull("held")
    served.until(number, complete)
    served.people["bob"].comment(REPOSITORY, number, "/homebot hold the migration runs on Friday")
    served.people["alice"].review(REPOSITORY, number)
    state = served.until(number, lambda now: "the migration runs on Friday" in comments(now)[0]["body"])
    served.quiet()
    assert checks(served.box.state(REPOSITORY, number))[REVIEW] == ("in_progress", None), state
    served.people["alice"].comment(REPOSITORY, number, "/homebot unhold")
    served.until(number, lambda now: checks(now)[REVIEW] == ("completed", "success"))


def test_who_is_absent_or_full_is_not_asked(served: Served) -> None:
    talk = served.away_pull("away-first")
    served.until(talk, complete)
    asked = served.people["alice"].comment(REPOSITORY, talk, f"/homebot absent until {IN_A_MONTH}")
    served.until(talk, lambda now: replies(now, asked))
    number = served.away_pull("away-second")
    assert served.until(number, complete)["requested"] == ["bob"]
    for who, text in (("alice", "/homebot back"), ("bob", "/homebot limit 0")):
        asked = served.people[who].comment(REPOSITORY, talk, text)
        served.until(talk, lambda now, asked=asked: replies(now, asked))
    number = served.away_pull("away-third")
    assert served.until(number, complete)["requested"] == ["alice"]
    asked = served.people["bob"].comment(REPOSITORY, talk, "/homebot limit default")
    served.until(talk, lambda now: replies(now, asked))


def test_a_request_is_changed_by_home_and_by_the_author(served: Served) -> None:
    number = served.away_pull("changed-request")
    [first] = served.until(number, complete)["requested"]
    other = {"alice": "bob", "bob": "alice"}[first]
    served.people["carol"].comment(REPOSITORY, number, f"/homebot unassign @{first}")
    served.until(number, lambda now: now["requested"] == [other])
    served.people["alice"].comment(REPOSITORY, number, "/homebot assign @dave")
    served.until(number, lambda now: sorted(now["requested"]) == sorted([other, "dave"]))


def test_somebody_else_is_asked_until_nobody_is_left(served: Served) -> None:
    number = served.away_pull("rolled")
    [first] = served.until(number, complete)["requested"]
    other = {"alice": "bob", "bob": "alice"}[first]
    served.people["carol"].comment(REPOSITORY, number, "/homebot reroll")
    state = served.until(number, lambda now: now["requested"] == [other])
    assert "removed by" in comments(state)[0]["body"]
    again = served.people["alice"].comment(REPOSITORY, number, "/homebot reroll")
    state = served.until(number, lambda now: replies(now, again))
    assert f"Nobody else can be asked instead of `{other}`" in replies(state, again)[0]
    served.quiet()
    assert served.box.state(REPOSITORY, number)["requested"] == [other]


def test_a_command_on_an_issue_is_answered_there(served: Served) -> None:
    number = served.people["dave"].open_issue(REPOSITORY, "How much?")
    credit = served.people["dave"].comment(REPOSITORY, number, "/homebot credit payments")
    hold = served.people["alice"].comment(REPOSITORY, number, "/homebot hold")
    state = served.until(number, lambda now: replies(now, credit) and replies(now, hold))
    assert "**Debt:**" in replies(state, credit)[0]
    assert "this is an issue" in replies(state, hold)[0]


def test_an_edited_comment_is_never_a_command(served: Served, pull: int) -> None:
    comment = served.people["alice"].comment(REPOSITORY, pull, "Looks fine.")
    path = f"/repos/{REPOSITORY}/issues/comments/{comment}"
    served.people["alice"].call("PATCH", path, {"body": "/homebot hold"})
    asked = served.people["alice"].comment(REPOSITORY, pull, "/homebot help")
    state = served.until(pull, lambda now: replies(now, asked))
    assert replies(state, comment) == []
