"""Whether ownership makes sense on every day: successions that fit together, and no service without a living owner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from homebot.adapters.config.reading import Reading
from homebot.core.directory import Place, Service, Succession, Team
from homebot.core.wording import nearest, quoted

_DAY = timedelta(days=1)
_NOWHERE = Place("", 1)


@dataclass(frozen=True, slots=True)
class _Period:
    """A team's time as owner of a service, until the succession that ends it."""

    owner: str
    ended_by: Succession | None


def check_successions(teams: dict[str, Team], steps: Iterable[Succession], reading: Reading) -> None:
    """Notes steps that no calendar allows and steps that contradict each other."""
    first: dict[tuple[date, str, str | None], Succession] = {}
    for step in steps:
        place = step.place or _NOWHERE
        if step.source == step.target:
            reading.refuse(place, f"succession: from {step.source} to {step.target} changes nothing", "remove it")
        _check_day(step, teams, place, reading)
        earlier = first.setdefault((step.on, step.source, step.service), step)
        if earlier is not step:
            message = f"succession: {step.service or 'everything'} of {step.source} is handed on twice on {step.on}"
            reading.refuse(place, message, f"the other is at {earlier.place}")
        back = _way_back(step, first)
        if len(back) == 1:
            message = f"succession: {step.source} and {step.target} hand over to each other on {step.on}"
            reading.refuse(place, message, f"the other is at {back[0].place}")
        elif back:
            circle = " > ".join((step.source, *(one.source for one in back), step.source))
            message = f"succession: teams hand over in a circle on {step.on}, {circle}"
            reading.refuse(place, message, f"the step before is at {back[-1].place}")


def _way_back(step: Succession, first: dict[tuple[date, str, str | None], Succession]) -> tuple[Succession, ...]:
    """The earlier steps of the same day that lead from the step's target back to its source; none if none do."""
    steps: dict[str, Succession] = {}
    at = step.target
    while at not in steps and (following := first.get((step.on, at, step.service))) not in (None, step):
        assert following is not None
        steps[at] = following
        at = following.target
        if at == step.source:
            return tuple(steps.values())
    return ()


def _check_day(step: Succession, teams: dict[str, Team], place: Place, reading: Reading) -> None:
    source, target = teams[step.source], teams[step.target]
    if target.since is not None and step.on < target.since:
        message = f"succession: {target.name} takes over on {step.on}, but is formed on {target.since}"
        reading.refuse(place, message, f"see {target.place}")
    if source.since is not None and step.on < source.since:
        message = f"succession: {source.name} hands over on {step.on}, but is formed on {source.since}"
        reading.refuse(place, message, f"see {source.place}")
    end = _end(target)
    if end is not None and step.on > end:
        message = f"succession: {target.name} takes over on {step.on}, but ends on {end}"
        reading.refuse(place, message, f"see {target.place}")


def check_owners(
    teams: dict[str, Team], services: dict[str, Service], steps: Iterable[Succession], reading: Reading
) -> None:
    """Notes services handed on by a team that does not own them, and services whose owner ends without an heir."""
    ordered = sorted(steps, key=lambda step: step.on)
    general = [(number, step) for number, step in enumerate(ordered) if step.service is None]
    own: dict[str, list[tuple[int, Succession]]] = {}
    for number, step in enumerate(ordered):
        if step.service is not None:
            own.setdefault(step.service, []).append((number, step))
    for service in services.values():
        relevant = [step for _, step in sorted((*general, *own.get(service.name, ())), key=lambda pair: pair[0])]
        for period in _periods(service, relevant, reading):
            _check_end(service, teams[period.owner], period.ended_by, teams, reading)


def _periods(service: Service, steps: Iterable[Succession], reading: Reading) -> Iterator[_Period]:
    """Who owns a service, one after the other, as `Directory.owner_on` follows the same steps."""
    owner = service.owner
    for step in steps:
        if step.source == owner:
            yield _Period(owner, step)
            owner = step.target
        elif step.service is not None:
            message = f"succession: on {step.on} {service.name} is owned by {owner}, not by {step.source}"
            hint = f"services.yaml names the owner before all successions: {quoted(service.owner)} at {service.place}"
            reading.refuse(step.place or _NOWHERE, message, hint)
    yield _Period(owner, None)


def _check_end(
    service: Service, owner: Team, ended_by: Succession | None, teams: dict[str, Team], reading: Reading
) -> None:
    end = _end(owner)
    if end is None or (ended_by is not None and ended_by.on <= end + _DAY):
        return
    reading.refuse(
        service.place or _NOWHERE,
        f"services.{service.name}: nobody owns it after {end}, when {owner.name} ends",
        f"add to succession in org.yaml: {{on: {end + _DAY}, from: {owner.name}, to: {_heir(owner, teams)}}}",
    )


def _heir(owner: Team, teams: dict[str, Team]) -> str:
    """Who may be meant: the sponsor of a temporary team; else a team without an end whose name is like the owner's, or
    one of its entity."""
    if owner.temporary is not None:
        return owner.temporary.sponsor
    living = [team for team in teams.values() if _end(team) is None]
    beside = (team.name for team in living if team.entity == owner.entity)
    return nearest(owner.name, (team.name for team in living)) or next(beside, "TEAM")


def check_sponsors(teams: dict[str, Team], steps: Iterable[Succession], reading: Reading) -> None:
    """Notes temporary teams that nobody is there for when they end: the sponsor is temporary too, or ends before."""
    handed_on = {step.source for step in steps}
    for team in teams.values():
        if team.temporary is None:
            continue
        sponsor = teams[team.temporary.sponsor]
        said = f"teams.{team.name}.temporary.sponsor: {sponsor.name}"
        hint = f"name a team that lasts{_lasting(sponsor, teams)}"
        if sponsor.temporary is not None:
            reading.refuse(team.place or _NOWHERE, f"{said} is temporary itself, until {sponsor.temporary.until}", hint)
        elif sponsor.until is not None and sponsor.until <= team.temporary.until and sponsor.name not in handed_on:
            ends = f"ends on {sponsor.until}, before {team.name} does, and hands on to nobody"
            reading.refuse(team.place or _NOWHERE, f"{said} {ends}", hint)


def _lasting(sponsor: Team, teams: dict[str, Team]) -> str:
    living = [team.name for team in teams.values() if _end(team) is None and team.name != sponsor.name]
    near = nearest(sponsor.name, living)
    return f", such as {near}" if near is not None else ""


def _end(team: Team) -> date | None:
    """The last day of a team that has one."""
    return min((end for end in (team.until, team.temporary.until if team.temporary else None) if end), default=None)
