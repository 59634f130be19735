"""Debt from the code on GitHub to a comment and the command line, and its trend by real merges."""

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, Served, comments, complete, replies, serving

ATTRIBUTES = "generated.py linguist-generated\n"
MAIN = {
    ".gitattributes": ATTRIBUTES,
    "ledger/tangled.py": company.TANGLED,
    "ledger/broken.py": "def f(:\n",
    "generated.py": company.TANGLED.replace("settle", "generated"),
    "notes.txt": company.TANGLED,
}
OWN = {name: {".homebot.yml": "name: gauge\nowner: video\n", "m.py": company.TANGLED} for name in ("gauge", "twin")}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("debt"), repositories=OWN) as found:
        found.box.commit(REPOSITORY, "main", MAIN, "alice")
        yield found


def said(served: Served, number: int, text: str, who: str = "dave") -> str:
    """homebot's reply to a command on a pull request or an issue."""
    asked = served.people[who].comment(REPOSITORY, number, text)
    state = served.until(number, lambda now: replies(now, asked))
    [reply] = replies(state, asked)
    return str(reply)


def shown(served: Served, service: str) -> dict[str, Any]:
    done = served.run("debt", service, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cached(served: Served) -> int:
    """How many answers are on the shelf, once no more come: they are written by a thread of their own."""
    found, still = counted(served), 0
    while still < 4:
        time.sleep(0.5)
        now = counted(served)
        found, still = now, still + 1 if now == found else 0
    return found


def counted(served: Served) -> int:
    with sqlite3.connect(Path(served.environment["HOMEBOT_STATE_DIR"]) / "homebot.sqlite") as connection:
        return int(connection.execute("SELECT count(*) FROM analysed").fetchone()[0])


def merged(served: Served, branch: str, files: dict[str, str | None]) -> int:
    served.change(branch, files)
    number = served.people["carol"].open_pull(REPOSITORY, branch, branch, company.GOOD_DESCRIPTION)
    served.until(number, lambda now: comments(now))
    served.people["bob"].merge(REPOSITORY, number)
    served.until(number, lambda now: "**Merged" in comments(now)[0]["body"])
    return number


def test_debt_is_told_in_chat_and_on_the_command_line_alike(served: Served) -> None:
    number = served.away_pull("talk")
    served.until(number, complete)
    reply = said(served, number, "/homebot debt")
    assert "**1 of 3 functions is above 10**: complexity 13 in all, of which 3 is excess." in reply
    assert "`settle` in `ledger/tangled.py:4` | 13 | 1 |" in reply
    assert "1 file could not be analysed" in reply
    assert "`ledger/broken.py` — not valid Python" in reply
    assert "generated" not in reply
    found = shown(served, "ledgerd")
    assert (found["functions"], found["over"], found["complexity"], found["excess"]) == (3, 1, 13, 3)
    assert (found["limit"], found["limit_is_held"], found["unread"], found["cuts"]) == (10, True, 1, [])
    assert found["hotspots"][0] == {
        "path": "ledger/tangled.py",
        "name": "settle",
        "line": 4,
        "complexity": 13,
        "changes": 1,
    }
    text = served.run("debt", "ledgerd").stdout
    assert "above      1, complexity 13, of which 3 is excess" in text
    assert "13 x 1    ledger/tangled.py:4 settle" in text
    assert "ledger/broken.py: not valid Python" in text


def test_a_blob_is_analysed_once_for_workers_commands_and_branches(served: Served) -> None:
    served.until(served.away_pull("once"), complete)
    shown(served, "ledgerd")
    served.quiet()
    before = cached(served)
    assert before > 0
    shown(served, "ledgerd")
    number = served.away_pull("again")
    served.until(number, complete)
    served.quiet()
    # The same texts under other names, on another branch: other blobs there are none.
    assert cached(served) == before


def test_merges_are_the_trend(served: Served) -> None:
    tangled = company.TANGLED.replace("settle", "close")
    first = merged(served, "rises", {"ledger/closing.py": tangled})
    served.quiet()
    trend = shown(served, "ledgerd")["trend"]
    assert (trend["merges"], trend["over"], trend["excess"], trend["complexity"]) == (1, 1, 3, 13)
    second = merged(served, "falls", {"ledger/closing.py": None, "ledger/tangled.py": company.MENDED})
    served.quiet()
    found = shown(served, "ledgerd")
    newest = [(one["pull"], one["over"], one["excess"]) for one in found["trend"]["newest"]]
    assert newest == [(f"{REPOSITORY}#{second}", -2, -6), (f"{REPOSITORY}#{first}", 1, 3)]
    assert (found["over"], found["excess"]) == (0, 0), "the level is where the merges brought it"
    reply = said(served, second, "/homebot debt ledgerd")
    assert f"| `{REPOSITORY}#{first}` | +1 | +3 | +13 |" in reply
    served.people["carol"].comment(REPOSITORY, second, "/homebot recheck")
    served.quiet()
    assert shown(served, "ledgerd")["trend"]["merges"] == 2


def test_a_service_elsewhere_is_told_in_figures_only(served: Served) -> None:
    served.box.commit("acme/player", "main", {"secret/plan.py": company.TANGLED}, "erin")
    number = served.people["dave"].open_issue(REPOSITORY, "How complex?")
    reply = said(served, number, "/homebot debt player")
    assert "**1 of 1 function is above 10**" in reply
    assert "secret" not in reply
    assert "settle" not in reply


def test_who_is_not_of_the_organisation_learns_and_reads_nothing(served: Served) -> None:
    number = served.people["dave"].open_issue(REPOSITORY, "Debt?")
    before = len(served.box.calls())
    assert "is for a member of the organisation" in said(served, number, "/homebot debt ledgerd", "mallory")
    served.quiet()
    calls = served.box.calls()[before:]
    assert [call for call in calls if call["kind"] == "git"] == []


def test_what_cannot_be_read_is_said_and_holds_nothing_up(served: Served) -> None:
    number = served.people["dave"].open_issue(REPOSITORY, "Debt now?")
    served.box.faults({"kind": "git", "path": r"storefront", "times": 50, "status": 500})
    try:
        reply = said(served, number, "/homebot debt storefront")
    finally:
        served.box.clear_faults()
    assert "its code could not be read now" in reply


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ledgerdd",), 2, "did you mean ledgerd?"),
        (("\x1b[31m",), 2, "no service"),
        (("ledgerd", "--format", "xml"), 2, "xml"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_one(
    served: Served, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = served.run("debt", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "\x1b" not in done.stderr


def looked_at(served: Served, repository: str) -> None:
    """homebot has evaluated a pull request there."""
    served.box.commit(repository, "change", {"note.md": "Hello\n"}, "carol")
    number = served.people["carol"].open_pull(repository, "change", "A change")
    served.until(number, comments, repository=repository)


def test_a_service_that_only_its_repository_names_is_told_on_the_command_line(served: Served) -> None:
    assert served.run("debt", "gauge").returncode == 2, "nobody has looked there yet"
    looked_at(served, "acme/gauge")
    found = shown(served, "gauge")
    assert (found["repository"], found["functions"], found["over"]) == ("acme/gauge", 1, 1)
    looked_at(served, "acme/twin")
    done = served.run("debt", "gauge")
    assert (done.returncode, done.stdout) == (2, "")
    assert "gauge lives in acme/gauge, acme/twin; give one of them as --repository" in done.stderr
    told = served.run("debt", "gauge", "--repository", "acme/twin")
    assert "gauge in acme/twin at" in told.stdout, told.stderr
