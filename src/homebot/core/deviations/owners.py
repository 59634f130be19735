"""Who answers for a standard: whoever may let somebody go below a floor (SPEC 2)."""

from collections.abc import Iterable
from datetime import date

from homebot.core.deviations.terms import AUTHORS, STRENGTH, TEAMS
from homebot.core.directory import Directory, StandardSetting
from homebot.core.managers import all_managers
from homebot.core.register.home import home_of
from homebot.core.register.record import Record

KINDS = {"secrets": "security", "licence": "legal"}
"""The kind of bar raiser who owns a standard where the profile names nobody; for any other it is `architecture`."""
OTHERWISE = "architecture"
CLAIMING = ("claimed", "proposed", "widened", "reopened", "renewed")
"""Acts by which somebody wants it."""


def owners_of_standard(about: Record, directory: Directory, day: date) -> tuple[str, ...]:
    """The owners of the standard a deviation is from; none for any other decision.

    Whom the profile names, else bar raisers of the kind, else the managers above the Home Team. The Home Team never
    decides alone on its own floor: nobody is an owner here who is in it, in a team that deviates, or who wrote or
    claimed what it is about.
    """
    if about.kind != "deviation":
        return ()
    home = home_of(about, directory, day)
    involved = _involved(about, home, directory)
    kind = KINDS.get(about.scope.standard, OTHERWISE)
    sources = (_named(about, directory), directory.bar_raisers.get(kind, ()), all_managers(directory, home))
    left = (tuple(one for one in dict.fromkeys(people) if one not in involved) for people in sources)
    return next((people for people in left if people), ())


def setting_of(about: Record, directory: Directory) -> StandardSetting | None:
    """How the service's profile sets the standard now."""
    service = directory.services.get(about.scope.service)
    settings = directory.profiles.get(service.profile, ()) if service is not None else ()
    return next((one for one in settings if one.standard == about.scope.standard), None)


def _named(about: Record, directory: Directory) -> list[str]:
    """The people the profile names; of a team, its owners."""
    setting = setting_of(about, directory)
    names = setting.owners if setting is not None else ()
    return [one for name in names for one in (directory.teams[name].owners if name in directory.teams else (name,))]


def _involved(about: Record, home: str, directory: Directory) -> frozenset[str]:
    teams = (home, about.home, about.team, *about.fact(TEAMS).split())
    return frozenset(_people(teams, directory)) | claimants(about)


def _people(teams: Iterable[str], directory: Directory) -> Iterable[str]:
    known = [directory.teams[team] for team in teams if team in directory.teams]
    return [login for team in known for login in (*team.members, *team.owners)]


def claimants(about: Record) -> frozenset[str]:
    """Who wants it: whoever claimed or widened it, and the authors of what it is for."""
    claimed = (entry.by for entry in about.entries if entry.act in CLAIMING)
    return frozenset((*claimed, about.fact("author"), *about.fact(AUTHORS).split())) - {""}


def is_floor(about: Record, directory: Directory) -> bool:
    """Whether it is from a floor: one when it was claimed, or now."""
    setting = setting_of(about, directory)
    return about.fact(STRENGTH) == "floor" or (setting is not None and setting.strength == "floor")
