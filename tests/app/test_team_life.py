"""The sweep over what teams left open, on both databases: handed on once, by name, or said to be nobody's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.app.team_life import hand_on, suggest, suggest_anew, suggestion
from homebot.core.credit.subject import Subject
from homebot.core.directory import Directory, Succession, Team
from homebot.core.notices import Notice
from homebot.core.register.entries import Entry, Kind, Scope
from homebot.core.register.question import Asked
from homebot.core.register.record import Record
from homebot.store import json, register, register_figures
from homebot.store.engine import open_engine, writing
from homebot.store.register_tables import notices
from tests import build

NOW = build.NOW
YESTERDAY = NOW.date() - timedelta(days=1)
BEFORE = build.directory(governance_repository="acme/governance")
MADE: tuple[tuple[Kind, str, str], ...] = (
    ("deviation", "claimed", "checkout"),
    ("claim", "claimed", "checkout"),
    ("agreement", "agreed", "checkout"),
    ("agreement", "agreed", "video"),
    ("deviation", "claimed", "video"),
)


def ended(*steps: Succession) -> Directory:
    """checkout ended yesterday."""
    checkout: Team = replace(BEFORE.teams["checkout"], until=YESTERDAY)
    return replace(BEFORE, teams={**BEFORE.teams, "checkout": checkout}, successions=steps)


@pytest.fixture
def company(database: sa.Engine) -> sa.Engine:
    with writing(database) as connection:
        for number, (kind, act, team) in enumerate(MADE, start=1):
            place, scope = f"acme/ledgerd#{number}", Scope(service="ledgerd")
            register.append(
                connection,
                Entry(f"{number}", number, kind, act, NOW - timedelta(days=9), place=place, team=team, home="payments",
                      scope=scope, due=NOW + timedelta(days=9), people=("alice",)),
            )  # fmt: skip
        register.append(connection, Entry("5:rejected", 5, "deviation", "rejected", NOW - timedelta(days=8)))
    return database


def records(engine: sa.Engine) -> list[Record]:
    with engine.connect() as connection:
        return list(register.numbered(connection, range(1, len(MADE) + 1)))


def told(engine: sa.Engine) -> list[Notice]:
    with engine.connect() as connection:
        return [json.decode(body, Notice) for body in connection.execute(sa.select(notices.c.body)).scalars()]


def test_nothing_moves_while_everybody_is_there(company: sa.Engine) -> None:
    before = records(company)

    assert hand_on(company, BEFORE, NOW) == 0
    assert (records(company), told(company)) == (before, [])


def test_what_is_open_goes_to_the_heir_once(company: sa.Engine) -> None:
    catalogue = ended(Succession(NOW.date(), "checkout", "video"))

    assert hand_on(company, catalogue, NOW) == 3
    assert hand_on(company, catalogue, NOW + timedelta(minutes=5)) == 0

    assert [one.team for one in records(company)] == ["video"] * 5
    assert [one.people for one in records(company)][:3] == [("alice",), ("vera",), ("vera",)]
    assert [one.due for one in records(company)][:3] == [NOW + timedelta(days=9)] * 3
    assert sorted(notice.number for notice in told(company)) == [1, 2, 3]
    assert "`checkout`'s and is `video`'s now" in told(company)[0].body


def test_without_an_heir_one_issue_says_so_until_there_is_one(company: sa.Engine) -> None:
    assert hand_on(company, ended(), NOW) == 0
    assert hand_on(company, ended(), NOW + timedelta(hours=1)) == 0

    (notice,) = told(company)
    assert (notice.repository, notice.key) == ("acme/governance", "nobody:checkout")
    assert notice.body.count("\n- ") == 3

    assert hand_on(company, ended(Succession(NOW.date(), "checkout", "payments")), NOW) == 3


def test_a_service_of_another_owner_brings_what_is_open_about_it(company: sa.Engine) -> None:
    catalogue = replace(BEFORE, successions=(Succession(NOW.date(), "payments", "video", "ledgerd"),))

    assert hand_on(company, catalogue, NOW) == 4

    assert [one.home for one in records(company)] == ["video"] * 4 + ["payments"]
    assert [one.team for one in records(company)] == ["checkout"] * 3 + ["video"] * 2
    assert told(company) == []


def test_a_core_team_is_suggested_once_a_year(company: sa.Engine) -> None:
    asked = Asked(Subject("service", "ledgerd"))
    assert suggest(company, BEFORE, NOW) == 0
    with writing(company) as connection:
        scope = Scope(service="ledgerd")
        register.append(
            connection, Entry("6", 6, "agreement", "agreed", NOW, team="video", home="payments", scope=scope)
        )

    assert suggest(company, BEFORE, NOW) == 1
    assert suggest(company, BEFORE, NOW + timedelta(days=1)) == 1

    assert [notice.key for notice in told(company)] == ["core-team:ledgerd:2026"]
    with company.connect() as connection:
        assert suggestion(connection, asked, BEFORE, NOW).startswith(
            "3 agreements by `checkout` and `video` on `ledgerd`"
        )
        assert suggestion(connection, Asked(), BEFORE, NOW) == ""


def test_a_team_that_takes_over_hundreds_is_called_in_the_first_few_only(database: sa.Engine) -> None:
    with writing(database) as connection:
        for number in range(1, 31):
            register.append(
                connection,
                Entry(f"{number}", number, "claim", "claimed", NOW, place=f"acme/ledgerd#{number}", team="checkout",
                      home="payments", scope=Scope(service="ledgerd")),
            )  # fmt: skip

    assert hand_on(database, ended(Succession(NOW.date(), "checkout", "video")), NOW) == 30

    assert sorted(notice.number for notice in told(database) if "@vera" in notice.body) == list(range(1, 11))
    assert sum("`vera`" in notice.body for notice in told(database)) == 20


def test_agreements_are_read_again_only_when_something_is_another(company: sa.Engine) -> None:
    assert suggest_anew(company, BEFORE, NOW)
    assert not suggest_anew(company, BEFORE, NOW + timedelta(minutes=5))
    assert suggest_anew(company, replace(BEFORE, digest="another"), NOW + timedelta(minutes=5))
    assert suggest_anew(company, BEFORE, NOW + timedelta(days=1))
    with writing(company) as connection:
        register.append(connection, Entry("x", 3, "agreement", "checked", NOW + timedelta(days=1, minutes=1)))
    assert suggest_anew(company, BEFORE, NOW + timedelta(days=1, minutes=5))
    assert not suggest_anew(company, BEFORE, NOW + timedelta(days=1, minutes=10))


def test_the_open_decisions_between_teams_are_found_by_an_index(ready_sqlite_url: str) -> None:
    """On SQLite: PostgreSQL reads a small table whole."""
    database = open_engine(ready_sqlite_url)
    asked: list[str] = []

    def hear(*said: Any) -> None:
        asked.append(said[2])

    sa.event.listen(database, "before_cursor_execute", hear)
    with database.connect() as connection:
        register_figures.parties(connection, ["agreement", "claim"])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (False, "agreement", "claim"))
        assert "USING COVERING INDEX ix_register_records_final" in str(plan.all())
