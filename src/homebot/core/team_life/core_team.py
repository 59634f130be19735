"""Three agreements by two away teams on one area within a year: perhaps it deserves a team, or money, of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from homebot.core.directory import Directory
from homebot.core.managers import nearest_managers
from homebot.core.notices import Notice
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import count, paragraphs, series, table

WINDOW = timedelta(days=365)
LEAST_AGREEMENTS = 3
LEAST_TEAMS = 2
MOST_LISTED = 20
"""Agreements that an issue lists, the newest."""
_NEVER_AGREED = ("proposed", "declined", "escalated")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An area that others keep changing: one `service`, or all that `owner` has where `service` is empty. `agreements`
    are those of the last year, the oldest first."""

    owner: str
    agreements: tuple[Record, ...]
    service: str = ""

    @property
    def area(self) -> str:
        """What it is about, by name."""
        return self.service or self.owner

    @property
    def teams(self) -> tuple[str, ...]:
        """The away teams, by name."""
        return tuple(sorted({one.team for one in self.agreements}))


def suggested(agreements: Iterable[Record], service: str, directory: Directory, now: datetime) -> Suggestion | None:
    """What is suggested about a service today: about itself, else about everything that its owner has."""
    owners = {one.name: directory.owner_on(one, now.date()) for one in directory.services.values()}
    owner = owners.get(service, "")
    recent = sorted((one for one in agreements if _counts(one, now)), key=_at)
    by_others = [one for one in recent if owners.get(one.scope.service) == owner != one.team]
    about_it = [one for one in by_others if one.scope.service == service]
    if _suffice(about_it):
        return Suggestion(owner, tuple(about_it), service)
    return Suggestion(owner, tuple(by_others)) if _suffice(by_others) else None


def _suffice(found: Sequence[Record]) -> bool:
    return len(found) >= LEAST_AGREEMENTS and len({one.team for one in found}) >= LEAST_TEAMS


def all_suggested(agreements: Sequence[Record], directory: Directory, now: datetime) -> tuple[Suggestion, ...]:
    """Every area with a suggestion, each once."""
    services = sorted({one.scope.service for one in agreements})
    found = (suggested(agreements, service, directory, now) for service in services)
    return tuple({one.area: one for one in found if one is not None}.values())


def note(agreements: Iterable[Record], service: str, directory: Directory, now: datetime) -> str:
    """The suggestion in a sentence of Markdown, for an answer about the service; empty where there is none."""
    found = suggested(agreements, service, directory, now)
    if found is None:
        return ""
    return (
        f"{count(len(found.agreements), 'agreement')} by {series([code(team) for team in found.teams])} on"
        f" {_area(found)} within a year: consider to spin out a core team for it, or to fund one."
    )


def notice(found: Suggestion, directory: Directory) -> Notice | None:
    """An issue in the governance repository, once for an area and year; `None` where there is no such repository."""
    if directory.governance_repository is None:
        return None
    asked = series([mention(login) for login in nearest_managers(directory, found.owner, frozenset())], 10)
    shown, left = found.agreements[-MOST_LISTED:], len(found.agreements) - MOST_LISTED
    year = _at(found.agreements[-1]).year
    title = f"{found.area}: {len(found.agreements)} agreements by {len(found.teams)} away teams within a year"
    body = paragraphs(
        f"{series([code(team) for team in found.teams])} agreed with {code(found.owner)} to change {_area(found)}:",
        table(("agreement", "away team", "service", "agreed", "goal"), list(map(_row, shown))),
        f"and {left} before them; `homebot register {found.area} --state all` lists them" if left > 0 else "",
        "What others need so often may deserve more than guests:\n\n"
        "- spin out a core team that owns it,\n"
        f"- fund {code(found.owner)} to take the requests up itself (`/homebot credit funding {found.area}`),\n"
        "- or leave it: away work is meant for this, and nothing is blocked.",
        f"{asked}: this is yours to weigh." if asked else "",
    )
    return Notice(f"core-team:{found.area}:{year}", directory.governance_repository, body, title, labels=("core-team",))


def _area(found: Suggestion) -> str:
    return code(found.service) if found.service else f"the services of {code(found.owner)}"


def _row(record: Record) -> tuple[str, ...]:
    goal = plain(record.fact("goal"), 120) if record.fact("goal") else "-"
    return record.name, code(record.team), code(record.scope.service), f"{_at(record):%Y-%m-%d}", goal


def _counts(record: Record, now: datetime) -> bool:
    agreed = record.kind == "agreement" and record.state not in _NEVER_AGREED
    return agreed and now - WINDOW <= _at(record) <= now


def _at(record: Record) -> datetime:
    """When it was agreed."""
    agreed = record.last("agreed")
    return agreed.at if agreed is not None else record.at
