"""Bar raisers lived through on a stand-in for GitHub: a rule asks one, who is silent for two working days, another is
asked and is for it; a one-way door that is opposed keeps the check in progress."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homebot.core.register.record import Record
from homebot.store import register
from tests.end_to_end.later import Company, installed

LEDGERD = "acme/ledgerd"
ORG = """\
version: 1
entities: {company: {managers: [dana]}}
teams:
  payments: {entity: company, members: [alice, bob], owners: [alice], since: 2020-01-01}
  checkout: {entity: company, members: [carol, dave], owners: [carol], since: 2020-01-01}
  platform: {entity: company, members: [gina, hugo], owners: [gina], since: 2020-01-01}
bar_raisers:
  architecture: [gina, hugo]
  security: [ines]
"""
SERVICES = f"""\
version: 1
services:
  ledgerd: {{owner: payments, repository: {LEDGERD}, mode: enforce, profile: light, since: 2020-01-01}}
"""
STANDARDS = "version: 1\nprofiles: {light: {description: {strength: advice}, tests: {strength: advice}}}\n"
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "gina", "hugo", "ines", "dana")
FILES = {"ledger/close.py": "def settle(entries):\n    return entries\n", "db/schema.sql": "create table a (id int);\n"}
MONDAY = datetime(2026, 6, 8, 9, tzinfo=UTC)


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    with installed(tmp_path, CATALOGUE, PEOPLE, {"ledgerd": FILES}) as found:
        found.on(MONDAY)
        yield found


def opened(acme: Company, path: str, text: str) -> int:
    acme.box.commit(LEDGERD, "change", {path: text}, "carol")
    number = acme.people["carol"].open_pull(LEDGERD, "change", "A new column", "")
    acme.quiet()
    return number


def decision(acme: Company, number: int) -> Record:
    with acme.engine.connect() as connection:
        (found,) = register.concerning(connection, [f"{LEDGERD}#{number}"], ())
    return found


def shown(acme: Company, number: int) -> dict[str, Any]:
    state: dict[str, Any] = acme.box.state(LEDGERD, number)
    return state


def check(acme: Company, number: int) -> dict[str, Any]:
    """The newest run of `homebot: review` on the head."""
    runs: list[dict[str, Any]] = shown(acme, number)["checks"]
    return [one for one in runs if one["name"] == "homebot: review"][-1]


def comment(acme: Company, number: int) -> str:
    """homebot's own comment."""
    return str(shown(acme, number)["comments"][0]["body"])


def test_a_silent_bar_raiser_is_succeeded_and_the_next_is_for_it(acme: Company) -> None:
    with acme.working():
        number = opened(acme, "ledger/migrations/2.py", "def up(rows):\n    return rows\n")
        (first,) = decision(acme, number).people
        assert first in shown(acme, number)["requested"]
        assert f"`{first}` is asked until 2026-06-10 09:" in comment(acme, number)
        acme.people["alice"].review(LEDGERD, number)
        acme.quiet()
        assert check(acme, number)["status"] == "in_progress"
        assert f"waiting for {first} (architecture)" in check(acme, number)["title"]
        assert acme.lapsed(MONDAY + timedelta(days=2, minutes=5)) == 1
        (second,) = decision(acme, number).people
        assert {first, second} == {"gina", "hugo"}
        requested = shown(acme, number)["requested"]
        assert second in requested
        assert first not in requested
        acme.people[second].review(LEDGERD, number, body="The old rows stay readable for two releases.")
        acme.quiet()
        assert decision(acme, number).state == "for"
        assert f"`{second}` recommends it: The old rows stay readable" in comment(acme, number)
        assert (check(acme, number)["status"], check(acme, number)["conclusion"]) == ("completed", "success")


