"""Who ends a dispute, and answers a question, of a team that is no more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from homebot.core.commands.answer import Answer
from homebot.core.credit.answering import Answerer, answerer
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.events import DisputeClosed, Event
from homebot.core.credit.figures import ClaimFigures, CreditFacts
from homebot.core.credit.parameters import Parameters
from homebot.core.directory import Directory, Succession
from tests import build
from tests.core.commands.world import say, world
from tests.core.credit import facts
from tests.core.credit.ledger import merged

DAY = build.NOW.date()
BEFORE = DAY - timedelta(days=1)
TEAMS = (
    build.team("payments", "bob", until=BEFORE),
    build.team("checkout", "alice", "al"),
    build.team("video", "vera", entity="media"),
)
TO_VIDEO = (Succession(DAY, "payments", "video"),)
GONE = build.directory(teams=TEAMS)
"""payments has ended, and nobody is its heir."""
INHERITED = replace(GONE, successions=TO_VIDEO)
FORGOTTEN = build.directory(teams=TEAMS[1:])
"""The catalogue has no payments any more."""
OWNERLESS = build.directory(teams=(replace(TEAMS[0], until=None, owners=()), *TEAMS[1:]))


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        (build.directory(), Answerer(("payments",))),
        (INHERITED, Answerer(("video",))),
        (GONE, Answerer((), ("dana", "ceo"))),
        (FORGOTTEN, Answerer((), ("ceo",))),
        (OWNERLESS, Answerer(("payments",), ("dana", "ceo"))),
        (replace(GONE, entities={}), Answerer()),
        (replace(GONE, successions=(Succession(DAY, "payments", "checkout", "till"), *TO_VIDEO)), Answerer(("video",))),
    ],
)
def test_a_team_its_heirs_or_the_managers_answer(directory: Directory, expected: Answerer) -> None:
    assert answerer(directory, "payments", ["ledgerd"], DAY) == expected


def test_of_two_services_either_heir_may_answer() -> None:
    split = (Succession(DAY, "payments", "video", "a"), Succession(DAY, "payments", "checkout", "b"))
    assert answerer(replace(GONE, successions=split), "payments", ["a", "b"], DAY).teams == ("video", "checkout")


def spoken(line: str, actor: str, directory: Directory, *events: Event) -> Answer:
    """The answer to a claim about what payments disputed, or is asked about."""
    figures = ClaimFigures((merged(), facts.carried(1), facts.used(2), *events))
    known = CreditFacts(figures, DebtLine(0), Parameters())
    return say(line, world(actor, directory, org_member=True, credit=known))


SETTLE = f'/homebot credit dispute {facts.OF} settled because="it is in use"'
WITHDRAW = f'/homebot credit withdraw {facts.OF} because="it was a mistake"'


@pytest.mark.parametrize("line", [SETTLE, WITHDRAW])
@pytest.mark.parametrize(
    ("directory", "actor", "by"),
    [
        (build.directory(), "bob", "payments"),
        (INHERITED, "vera", "video"),
        (GONE, "dana", "payments"),
        (GONE, "ceo", "payments"),
        (FORGOTTEN, "ceo", "payments"),
        (OWNERLESS, "dana", "payments"),
    ],
)
def test_a_dispute_of_a_team_that_is_gone_can_be_ended(line: str, directory: Directory, actor: str, by: str) -> None:
    # vera's own team adopts it too: the dispute comes first.
    (act,) = spoken(line, actor, directory, facts.disputed(5)).acts
    assert isinstance(act.fact, DisputeClosed)
    assert (act.fact.closes, act.fact.by_team) == (facts.disputed(5).key, by)


@pytest.mark.parametrize(
    ("directory", "actor", "who"),
    [
        (build.directory(), "vera", "An owner of `payments` may."),
        (build.directory(), "dana", "An owner of `payments` may."),
        (INHERITED, "dana", "An owner of `video` may for `payments`."),
        (GONE, "vera", "A manager may for `payments`: `dana` and `ceo`."),
        (replace(GONE, entities={}), "vera", "Nobody stands for `payments`: name an heir"),
    ],
)
def test_others_are_told_who_may(directory: Directory, actor: str, who: str) -> None:
    found = spoken(SETTLE, actor, directory, facts.disputed(5))
    assert found.acts == ()
    assert who in found.reply


@pytest.mark.parametrize(("line", "kind"), [(SETTLE, "DisputeClosed"), (WITHDRAW, "ContributionVoided")])
@pytest.mark.parametrize(("directory", "actor"), [(GONE, "dana"), (INHERITED, "vera")])
def test_a_question_to_a_home_that_is_gone_can_be_answered(
    line: str, kind: str, directory: Directory, actor: str
) -> None:
    figures = ClaimFigures((merged(), facts.gone(5)))
    known = CreditFacts(figures, DebtLine(0), Parameters())
    found = say(line, world(actor, directory, org_member=True, credit=known))
    assert [type(act.fact).__name__ for act in found.acts] == [kind]
