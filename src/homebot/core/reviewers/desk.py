"""The people who could be asked, what each could cover, and what speaks against each."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from homebot.core.decision import Need
from homebot.core.directory import Directory
from homebot.core.facts import Person, Snapshot
from homebot.core.last_requests import is_ours, last_requests
from homebot.core.silence import Silence
from homebot.core.working_days import works_on
from homebot.core.writers import writers

NEW, REST, LOAD, KNOWLEDGE, ASKED, DRAW = 176, 160, 128, 104, 56, 0
"""Where each criterion begins in a cost, counted in bits: the sum of a thousand people's stays below the next."""


class Desk:
    """Of the `needs` that bind, each is a bit: its place among them. `serves` are those that a person could be asked
    for and that miss somebody, `counts` those in which their approval would count."""

    def __init__(self, snapshot: Snapshot, directory: Directory, needs: Sequence[Need], silence: Silence) -> None:
        self.silence = silence
        self.needs = needs
        self.teams: dict[str, list[str]] = {}
        self.serves: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.done: set[str] = set()
        self.objectors = {login for need in needs for login in need.objected_by}
        self.fallen = {login for need in needs for login, _ in need.fallen}
        for place, need in enumerate(needs):
            self._sit(1 << place, need)
        head = snapshot.conversation.head_oid
        self.answered = (
            self.objectors | self.done | {one.author for one in snapshot.conversation.reviews if one.oid == head}
        )
        self._snapshot = snapshot
        self._people = {person.login: person for person in snapshot.people}
        self._limit = directory.settings.reviewer_limit
        self._writers = writers(snapshot)
        self._removed = _removed(snapshot)
        self._resting = _resting(snapshot, directory)

    def _sit(self, bit: int, need: Need) -> None:
        for login in sorted({*need.eligible, *need.excluded} - {*need.stand_ins}):
            teams = self.teams.setdefault(login, [])
            if need.source is None and need.team not in teams:
                teams.append(need.team)
            if need.missing and login not in need.approved_by:
                self.serves[login] = self.serves.get(login, 0) | bit
        for login in need.eligible:
            if need.missing and login not in need.approved_by:
                self.counts[login] = self.counts.get(login, 0) | bit
        self.done.update(need.approved_by)

    def services(self, login: str) -> tuple[str, ...]:
        """The services a person could cover something of."""
        bits = self.serves.get(login, 0)
        return tuple(dict.fromkeys(need.service for place, need in enumerate(self.needs) if bits >> place & 1))

    def due(self, covering: Iterable[str]) -> list[int]:
        """How many more people each need wants beside those who cover it already."""
        due = [need.missing for need in self.needs]
        for login in covering:
            bits = self.counts.get(login, 0)
            due = [max(0, n - (bits >> place & 1)) for place, n in enumerate(due)]
        return due

    def person(self, login: str) -> Person:
        """What is known of somebody."""
        return self._people.get(login, Person(login))

    def unavailable(self, login: str) -> str | None:
        """Why a person has no time now."""
        person = self.person(login)
        if person.absent_until is not None and person.absent_until > self._snapshot.at:
            return f"absent until {person.absent_until:%Y-%m-%d}"
        if person.busy:
            return "busy, says their GitHub status"
        limit = self._limit if person.limit is None else person.limit
        return f"at capacity {person.open_requests}/{limit}" if person.open_requests >= limit else None

    def obstacle(self, login: str) -> str | None:
        """Why a person is not asked; `None` when nothing speaks against it."""
        if login in self._writers:
            return "author" if login == self._snapshot.conversation.author else "committer"
        if not self.person(login).has_access or not self._is_known(login):
            return "no access"
        return self._history(login) or self.silence.reason(login) or self.unavailable(login)

    def _is_known(self, login: str) -> bool:
        """A name that only a file of the repository has may be anybody's."""
        return login in self._people or bool(self.teams.get(login))

    def _history(self, login: str) -> str | None:
        if login in self.objectors:
            return "asked for changes"
        if login in self._removed:
            return f"removed by {self._removed[login]}"
        return "approved already" if login in self.done and login not in self.serves else None

    def cost(self, login: str) -> int:
        """Smaller is asked sooner, and the costs of a set add up: how many of it have not approved before, then how
        many have no working day today, then its load, then how little it knows of the touched lines, then when its
        people were asked last, then a draw that the pull request's number decides."""
        person = self.person(login)
        asked = int(person.last_asked.timestamp()) if person.last_asked else 0
        unknown = 1000 - person.knowledge
        draw = int.from_bytes(sha256(f"{login}:{self._snapshot.pull}".encode()).digest()[:5])
        new = int(login not in self.fallen) << NEW
        new += int(login in self._resting) << REST
        return new + (person.open_requests << LOAD) + (unknown << KNOWLEDGE) + (asked << ASKED) + (draw << DRAW)


def _resting(snapshot: Snapshot, directory: Directory) -> set[str]:
    """Whose teams have no working day now, by their own clocks and holidays; somebody of no team is at work."""
    on_github = dict(snapshot.members)
    at_work: set[str] = set()
    rest: set[str] = set()
    for team in directory.teams.values():
        people = at_work if works_on(team, snapshot.at) else rest
        people.update(team.members, team.owners, on_github.get(team.name, ()))
    return rest - at_work


def _removed(snapshot: Snapshot) -> dict[str, str]:
    """Who was taken off by somebody other than homebot, and by whom."""
    talk = snapshot.conversation
    last = last_requests(talk).items()
    removals = {login: event.actor for login, event in last if event.removed and not is_ours(talk, event)}
    return removals | dict(snapshot.unassigned)
