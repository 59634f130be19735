"""Small changes need no agreement."""

from typing import Any

import pytest

from homebot.core.agreements.needed import unagreed
from homebot.core.decision import KeyDecision
from homebot.core.directory import BotSettings
from homebot.core.render.comment import comment
from tests import build
from tests.core.agreements.records import agreement, decided, under

LARGE = (build.file(added=40, deleted=11),)
KEY = KeyDecision("architecture", 0, "needed", False, "enforce", False)
REQUIRED = build.directory(settings=BotSettings(agreements="require"))


@pytest.mark.parametrize(
    ("changes", "services"),
    [
        ({"files": (build.file(added=40, deleted=10),)}, ()),
        ({"files": LARGE}, ("ledgerd",)),
        ({"files": (build.file(added=400, generated=True),)}, ()),
        ({"files": (build.file(added=None, deleted=None),)}, ()),
        ({"files": LARGE, "author": "bea"}, ()),
        ({"files": LARGE, "author": "nobody"}, ()),
        ({"files": LARGE, "body": "Agreement: A12\n"}, ("ledgerd",)),
        ({"files": LARGE, "body": "Agreement: A12\n", "decisions": (agreement(),)}, ()),
        ({"files": LARGE, "body": "Agreement: A12\n", "decisions": (agreement(team="video"),)}, ("ledgerd",)),
    ],
)
def test_a_larger_change_from_away_is_named(changes: dict[str, Any], services: tuple[str, ...]) -> None:
    assert decided(build.snapshot(**changes)).unagreed == services


def test_a_key_decision_makes_a_small_change_large() -> None:
    snapshot = build.snapshot(files=(build.file(added=1, deleted=0),))
    recognition = decided(snapshot).recognition
    assert unagreed(snapshot, build.directory(), recognition, ()) == ()
    assert unagreed(snapshot, build.directory(), recognition, (KEY,)) == ("ledgerd",)


@pytest.mark.parametrize(
    ("setting", "mode", "status"),
    [
        ("advise", "enforce", "completed"),
        ("require", "enforce", "in_progress"),
        ("require", "advise", "completed"),
        ("off", "enforce", "completed"),
    ],
)
def test_the_review_waits_for_an_agreement_where_one_is_required(setting: Any, mode: str, status: str) -> None:
    services = [build.service("ledgerd", "payments", mode=mode)]
    directory = build.directory(services=services, settings=BotSettings(agreements=setting))
    decision = decided(build.snapshot(files=LARGE, reviews=(build.review(),)), directory)
    assert (decision.review_status, bool(decision.unagreed)) == (status, setting != "off")


def test_until_then_it_is_the_authors_turn() -> None:
    snapshot = build.snapshot(files=(*LARGE, build.file("tests/test_close.py")), reviews=(build.review(),))
    decision = decided(snapshot, REQUIRED)
    assert (decision.turn.party, decision.turn.because) == ("author", "ledgerd needs an agreement")
    text = comment(snapshot, decision, REQUIRED)
    assert "**Your turn, `alice`**" in text
    assert "ask an owner of the home team for `/homebot agree`" in text


def test_with_one_it_does_not_wait() -> None:
    decision = decided(under(agreement(), files=LARGE, reviews=(build.review(),)), REQUIRED)
    assert (decision.review_status, decision.review_conclusion) == ("completed", "success")
