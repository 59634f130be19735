"""From a signed webhook to comment, checks, reviewers, merge and credit, through HTTP only."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import (
    REPOSITORY,
    REVIEW,
    STANDARDS,
    Served,
    checks,
    comments,
    complete,
    replies,
    serving,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("story")) as found:
        found.reconciled()
        yield found


def api_calls(served: Served) -> list[tuple[str, str]]:
    """(kind, operation) of homebot's own calls; the installation token is authentication and counted apart."""
    own = [call for call in served.calls() if call["token"] in ("installation", "")]
    return [
        (call["kind"] if call["method"] != "POST" or call["kind"] != "rest" else "write", call["operation"])
        for call in own
    ]


def test_an_away_pull_request_from_its_opening_to_credit(served: Served) -> None:
    carol, dana = served.people["carol"], served.people["dana"]
    served.change("currency", {"ledger/close.py": company.TANGLED})
    number = carol.open_pull(REPOSITORY, "currency", company.TITLE, company.DESCRIPTION)
    state = served.until(number, complete)
    assert len(comments(state)) == 1
    assert "Your turn, `carol`" in comments(state)[0]["body"]
    assert checks(state) == {STANDARDS: ("completed", "failure"), REVIEW: ("in_progress", None)}
    assert state["requested"] in (["alice"], ["bob"])
    annotated = next(run for run in state["checks"] if run["name"] == STANDARDS)["annotations"]
    assert ("ledger/close.py", 4) in {(one["path"], one["start_line"]) for one in annotated}
    comment_id = comments(state)[0]["id"]

    served.change("currency", {"ledger/close.py": company.MENDED, "tests/test_close.py": company.MENDED_TEST})
    carol.edit_pull(REPOSITORY, number, body=company.GOOD_DESCRIPTION)
    mended = ("completed", "success")
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == mended and REVIEW in checks(now))
    assert [one["id"] for one in comments(state)] == [comment_id]
    assert checks(state)[REVIEW] == ("in_progress", None)

    reviewer = state["requested"][0]
    served.people[reviewer].review(REPOSITORY, number)
    served.until(number, lambda now: checks(now)[REVIEW] == ("completed", "success"))
    served.people["bob"].merge(REPOSITORY, number)
    served.until(number, lambda now: "**Merged.**" in comments(now)[0]["body"])

    asked = dana.comment(REPOSITORY, number, "/homebot credit payments")
    state = served.until(number, lambda now: replies(now, asked))
    [said] = replies(state, asked)
    assert "1 contribution merged in the period: 1 candidate." in said
    assert "`storefront` of `checkout` (declared)" in said
    assert "`player` of `video` (manifest)" in said
    assert "**Debt:** net complexity added by away changes +" in said
    assert next(one for one in state["comments"] if one["id"] == asked)["reactions"] == ["eyes"]

    served.change("undo", {"ledger/close.py": company.LEDGER})
    body = f"Reverts {REPOSITORY}#{number}"
    undo = served.people["bob"].open_pull(REPOSITORY, "undo", f'Revert "{company.TITLE}"', body)
    served.until(undo, lambda now: checks(now).get(STANDARDS))
    served.people["alice"].merge(REPOSITORY, undo)
    served.until(undo, lambda now: "**Merged**" in comments(now)[0]["body"])
    asked = dana.comment(REPOSITORY, undo, "/homebot credit payments")
    state = served.until(undo, lambda now: replies(now, asked))
    assert "1 undone" in replies(state, asked)[0]


def test_the_calls_of_an_opened_pull_request_are_few(served: Served) -> None:
    served.quiet()
    served.run("db", "upgrade")
    served.box.calls(clear=True)
    number = served.away_pull("frugal")
    served.until(number, complete)
    served.quiet()
    calls = api_calls(served)
    reads = [call for call in calls if call[0] in ("graphql", "git")]
    writes = [call for call in calls if call[0] == "write"]
    assert len(reads) <= 3, reads
    assert len(writes) == 4, writes
    assert len(calls) == len(reads) + len(writes), calls


def test_what_changes_nothing_writes_nothing(served: Served) -> None:
    number = served.away_pull("still")
    before = served.until(number, complete)
    served.quiet()
    served.box.calls(clear=True)
    body = json.dumps(
        {
            "action": "edited",
            "pull_request": {"number": number},
            "repository": {"full_name": REPOSITORY},
            "sender": {"login": "carol", "type": "User"},
        }
    ).encode()
    assert served.post("pull_request", body, f"again-{number}") == 202
    served.quiet()
    assert [call for call in api_calls(served) if call[0] not in ("graphql", "git")] == []
    after = served.box.state(REPOSITORY, number)
    assert (after["comments"], after["checks"]) == (before["comments"], before["checks"])


def test_the_same_delivery_twenty_times_changes_nothing(served: Served) -> None:
    number = served.away_pull("twenty")
    before = served.until(number, complete)
    asked = served.people["dana"].comment(REPOSITORY, number, "/homebot help")
    served.until(number, lambda now: replies(now, asked))
    served.quiet()
    sent = [one for one in served.box.control("deliveries")["deliveries"] if one["status_code"] == 202]
    ours = [
        one for one in sent if one["payload"].get("number", one["payload"].get("issue", {}).get("number")) == number
    ]
    served.box.calls(clear=True)
    for _ in range(20):
        for one in ours:
            assert served.post(one["event"], json.dumps(one["payload"]).encode(), one["guid"]) == 202
    served.quiet()
    assert api_calls(served) == []
    after = served.box.state(REPOSITORY, number)
    assert len(replies(after, asked)) == 1
    assert [one["body"] for one in comments(after)] == [one["body"] for one in comments(before)]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("check_run", {"action": "completed", "check_run": {"name": "ci", "head_sha": "1" * 40}}),
        ("check_suite", {"action": "completed", "check_suite": {"head_sha": "1" * 40}}),
        ("status", {"state": "success", "sha": "1" * 40, "context": "ci"}),
    ],
)
def test_what_cannot_matter_costs_no_call(served: Served, event: str, payload: dict[str, Any]) -> None:
    served.quiet()
    served.box.calls(clear=True)
    about = {"repository": {"full_name": REPOSITORY}, "sender": {"login": "ci[bot]", "type": "Bot"}}
    assert served.post(event, json.dumps({**payload, **about}).encode(), f"idle-{event}".replace("_", "-")) == 202
    served.quiet()
    assert api_calls(served) == []