def test_a_one_way_door_that_is_opposed_keeps_the_check_in_progress(acme: Company) -> None:
    with acme.working():
        number = opened(acme, "db/schema.sql", "create table a (id text);\n")
        name = f"{LEDGERD}#{number}"
        acme.people["alice"].review(LEDGERD, number)
        (asked,) = decision(acme, number).people
        other = {"gina": "hugo", "hugo": "gina"}[asked]
        told = acme.said("bob", name, '/homebot recommend B1 for because="I have seen the plan"')
        assert "is for a bar raiser" in told
        assert "at least 3 words" in acme.said(other, name, '/homebot recommend B1 against because="no"')
        told = acme.said(other, name, '/homebot recommend against because="ids are kept by three other services"')
        assert "you recommend against it" in told
        acme.quiet()
        assert asked not in shown(acme, number)["requested"]
        assert check(acme, number)["status"] == "in_progress"
        assert f"{other} recommends against it (architecture)" in check(acme, number)["title"]
        assert "ids are kept by three other services" in comment(acme, number)
        told = acme.said(asked, name, '/homebot recommend for because="it can be undone in an hour"')
        assert "only they take that back" in told
        acme.box.commit(LEDGERD, "change", {"db/schema.sql": "create table a (id int, name text);\n"}, "carol")
        acme.quiet()
        assert (decision(acme, number).state, decision(acme, number).people) == ("asked", (other,))
        assert other in shown(acme, number)["requested"]


def test_a_door_is_raised_by_anybody_and_lowered_by_two(acme: Company) -> None:
    with acme.working():
        number = opened(acme, "ledger/close.py", "def settle(entries):\n    return list(entries)\n")
        name = f"{LEDGERD}#{number}"
        acme.people["alice"].review(LEDGERD, number)
        acme.quiet()
        assert check(acme, number)["conclusion"] == "success", "no rule asks"
        assert "Did you mean `/homebot raise architecture`?" in acme.said("dave", name, "/homebot raise architektur")
        assert "no independent one here" in acme.said("carol", name, "/homebot assign @gina")
        told = acme.said("dave", name, '/homebot raise architecture door=one-way because="callers may rely on it"')
        assert "The door is one-way" in told
        acme.quiet()
        assert check(acme, number)["status"] == "in_progress"
        assert decision(acme, number).people == ("hugo",)
        assert "the author asked for their review" in comment(acme, number)
        lower = f'/homebot raise B1 door=two-way rollback="one line goes back" revisit={MONDAY:%Y}-07-01'
        assert "lower it together" in acme.said("carol", name, lower)
        assert "lower it together" in acme.said("gina", name, lower), "chosen by the author"
        assert "once an owner of the home team agrees" in acme.said("hugo", name, lower)
        assert "lower it together" in acme.said("bob", name, "/homebot raise B1 door=two-way")
        assert "is a two-way door now" in acme.said("alice", name, "/homebot raise B1 door=two-way")
        assert acme.lapsed(MONDAY + timedelta(days=2, hours=1)) == 1
        assert decision(acme, number).state == "unanswered"
        assert "it blocks no longer" not in comment(acme, number), "the author kept gina from being asked"
        assert check(acme, number)["status"] == "in_progress"
        how = f'because="callers are told in the release notes" follow-up={MONDAY:%Y}-07-20'
        assert "goes against `B1`" in acme.said("alice", name, f"/homebot override B1 {how}")
        acme.quiet()
        assert check(acme, number)["conclusion"] == "success"


def test_who_asked_by_mistake_takes_it_back_and_a_rule_goes_on(acme: Company) -> None:
    with acme.working():
        number = opened(acme, "ledger/close.py", "def settle(entries):\n    return list(entries)\n")
        name = f"{LEDGERD}#{number}"
        acme.said("dave", name, '/homebot raise architecture door=one-way because="callers may rely on it"')
        acme.quiet()
        (asked,) = decision(acme, number).people
        assert asked in shown(acme, number)["requested"]
        assert "`dave` asked for B1: who asked takes that back" in acme.said("carol", name, "/homebot withdraw B1")
        assert "Nothing else asks for it, so that it is dropped" in acme.said("dave", name, "/homebot withdraw B1")
        acme.quiet()
        assert decision(acme, number).state == "dropped"
        assert asked not in shown(acme, number)["requested"]
        acme.box.commit(LEDGERD, "change", {"db/schema.sql": "create table a (id text);\n"}, "carol")
        acme.quiet()
        assert decision(acme, number).state == "asked", "a rule asks"
        acme.said("carol", name, '/homebot raise architecture because="ids are kept by others, too"')
        assert "It goes on: data-migration of ledgerd" in acme.said("carol", name, "/homebot withdraw B1")
        acme.quiet()
        assert decision(acme, number).state == "asked"
        assert check(acme, number)["status"] == "in_progress"
