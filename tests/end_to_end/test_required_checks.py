"""Checks of CI that a service requires: waited for, charged to whom they belong, and no call for what cannot matter."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, STANDARDS, Served, checks, comments, serving

PROFILES = """\
version: 1
profiles:
  python-service:
    size: {}
    required-checks: {contexts: [test, jenkins]}
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("required"), {**company.CATALOGUE, "standards.yaml": PROFILES}) as found:
        yield found


def opened(served: Served, branch: str) -> tuple[int, str]:
    """A good away pull request that homebot waits for CI on, and its head."""
    number = served.away_pull(branch)
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == ("in_progress", None) and comments(now))
    served.quiet()
    return number, str(state["head"])


def conclusion(served: Served, number: int, wanted: str) -> dict[str, Any]:
    return served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", wanted))


def told(state: dict[str, Any]) -> str:
    """What the comment and the check say together."""
    run = next(run for run in reversed(state["checks"]) if run["name"] == STANDARDS)
    return f"{comments(state)[0]['body']}\n{run['title']}"


def reads(served: Served) -> list[str]:
    return [call["operation"] for call in served.calls() if call["kind"] in ("graphql", "git")]


def test_it_waits_and_is_green_when_all_pass(served: Served) -> None:
    number, head = opened(served, "waits")
    text = told(served.box.state(REPOSITORY, number))
    assert "⏳ waiting" in text
    assert "waiting for test, jenkins" in text
    served.box.ci(REPOSITORY, head, "test", "success")
    served.until(number, lambda now: "waiting for jenkins" in told(now))
    assert checks(served.box.state(REPOSITORY, number))[STANDARDS] == ("in_progress", None)
    served.people["bob"].status(REPOSITORY, head, "jenkins", "success")
    state = conclusion(served, number, "success")
    assert "2 required checks pass" in told(state)


def test_what_the_change_broke_is_to_mend_and_what_was_red_before_is_not(served: Served) -> None:
    base = served.box.commit(REPOSITORY, "main", {"x": "1"}, "alice")
    served.box.ci(REPOSITORY, base, "test", "failure", event="push")
    served.box.commit(REPOSITORY, "broken", {"ledger/new.py": company.MENDED}, "carol", **{"from": "refs/heads/main"})
    number = served.people["carol"].open_pull(REPOSITORY, "broken", "Broken", company.GOOD_DESCRIPTION)
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == ("in_progress", None))
    served.people["bob"].status(REPOSITORY, str(state["head"]), "jenkins", "error")
    text = told(conclusion(served, number, "failure"))
    assert "1 to mend: required-checks" in text
    assert "red: `jenkins`; waiting for `test`" in text

    served.box.ci(REPOSITORY, str(state["head"]), "test", "timed_out")
    served.people["bob"].status(REPOSITORY, str(state["head"]), "jenkins", "success")
    text = told(conclusion(served, number, "success"))
    assert "was so before" in text
    assert "red before already: `test`" in text


def test_what_cannot_change_the_verdict_costs_no_call(served: Served) -> None:
    number, head = opened(served, "frugal")
    served.box.ci(REPOSITORY, head, "test", "success")
    served.until(number, lambda now: "waiting for jenkins" in told(now))
    served.quiet()
    served.box.calls(clear=True)
    served.box.ci(REPOSITORY, head, "lint", "failure")
    served.box.ci(REPOSITORY, head, "test", "success")
    served.people["bob"].status(REPOSITORY, head, "jenkins", "pending")
    served.people["bob"].status(REPOSITORY, head, "coverage", "failure")
    about = {"repository": {"full_name": REPOSITORY}, "sender": {"login": "ci[bot]", "type": "Bot"}}
    elsewhere = {"state": "failure", "sha": "1" * 40, "context": "jenkins", **about}
    assert served.post("status", json.dumps(elsewhere).encode(), "no-head-of-anything") == 202
    other = {**elsewhere, "repository": {"full_name": "acme/storefront"}, "sha": head}
    assert served.post("status", json.dumps(other).encode(), "no-such-standard-there") == 202
    served.quiet()
    own = [call for call in served.calls() if call["token"] in ("installation", "")]
    assert own == []
    shown = served.run("deliveries", "show", "no-such-standard-there").stdout
    assert "no standard in force asks for the check" in shown


def test_the_merge_base_is_asked_about_only_when_something_is_red(served: Served) -> None:
    number, head = opened(served, "asks")
    served.box.calls(clear=True)
    served.box.ci(REPOSITORY, head, "test", "success")
    served.until(number, lambda now: "waiting for jenkins" in told(now))
    served.quiet()
    assert reads(served) == ["Conversation"]
    served.box.calls(clear=True)
    served.people["bob"].status(REPOSITORY, head, "jenkins", "failure")
    conclusion(served, number, "failure")
    served.quiet()
    assert reads(served) == ["Conversation", "Contexts"]