def test_what_is_no_webhook_is_refused(served: Served) -> None:
    assert served.post("pull_request", b"{}", "forged", secret="somebody else's") == 401
    assert served.post("pull_request", b"{", "broken") == 400
    assert served.post("sponsorship", b"{}", "unknown") == 204
    assert served.post("pull_request", b" " * (25 * 1024 * 1024 + 1), "huge") == 413
    assert served.post("ping", b'{"zen": "Design for failure."}', "ping", secret="an-older-one") in (200, 202)


def test_a_payload_without_what_it_needs_is_kept_with_the_reason(served: Served) -> None:
    assert served.post("pull_request", b'{"action": "opened"}', "lacking") == 202
    shown = served.run("deliveries", "show", "lacking")
    assert "pull_request.number" in shown.stdout
    listed = json.loads(served.run("deliveries", "list", "--state", "failed", "--format", "json").stdout)
    assert "lacking" in {one["id"] for one in listed}


def test_a_draft_asks_nobody_until_it_is_ready(served: Served) -> None:
    served.change("draft", {"ledger/draft.py": company.MENDED, "tests/test_draft.py": company.MENDED_TEST})
    number = served.people["carol"].open_pull(REPOSITORY, "draft", "Draft", company.GOOD_DESCRIPTION, draft=True)
    served.until(number, lambda now: len(now["checks"]) >= 2)
    served.quiet()
    assert served.box.state(REPOSITORY, number)["requested"] == []
    served.box.control("draft", **{"repository": REPOSITORY, "number": number, "as": "carol", "draft": False})
    served.until(number, lambda now: now["requested"])


def test_a_person_taken_off_is_not_asked_again_and_one_asked_by_hand_stays(served: Served) -> None:
    number = served.away_pull("byhand")
    state = served.until(number, complete)
    [first] = state["requested"]
    other = {"alice": "bob", "bob": "alice"}[first]
    served.people["carol"].unrequest_review(REPOSITORY, number, [first])
    served.until(number, lambda now: now["requested"] == [other])
    served.people["carol"].request_review(REPOSITORY, number, ["dave"])
    served.people["carol"].edit_pull(REPOSITORY, number, title="Another title")
    served.quiet()
    assert sorted(served.box.state(REPOSITORY, number)["requested"]) == sorted([other, "dave"])


def test_hostile_names_and_a_huge_file_are_evaluated(served: Served) -> None:
    names = {
        "line\nbreak.py": "x = 1\n",
        'quo"te.py': "x = 1\n",
        "<!-- homebot:pull -->.py": "x = 1\n",
        "@acme-payments.py": "x = 1\n",
        "base64:/2J5dGVzLnB5": "x = 1\n",
        "huge.py": "x = '" + "a" * 5_000_000 + "'\n",
    }
    served.change("hostile", names)
    number = served.people["carol"].open_pull(REPOSITORY, "hostile", "@alice <!-- fixes #1", "<!-- homebot:pull -->")
    state = served.until(number, lambda now: len(now["checks"]) >= 2 and comments(now))
    [comment] = comments(state)
    assert comment["body"].count("<!-- homebot:pull -->") == 1
    assert checks(state)[STANDARDS] == ("completed", "failure")


def test_a_head_that_is_gone_is_said(served: Served) -> None:
    served.box.control("webhook", paused=True)
    number = served.away_pull("gone")
    served.box.idle()
    served.box.control("delete-branch", repository=REPOSITORY, branch="gone", pull=number)
    served.box.control("webhook", paused=False)
    done = served.run("reconcile")
    assert done.returncode == 0, done.stderr
    state = served.until(number, lambda now: comments(now) and len(now["checks"]) >= 2)
    assert checks(state)[STANDARDS] == ("completed", "failure")


def test_what_was_sent_while_homebot_was_away_is_fetched(served: Served) -> None:
    served.box.control("webhook", paused=True)
    number = served.away_pull("missed")
    served.box.idle()
    served.box.control("webhook", paused=False)
    assert comments(served.box.state(REPOSITORY, number)) == []
    done = served.run("reconcile")
    assert done.returncode == 0, done.stderr
    served.until(number, complete)


def test_simulate_writes_nothing_and_replay_tells_the_same(served: Served) -> None:
    number = served.away_pull("again")
    served.until(number, complete)
    served.quiet()
    served.box.calls(clear=True)
    shown = served.run("simulate", f"{REPOSITORY}#{number}")
    assert shown.returncode == 0, shown.stderr
    assert "homebot: standards: success" in shown.stdout
    assert [call for call in api_calls(served) if call[0] not in ("graphql", "git", "rest")] == []
    replayed = served.run("replay", f"{REPOSITORY}#{number}")
    assert replayed.returncode == 0, replayed.stderr
    assert f"head {served.box.state(REPOSITORY, number)['head']}" in replayed.stdout
