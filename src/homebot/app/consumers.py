"""Who may adopt: since when the catalogue has a service, what GitHub says of its repository, and the verdict.

A service is in the catalogue since the day that `services.yaml` says (`since:`), else since the first configuration, or
ownership file of its own, in which homebot saw it. What its own files say of the day does not count.
"""

from datetime import date, datetime

import sqlalchemy as sa

from homebot.adapters.config import load_texts
from homebot.core.credit.eligible import ConsumerFacts, eligible
from homebot.core.credit.parameters import parameters
from homebot.core.directory import Directory, Service
from homebot.core.facts import Conversation
from homebot.core.found import RepositoryFacts
from homebot.core.team_life.heirs import heir
from homebot.store import configurations, consumers

MOST_OLD = 50
"""Old configurations that are read once, where homebot did not yet note what services they have."""


def keep_configuration(connection: sa.Connection, directory: Directory, now: datetime) -> None:
    """Remembers a configuration that is in force now, and which services it has."""
    is_new = not configurations.holds(connection, directory.digest)
    if not consumers.any_seen(connection):
        for files, since in configurations.oldest(connection, MOST_OLD):
            before = load_texts(files).directory
            consumers.see_services(connection, before.services if before is not None else (), since)
        is_new = True
    configurations.keep(connection, directory.digest, directory.files, now)
    if is_new:
        consumers.see_services(connection, directory.services, now)


def see(connection: sa.Connection, conversation: Conversation, directory: Directory, now: datetime) -> None:
    """Remembers what a reading showed of a repository: what GitHub says of it, and the services that it has."""
    repository = conversation.pull.repository
    services = (service.name for service in directory.services_of_repository(repository))
    consumers.see_services(connection, services, now)
    if conversation.repository is not None:
        consumers.see_repository(connection, repository, conversation.repository, now)


def see_pushed(connection: sa.Connection, repository: str, archived: bool, fork: bool, now: datetime) -> None:
    """Remembers what a webhook's `repository` says. It says that something is a fork, and never of what: what is known
    of that stays."""
    known = consumers.repository_facts(connection, repository)
    above = known.forked_from if known is not None and fork else ()
    consumers.see_repository(connection, repository, RepositoryFacts(archived, fork, above), now)


def why_ineligible(
    connection: sa.Connection, central: Directory, service: Service, home_team: str, home_repository: str, day: date
) -> str:
    """Why a service cannot adopt from a service of `home_team` in `home_repository` on that day; empty where it can.
    `central` is the configuration without what repositories add to it."""
    listed = central.services.get(service.name)
    seen = consumers.seen_since(connection, service.name)
    known = consumers.repository_facts(connection, service.repository)
    # A home under another name by now, or merged into its consumer, is the consumer itself.
    home = heir(central, home_team, "", day)
    facts = ConsumerFacts(
        team=central.owner_on(service, day),
        home_team=home.team if home is not None else home_team,
        home_repository=home_repository,
        known_since=(listed.since if listed is not None else None) or (seen.date() if seen is not None else None),
        archived=known is not None and known.archived,
        fork=known.fork if known is not None else None,
        forked_from=known.forked_from if known is not None else (),
    )
    return eligible(service, facts, day, parameters(central.settings.credit))
