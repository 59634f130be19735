"""Whose credit is asked for: a team, a service or an entity of the catalogue."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from homebot.core.credit.events import ContributionMerged, Part
from homebot.core.directory import Directory

SubjectKind = Literal["team", "service", "entity"]
KINDS: tuple[SubjectKind, ...] = ("team", "service", "entity")


@dataclass(frozen=True, slots=True)
class Subject:
    """A team, a service, or an entity with everything below it. `teams` are the teams on its books."""

    kind: SubjectKind
    name: str
    teams: frozenset[str] = frozenset()

    def concerns(self, event: ContributionMerged) -> bool:
        """Whether the contribution was made by, or in, what the subject stands for."""
        return any(self.covers(part) for part in event.parts)

    def covers(self, part: Part) -> bool:
        """Whether this part of a contribution was."""
        if self.kind == "service":
            return part.service == self.name
        return part.home_team in self.teams or part.away_team in self.teams


def find(name: str, directory: Directory, kind: SubjectKind | None = None) -> Subject | None:
    """The team, else the service, else the entity of that name (or only of one `kind`); `None` where there is none."""
    for wanted in KINDS if kind is None else (kind,):
        if wanted == "team" and name in directory.teams:
            return Subject("team", name, frozenset({name}))
        if wanted == "service" and name in directory.services:
            return Subject("service", name)
        if wanted == "entity" and name in directory.entities:
            teams = (team.name for team in directory.teams.values() if name in directory.ancestors(team.entity))
            return Subject("entity", name, frozenset(teams))
    return None


def nearest(name: str, directory: Directory) -> str | None:
    """The valid name most like this one."""
    known = [*directory.teams, *directory.services, *directory.entities]
    return next(iter(get_close_matches(name[:100], known, n=1, cutoff=0.5)), None)
