"""The rest of a snapshot: what homebot itself remembers of people and of this pull request."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from homebot.core.agreements.named import named
from homebot.core.directory import Directory
from homebot.core.facts import Person, Snapshot
from homebot.core.register.record import Record
from homebot.core.waits import Asked, Assigned
from homebot.store import people, register, turns
from homebot.store.people import Assignment


def complete(connection: sa.Connection, snapshot: Snapshot, directory: Directory) -> Snapshot:
    """The snapshot with availability, load, requests, holds, assignments, waits, and decisions on it and on the
    services of its repository as they are in the database now."""
    words = people.assignments_on(connection, snapshot.pull)
    services = [service.name for service in directory.services_of_repository(snapshot.pull.repository)]
    asked = people.asked_on(connection, snapshot.pull)
    return replace(
        snapshot,
        people=_people(connection, snapshot, [person.login for person in snapshot.people], asked),
        holds=people.holds_on(connection, snapshot.pull),
        asked_because=people.asked_because(connection, snapshot.pull),
        assigned=tuple(word.login for word in words if word.on),
        unassigned=tuple((w.login, w.by) for w in words if not w.on and not _asked_again(snapshot, w)),
        asked=tuple(Asked(login, at) for login, at in sorted(asked.items())),
        moved=turns.moved_on(connection, snapshot.pull),
        last_turn=turns.last(connection, snapshot.pull),
        decisions=_decisions(connection, snapshot, services),
        raiser_loads=_raiser_loads(connection, snapshot),
        assigned_by=_assigned_by(words),
    )


def _assigned_by(words: Iterable[Assignment]) -> tuple[Assigned, ...]:
    return tuple(Assigned(word.login, word.by, word.at) for word in words if word.on)


def _decisions(connection: sa.Connection, snapshot: Snapshot, services: Collection[str]) -> tuple[Record, ...]:
    """Those of here and of the services, and the agreements that the description names; each belongs to what it is of,
    which is there too."""
    found = {one.number: one for one in register.concerning(connection, [str(snapshot.pull)], services)}
    further = {*named(snapshot.conversation.body), *(one.scope.of for one in found.values())} - {0, *found}
    found |= {one.number: one for one in register.numbered(connection, further)}
    return tuple(found[number] for number in sorted(found))


def _raiser_loads(connection: sa.Connection, snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """How many decisions each bar raiser is asked for elsewhere."""
    asked = register.open_of(connection, "bar-raiser", ("asked",))
    people_asked = Counter(login for one in asked if one.scope.pull != str(snapshot.pull) for login in one.people)
    return tuple(sorted(people_asked.items()))


def _asked_again(snapshot: Snapshot, word: Assignment) -> bool:
    """Whether a human asked for the person on GitHub after they were taken off by command."""
    talk = snapshot.conversation
    last = {event.reviewer: event for event in talk.requests if event.actor != talk.viewer}.get(word.login)
    return last is not None and not last.removed and last.at > word.at


def _people(
    connection: sa.Connection, snapshot: Snapshot, logins: list[str], here: Collection[str]
) -> tuple[Person, ...]:
    said = people.availability(connection, logins)
    loads = people.loads(connection, logins)

    def completed(person: Person) -> Person:
        word, load = said.get(person.login), loads.get(person.login)
        # The request made on this very pull request is no load: it would push its own reviewer out.
        elsewhere = max(0, load.open_requests - (person.login in here)) if load else 0
        return replace(
            person,
            absent_until=word.absent_until if word else None,
            limit=word.limit if word else None,
            open_requests=elsewhere,
            last_asked=load.last_asked if load and person.login not in here else None,
        )

    return tuple(completed(person) for person in snapshot.people)


def settle_requests(connection: sa.Connection, snapshot: Snapshot, now: datetime) -> None:
    """Reviews that were asked and are not due any more: given, taken back, or their pull request is closed."""
    conversation = snapshot.conversation
    if conversation.state != "open":
        people.settle(connection, snapshot.pull, now)
        return
    asked = people.asked_on(connection, snapshot.pull)
    answered = {review.author for review in conversation.reviews if _after(review.submitted_at, asked, review.author)}
    taken_back = _taken_back(snapshot, asked)
    people.settle(connection, snapshot.pull, now, sorted(answered | taken_back))


def _after(moment: datetime, asked: dict[str, datetime], login: str) -> bool:
    return login in asked and moment >= asked[login]


def _taken_back(snapshot: Snapshot, asked: dict[str, datetime]) -> set[str]:
    removed = {event.reviewer: event for event in snapshot.conversation.requests if event.removed}
    still: Iterable[str] = snapshot.conversation.observed.requested
    return {login for login, at in asked.items() if login in removed and removed[login].at >= at} - set(still)
