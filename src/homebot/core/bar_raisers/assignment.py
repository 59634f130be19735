"""Who is asked: of the independent bar raisers of a kind the least loaded, then the one asked least recently, then a
draw that the pull request decides. The same facts give the same person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from homebot.core.bar_raisers.independence import Change, independence, is_outside
from homebot.core.directory import Team
from homebot.core.facts import Person
from homebot.core.register.record import Record
from homebot.core.register.table import ANSWERS
from homebot.core.working_days import Period, ends

MOST_OPEN = 2
"""Decisions that one bar raiser is asked for at a time."""
ANSWER = Period(2, "wd")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who is `chosen`, `None` where nobody can be; the tests they `passed`; why others are `passed_over`. `withheld`
    are those among them whom somebody else can keep from being asked: by work for them elsewhere, a request for their
    review, or a commit in their name."""

    chosen: str | None
    passed: tuple[str, ...]
    passed_over: tuple[tuple[str, str], ...]
    withheld: tuple[str, ...] = ()


def candidates(kind: str, change: Change, record: Record | None, here: Iterable[Record]) -> Candidates:
    """The choice for a decision of a `kind`; `here` are the other decisions of the pull request as they stand."""
    loads = _loads(kind, change, here)
    obstacles = {login: obstacle(login, change, record, load) for login, load in loads.items()}
    free = [login for login, why_not in obstacles.items() if not why_not]
    chosen = min(free, key=lambda login: _cost(login, change, record, loads), default=None)
    passed = () if chosen is None else (*independence(chosen, change, record).passed, _open(loads[chosen]))
    over = tuple((login, why_not) for login, why_not in obstacles.items() if why_not)
    return Candidates(chosen, passed, over, tuple(login for login, _ in over if _is_withheld(login, change, record)))


def _is_withheld(login: str, change: Change, record: Record | None) -> bool:
    """Of somebody who is passed over: whether nothing of their own speaks against them."""
    return login not in declined(record) and is_outside(login, change) and not unavailable(login, change)


def _loads(kind: str, change: Change, here: Iterable[Record]) -> dict[str, int]:
    """How many other decisions each is asked for, here and on other pull requests."""
    open_here = [login for one in here if one.state == "asked" for login in one.people]
    elsewhere = dict(change.snapshot.raiser_loads)
    people = change.directory.bar_raisers.get(kind, ())
    return {login: elsewhere.get(login, 0) + open_here.count(login) for login in people}


def _open(load: int) -> str:
    return f"asked for {load or 'no'} other {'decision' if load == 1 else 'decisions'}, of {MOST_OPEN} at most"


def obstacle(login: str, change: Change, record: Record | None, load: int) -> str:
    """Why a bar raiser is not asked, empty where nothing speaks against it."""
    if login in declined(record):
        return "did not answer in time"
    if failed := independence(login, change, record).failed:
        return failed[0]
    if why_not := unavailable(login, change):
        return why_not
    return f"is asked for {load} decisions already" if load >= MOST_OPEN else ""


def unavailable(login: str, change: Change) -> str:
    """Why somebody has no time, or cannot see the change."""
    person = _person(login, change)
    if not person.has_access:
        return "has no access to this repository"
    if person.absent_until is not None and person.absent_until > change.snapshot.at:
        return f"is absent until {person.absent_until:%Y-%m-%d}"
    return ""


def declined(record: Record | None) -> tuple[str, ...]:
    """Who was asked and did not answer."""
    return tuple(record.fact("declined").split()) if record is not None else ()


def answer_due(login: str, change: Change) -> datetime:
    """Two working days from now, by the clock of a team they are in, else by UTC."""
    return ends(change.snapshot.at, ANSWER, _team(login, change.directory.teams, change))


def _team(login: str, teams: Mapping[str, Team], change: Change) -> Team | None:
    on_github = dict(change.snapshot.members)
    for team in teams.values():
        if login in (*team.members, *team.owners, *on_github.get(team.name, ())):
            return team
    return None


def _person(login: str, change: Change) -> Person:
    return next((one for one in change.snapshot.people if one.login == login), Person(login))


def _cost(
    login: str, change: Change, record: Record | None, loads: Mapping[str, int]
) -> tuple[bool, int, float, bytes]:
    """Whoever answered before, on what has changed since, knows most of it; then the least loaded, and so on."""
    before = record.last(*ANSWERS) if record is not None else None
    asked = _person(login, change).last_asked
    draw = sha256(f"{login}:{change.snapshot.pull}".encode()).digest()
    moment = asked.timestamp() if asked else 0.0
    return before is None or before.by != login, loads[login], moment, draw
