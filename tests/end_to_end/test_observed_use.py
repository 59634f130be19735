"""A surface is declared, found to be new, and used by another team, from the code on GitHub to the event log."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, Served, comments, serving

PLAYER = "acme/player"
SERVICES = company.ADOPTERS.replace("advise", "enforce")
BODY = company.GOOD_DESCRIPTION.replace("AnotherCurrency", "AnotherCurrency settle nowhere_at_all")
CLIENT = "acme-ledgerd-client>=1.3\nflask==3.1\n"
USE = '"""Plays AnotherCurrency."""\n# AnotherCurrency\nfrom acme_ledgerd_client import AnotherCurrency\n'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = {**company.CATALOGUE, "services.yaml": SERVICES}
    with serving(tmp_path_factory.mktemp("use"), catalogue) as found:
        yield found


def facts(served: Served, kind: str) -> list[dict[str, Any]]:
    served.quiet()
    with sqlite3.connect(Path(served.environment["HOMEBOT_STATE_DIR"]) / "homebot.sqlite") as connection:
        rows = connection.execute("SELECT body FROM ledger_events WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    return [json.loads(body) for (body,) in rows]


def merged(served: Served, branch: str, files: dict[str, str | None], author: str, approved_by: str | None) -> int:
    served.box.commit(PLAYER, branch, files, author)
    number = served.people[author].open_pull(PLAYER, branch, f"Add {branch}", company.GOOD_DESCRIPTION)
    served.until(number, lambda now: comments(now), repository=PLAYER)
    if approved_by is not None:
        served.people[approved_by].review(PLAYER, number)
    served.people["dana"].merge(PLAYER, number)
    served.until(number, lambda now: "**Merged" in comments(now)[0]["body"], repository=PLAYER)
    return number


def test_from_a_declared_surface_to_an_observed_use(served: Served) -> None:
    number = served.away_pull("mend", BODY)
    served.until(number, comments)
    served.people["bob"].merge(REPOSITORY, number)
    served.until(number, lambda now: "**Merged" in comments(now)[0]["body"])
    [contribution] = facts(served, "contribution.merged")
    assert contribution["surface"] == ["AnotherCurrency", "settle"]
    assert contribution["old_surface"] == ["settle"]
    assert contribution["unproven_surface"] == ["nowhere_at_all"]

    merged(served, "alone", {"requirements.txt": CLIENT, "alone.py": USE}, "erin", None)
    merged(served, "by-home", {"requirements.txt": CLIENT, "home.py": USE}, "erin", "bob")
    merged(served, "words", {"words.py": USE.partition("from")[0], "words.md": USE}, "erin", "frank")
    assert facts(served, "adoption.used") == []

    served.reconciled()
    served.box.calls(clear=True)
    pull = merged(served, "two", {"requirements.txt": CLIENT + "x\n", "play.py": USE}, "erin", "frank")
    served.people["erin"].comment(PLAYER, pull, "/homebot recheck")
    [used] = facts(served, "adoption.used")
    head = served.box.state(PLAYER, pull)["head"]
    assert used["evidence"] == {
        "repository": PLAYER,
        "commit": head,
        "path": "play.py",
        "line": 3,
        "word": "AnotherCurrency",
        "pull": f"{PLAYER}#{pull}",
        "package": "",
        "version": "",
    }
    assert (used["of"], used["service"], used["consumer"], used["consumer_service"]) == (
        f"{REPOSITORY}#{number}",
        "ledgerd",
        "video",
        "player",
    )

    merged(served, "twice", {"again.py": USE}, "frank", "erin")
    assert len(facts(served, "adoption.used")) == 1
