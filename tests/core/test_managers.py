"""Who above two teams sees an override: up to one level above the lowest entity they have in common."""

import pytest

from homebot.core.directory import Directory, Entity
from homebot.core.managers import managers_above
from tests import build

ENTITIES = {
    "group": Entity("group", managers=("owner",)),
    "company": Entity("company", "group", ("ceo",)),
    "retail": Entity("retail", "company", ("dana",)),
    "money": Entity("money", "retail", ("mona", "dana")),
    "shop": Entity("shop", "retail"),
    "media": Entity("media", "company", ("mike",)),
}
TEAMS = (
    build.team("payments", entity="money"),
    build.team("ledger", entity="money"),
    build.team("checkout", entity="shop"),
    build.team("video", entity="media"),
    build.team("board", entity="group"),
    build.team("retailers", entity="retail"),
)
DIRECTORY: Directory = build.directory(teams=TEAMS, services=(), entities=ENTITIES)


@pytest.mark.parametrize(
    ("home", "away", "people"),
    [
        pytest.param("payments", "ledger", ("mona", "dana"), id="one entity: its own, and the one above"),
        pytest.param("payments", "checkout", ("mona", "dana", "ceo"), id="sisters: up to above what they share"),
        pytest.param("payments", "video", ("mona", "dana", "ceo", "owner", "mike"), id="far apart"),
        pytest.param("video", "payments", ("mike", "ceo", "owner", "mona", "dana"), id="the other way round"),
        pytest.param("payments", "board", ("mona", "dana", "ceo", "owner"), id="there is nothing above the root"),
        pytest.param("payments", "retailers", ("mona", "dana", "ceo"), id="one above the other"),
        pytest.param("payments", "", ("mona", "dana"), id="nobody's change"),
        pytest.param("payments", "dissolved", ("mona", "dana"), id="a team that is gone from the catalogue"),
        pytest.param("", "", (), id="nobody at all"),
        pytest.param("checkout", "checkout", ("dana",), id="at home"),
    ],
)
def test_managers_of_both_teams_see_it(home: str, away: str, people: tuple[str, ...]) -> None:
    assert managers_above(DIRECTORY, home, away) == people
