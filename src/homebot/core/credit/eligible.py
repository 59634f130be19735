"""Which consumers can adopt (SPEC 10): 90 days in the catalogue, in production, not archived, no fork of home, and not
home's own. Judged on the day of the fact; who is refused today may be taken later, when it is looked at again."""

from dataclasses import dataclass
from datetime import date

from homebot.core.credit.parameters import Parameters
from homebot.core.directory import Service


@dataclass(frozen=True, slots=True)
class ConsumerFacts:
    """What is known of a consumer service beside what it says itself, and of the home it would adopt from.

    `team` owns it that day. `known_since` is when the catalogue first had it: the day that `services.yaml` itself
    says, else the one on which homebot first saw it; `None`: never seen. Its own files cannot say it, for they are its
    team's to write. `forked_from` are the repositories that its repository was forked from, the nearest first; `fork`
    says that it is one, also where GitHub does not say of what; `None`: GitHub has not been asked yet, and until it is
    the service waits. Repositories are `owner/name` in lower case.
    """

    team: str
    home_team: str
    home_repository: str
    known_since: date | None = None
    archived: bool = False
    fork: bool | None = None
    forked_from: tuple[str, ...] = ()


def eligible(service: Service, facts: ConsumerFacts, day: date, parameters: Parameters) -> str:
    """Why `service` cannot adopt on `day`, in words that name nothing a stranger wrote; empty where it can."""
    if facts.team == facts.home_team:
        return "its team is the home team"
    if service.lifecycle != "production":
        return f"its lifecycle is {service.lifecycle}, not production"
    return _repository(service, facts) or _age(facts.known_since, day, parameters.eligible_days)


def _repository(service: Service, facts: ConsumerFacts) -> str:
    if facts.archived:
        return "its repository is archived"
    if service.repository == facts.home_repository:
        return ""
    if facts.home_repository in facts.forked_from:
        return "its repository is a fork of the home repository"
    if facts.fork is None:
        return "GitHub has not yet said whether its repository is a fork"
    if facts.fork and not facts.forked_from:
        return "its repository is a fork, and GitHub does not say of what"
    return ""


def _age(since: date | None, day: date, needed: int) -> str:
    if since is None:
        return f"it is not known since when it is in the catalogue: {needed} days are needed"
    days = (day - since).days
    return "" if days >= needed else f"it is in the catalogue since {since}: {max(0, days)} of {needed} days"
