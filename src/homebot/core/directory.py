"""The catalogue: entities, teams, services and who owns what on which day.

Everything is effective-dated. Ask through `Directory.on(day)`: an old event is attributed by the catalogue of its day.
Logins, repositories and GitHub team names are kept in lower case; names of teams, services and entities as written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Mode = Literal["observe", "advise", "enforce"]
Strength = Literal["floor", "standard", "advice"]
Lifecycle = Literal["experimental", "production", "deprecated"]
Agreements = Literal["advise", "require", "off"]
"""What a larger change of an away team without an agreement hears: advice, that the review waits for one, or nothing.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is written: file, line and column, both one-based."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Entity:
    """A node of the P&L tree; the root has no parent."""

    name: str
    parent: str | None = None
    managers: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Temporary:
    """A team with an end, and the team that stands for it."""

    until: date
    sponsor: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team, its people and the entity whose books it is on. `holidays` are days without work."""

    name: str
    entity: str
    members: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    github_team: str | None = None
    since: date | None = None
    until: date | None = None
    timezone: str = "UTC"
    holidays: tuple[date, ...] = ()
    chat: str | None = None
    goals: str | None = None
    temporary: Temporary | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How many approvals a service asks of its owners, and how soon a first answer is due."""

    approvals: int = 1
    first_response: str = "2wd"


@dataclass(frozen=True, slots=True)
class Service:
    """A service: the paths of a repository it covers, its owner and how it is held to its standards.

    `paths` are glob patterns in gitignore's manner, the last matching service in the file wins.
    """

    name: str
    owner: str
    repository: str
    paths: tuple[str, ...] = ("**",)
    lifecycle: Lifecycle = "production"
    mode: Mode = "observe"
    profile: str = "default"
    provides: tuple[str, ...] = ()
    consumes: tuple[str, ...] = ()
    review: ReviewRule = ReviewRule()
    warranty_days: int = 30
    since: date | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """From `on`, what `source` owned (or the one `service`) is `target`'s."""

    on: date
    source: str
    target: str
    service: str | None = None
    because: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class StandardSetting:
    """A standard as a profile sets it: its strength and the options that differ from the defaults. `owners` are logins
    and teams who may let somebody go below it where it is a floor."""

    standard: str
    strength: Strength = "standard"
    options: tuple[tuple[str, Any], ...] = ()
    place: Place | None = None
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BotSettings:
    """homebot's own settings (`homebot.yaml`)."""

    reviewer_limit: int = 5
    max_reviewers: int = 15
    team_size_note: int = 12
    retention_days: int = 400
    credit: tuple[tuple[str, int], ...] = ()
    docs_url: str | None = None
    agreements: Agreements = "advise"
    triggers: tuple[tuple[str, Any], ...] = ()
    """(trigger, its `Options`) of those that ask for a bar raiser's decision otherwise than by default."""


@dataclass(frozen=True)
class Directory:
    """The whole catalogue. `digest` names its exact text; `files` holds that text for replay: (name, content)."""

    entities: dict[str, Entity] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    profiles: dict[str, tuple[StandardSetting, ...]] = field(default_factory=dict)
    bar_raisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bots: tuple[str, ...] = ()
    governance_repository: str | None = None
    settings: BotSettings = BotSettings()
    digest: str = ""
    files: tuple[tuple[str, str], ...] = ()

    def owner_on(self, service: Service, day: date) -> str:
        """The team that owns `service` on `day`: its owner, followed through every succession up to that day.

        `services.yaml` names the owner before the successions; each one applies to its service, or to all of
        its source's services when it names none (SPEC 3).
        """
        steps = self.successions_of(service, day)
        return steps[-1].target if steps else service.owner

    def successions_of(self, service: Service, day: date) -> tuple[Succession, ...]:
        """The successions that `service` went through up to `day`, in their order."""
        owner, steps = service.owner, []
        for step in sorted(self.successions, key=lambda step: step.on):
            if step.on <= day and step.source == owner and step.service in (None, service.name):
                owner = step.target
                steps.append(step)
        return tuple(steps)

    def team_exists_on(self, team: str, day: date) -> bool:
        """Whether the team was formed by then and not yet dissolved."""
        found = self.teams.get(team)
        if found is None or (found.since is not None and day < found.since):
            return False
        ends = [end for end in (found.until, found.temporary.until if found.temporary else None) if end]
        return not any(day > end for end in ends)

    def services_of_repository(self, repository: str) -> tuple[Service, ...]:
        """The services that live in `owner/name`, in the order they are written."""
        wanted = repository.lower()
        return tuple(service for service in self.services.values() if service.repository == wanted)

    def ancestors(self, entity: str) -> Iterator[str]:
        """The entity and its parents up to the root."""
        seen: set[str] = set()
        current: str | None = entity
        while current is not None and current in self.entities and current not in seen:
            seen.add(current)
            yield current
            current = self.entities[current].parent

    def consumers_of(self, service: str) -> tuple[Service, ...]:
        """Services that declare in `consumes` that they use this one."""
        return tuple(other for other in self.services.values() if service in other.consumes)
