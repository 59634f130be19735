"""Who stands for a team that is no more: whom a succession names, else the sponsor of a temporary team."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory, Succession


@dataclass(frozen=True, slots=True)
class Heir:
    """The team that stands for another, and why; for a team that is there itself, no reason."""

    team: str
    because: str = ""


def ended_on(directory: Directory, team: str) -> date | None:
    """The last day of a team that has one."""
    found = directory.teams.get(team)
    if found is None:
        return None
    return min((end for end in (found.until, found.temporary.until if found.temporary else None) if end), default=None)


def is_gone(directory: Directory, team: str, day: date) -> bool:
    """Whether the team has ended by `day`, or the catalogue has it no more."""
    end = ended_on(directory, team)
    return team not in directory.teams or (end is not None and day > end)


def heir(directory: Directory, team: str, service: str, day: date) -> Heir | None:
    """Who stands on `day` for what a team decided about a service: itself as long as it is there, else its successor's
    successor and so on. `None` where nobody does."""
    found, seen = Heir(team), {team}
    while is_gone(directory, found.team, day):
        after = _after(directory, found.team, service, day)
        if after is None or after.team in seen:
            return None
        seen.add(after.team)
        found = Heir(after.team, found.because or after.because)
    return found


def formers(directory: Directory, teams: Collection[str], day: date) -> frozenset[str]:
    """The teams that are gone and for which one of these stands, whatever the service: what these were before."""
    left = {step.source for step in directory.successions}
    left |= {name for name, team in directory.teams.items() if team.temporary is not None}
    stand = ((name, heir(directory, name, "", day)) for name in left.difference(teams))
    return frozenset(name for name, found in stand if found is not None and found.team in teams)


def _after(directory: Directory, team: str, service: str, day: date) -> Heir | None:
    """The next one: by a succession, else the sponsor."""
    step = _step(directory, team, service, day)
    if step is not None:
        return Heir(step.target, f"{team} handed on to {step.target} on {step.on}")
    known = directory.teams.get(team)
    temporary = known.temporary if known is not None else None
    if temporary is None:
        return None
    return Heir(
        temporary.sponsor, f"{team} was temporary until {temporary.until}, and {temporary.sponsor} is its sponsor"
    )


def _step(directory: Directory, team: str, service: str, day: date) -> Succession | None:
    """The newest about this service, else about everything, else of all, if they lead to one team."""
    steps = sorted((step for step in directory.successions if step.source == team and step.on <= day), key=_when)
    for of in (service, None):
        if found := [step for step in steps if step.service == of]:
            return found[-1]
    return steps[-1] if len({step.target for step in steps}) == 1 else None


def _when(step: Succession) -> date:
    return step.on
