"""Since when a service is in the catalogue, and what is remembered of its repository."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from homebot.adapters.config import load_texts
from homebot.app.consumers import keep_configuration, see, see_pushed, why_ineligible
from homebot.core.directory import Directory, Succession
from homebot.core.facts import PullId
from homebot.core.found import RepositoryFacts
from homebot.store import configurations, consumers
from homebot.store.engine import writing
from tests import build

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = date(2026, 4, 1)
SHOP = PullId("acme", "shop", 1)
ORG = "version: 1\nentities: {company: {}}\nteams: {checkout: {entity: company}, payments: {entity: company}}\n"


def catalogue(services: str = "shop: {owner: checkout, repository: acme/shop}") -> Directory:
    found = load_texts([("org.yaml", ORG), ("services.yaml", f"version: 1\nservices:\n  {services}\n")]).directory
    assert found is not None
    return found


def why(connection: sa.Connection, directory: Directory, day: date = DAY, **own: object) -> str:
    service = replace(directory.services["shop"], **own)  # type: ignore[arg-type]
    return why_ineligible(connection, directory, service, "payments", "acme/ledgerd", day)


@pytest.fixture
def known(database: sa.Engine) -> sa.Engine:
    """shop's repository is known, and no fork."""
    with writing(database) as connection:
        see_pushed(connection, "acme/shop", archived=False, fork=False, now=START)
    return database


def test_the_first_configuration_that_has_a_service_counts(known: sa.Engine) -> None:
    with writing(known) as connection:
        keep_configuration(connection, catalogue("till: {owner: checkout, repository: acme/till}"), START)
        keep_configuration(connection, catalogue(), START + timedelta(days=1))
        assert why(connection, catalogue()) == "it is in the catalogue since 2026-01-02: 89 of 90 days"
        keep_configuration(connection, catalogue(), START + timedelta(days=50))
        assert why(connection, catalogue(), DAY + timedelta(days=1)) == ""


def test_services_yaml_says_since_when_and_nobody_else(known: sa.Engine) -> None:
    said = catalogue("shop: {owner: checkout, repository: acme/shop, since: 2025-12-01}")
    with writing(known) as connection:
        keep_configuration(connection, catalogue(), datetime(2026, 3, 1, tzinfo=UTC))
        assert why(connection, said) == ""
        assert why(connection, catalogue(), since=date(2020, 1, 1)) == (
            "it is in the catalogue since 2026-03-01: 31 of 90 days"
        )


def test_configurations_of_an_older_version_are_read_once(known: sa.Engine) -> None:
    with writing(known) as connection:
        for days, directory in ((0, catalogue()), (5, catalogue("till: {owner: checkout, repository: acme/till}"))):
            configurations.keep(connection, directory.digest, directory.files, START + timedelta(days=days))
        configurations.keep(connection, "broken", (("org.yaml", "{"),), START - timedelta(days=9))
        keep_configuration(connection, catalogue(), START + timedelta(days=80))
        assert consumers.seen_since(connection, "shop") == START
        assert consumers.seen_since(connection, "till") == START + timedelta(days=5)


@pytest.mark.parametrize(
    ("until", "steps", "reason"),
    [
        (None, (), ""),
        (DAY - timedelta(days=1), (), ""),
        (DAY - timedelta(days=1), (Succession(DAY, "payments", "checkout"),), "its team is the home team"),
        (None, (Succession(DAY, "payments", "checkout", "ledgerd"),), ""),  # a team that is there stays itself
        (DAY - timedelta(days=1), (Succession(DAY, "payments", "video"),), ""),
    ],
)
def test_a_home_under_another_name_does_not_adopt_its_own(
    known: sa.Engine, until: date | None, steps: tuple[Succession, ...], reason: str
) -> None:
    teams = (build.team("payments", "bob", until=until), build.team("checkout", "bob"), build.team("video", "vera"))
    shop = build.service("shop", "checkout", "acme/shop", since=date(2020, 1, 1))
    with writing(known) as connection:
        assert why(connection, build.directory(teams=teams, services=(shop,), successions=steps)) == reason


def test_what_github_says_of_a_repository(database: sa.Engine) -> None:
    with writing(database) as connection:
        keep_configuration(connection, catalogue(), START)
        assert why(connection, catalogue()) == "GitHub has not yet said whether its repository is a fork"
        for facts, reason in (
            (RepositoryFacts(), ""),
            (RepositoryFacts(archived=True), "its repository is archived"),
            (RepositoryFacts(fork=True, forked_from=("a/b", "acme/ledgerd")), "its repository is a fork of the home"),
            (RepositoryFacts(fork=True, forked_from=("a/b",)), ""),
        ):
            said = build.conversation(pull=SHOP, repository=facts)
            see(connection, said, catalogue(), START)
            assert why(connection, catalogue()).startswith(reason)
            assert bool(why(connection, catalogue())) is bool(reason)


def test_a_webhook_says_that_it_is_a_fork_and_the_query_of_what(database: sa.Engine) -> None:
    with writing(database) as connection:
        see_pushed(connection, "acme/shop", archived=False, fork=True, now=START)
        assert consumers.repository_facts(connection, "acme/shop") == RepositoryFacts(fork=True)
        whole = RepositoryFacts(fork=True, forked_from=("a/b",))
        see(connection, build.conversation(pull=SHOP, repository=whole), catalogue(), START)
        see_pushed(connection, "acme/shop", archived=True, fork=True, now=START)
        assert consumers.repository_facts(connection, "acme/shop") == replace(whole, archived=True)
        see(connection, build.conversation(pull=SHOP), catalogue(), START)
        assert consumers.repository_facts(connection, "acme/shop") == replace(whole, archived=True)


def test_a_service_of_a_repositorys_own_files_is_seen_with_its_pull_request(database: sa.Engine) -> None:
    own = replace(catalogue(), services={"own": build.service("own", "checkout", repository="acme/shop")})
    with writing(database) as connection:
        for days in (3, 9):
            see(connection, build.conversation(pull=SHOP), own, START + timedelta(days=days))
        assert consumers.seen_since(connection, "own") == START + timedelta(days=3)


def test_thousands_of_services_are_seen(database: sa.Engine) -> None:
    names = [f"service-{number}" for number in range(1_200)]
    with writing(database) as connection:
        consumers.see_services(connection, names, START)
        consumers.see_services(connection, [*names, "one-more"], START + timedelta(days=1))
        assert consumers.seen_since(connection, names[-1]) == START
        assert consumers.seen_since(connection, "one-more") == START + timedelta(days=1)
