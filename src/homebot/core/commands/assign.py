"""Asks somebody for a review. Somebody absent or full is asked all the same, with a warning."""

from collections.abc import Iterable, Iterator

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.people import named
from homebot.core.committers import committers
from homebot.core.directory import Directory
from homebot.core.facts import Person, Snapshot
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

USAGE = "/homebot assign @X"
WHO_MAY: tuple[Role, ...] = ("home", "author")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot assign @carol",)


def apply(call: Call, world: World) -> Answer:
    """Asks for the reviews of the people named, or says why not."""
    people = named(call)
    if not people:
        return refuse(f"Name the person to ask, at most five: {code(USAGE)}. A team cannot be asked.")
    if world.snapshot is None or world.decision is None:
        return refuse("homebot has not evaluated this pull request yet. Say it again in a moment.")
    if reason := _reason_against(people, world.snapshot):
        return refuse(reason)
    asked = series([code(person) for person in people])
    draft = " once it is no draft any more" if world.snapshot.conversation.draft else ""
    warnings = [warning for person in people for warning in _warnings(person, world)]
    text = " ".join([f"{asked} will be asked for a review{draft}.", *warnings])
    return Answer(text, tuple(Act("assign", login=person) for person in people))


def _reason_against(people: Iterable[str], snapshot: Snapshot) -> str | None:
    if snapshot.conversation.state != "open":
        return f"The pull request is {snapshot.conversation.state}; nobody can be asked any more."
    reason = next((found for person in people if (found := _impossible(person, snapshot))), None)
    return f"{reason} Nobody was asked." if reason else None


def _impossible(person: str, snapshot: Snapshot) -> str | None:
    if person == snapshot.conversation.author:
        return f"{code(person)} wrote the pull request, and GitHub asks no author for a review."
    known = _person(person, snapshot)
    if known is not None and not known.has_access:
        return f"{code(person)} has no access to this repository, so GitHub cannot ask them."
    return None


def _person(login: str, snapshot: Snapshot) -> Person | None:
    return next((person for person in snapshot.people if person.login == login), None)


def _warnings(person: str, world: World) -> Iterator[str]:
    """What the asker should know of this person."""
    assert world.snapshot is not None
    assert world.decision is not None
    if person in committers(world.snapshot):
        yield f"{code(person)} has commits in this change, so their approval will not count."
    elif not any(person in need.eligible for need in world.decision.needs):
        yield f"{code(person)} is in no team whose approval is needed here, so theirs will not count towards it."
    if world.actor == world.snapshot.conversation.author and person in _raisers(world):
        yield f"{code(person)} is a bar raiser, and no independent one here: you wrote the change and chose them."
    known = _person(person, world.snapshot)
    if known is not None:
        yield from _availability(known, world.snapshot, world.directory)


def _raisers(world: World) -> frozenset[str]:
    """Bar raisers of any kind whom homebot did not ask here itself."""
    assert world.decision is not None
    ours = {login for one in world.decision.key_decisions for login in one.people}
    return frozenset(login for people in world.directory.bar_raisers.values() for login in people) - ours


def _availability(person: Person, snapshot: Snapshot, directory: Directory) -> Iterator[str]:
    if person.absent_until is not None and person.absent_until > snapshot.at:
        yield f"{code(person.login)} is absent until {person.absent_until:%Y-%m-%d}."
    elif person.busy:
        yield f"{code(person.login)} is busy, as their status on GitHub says."
    limit = person.limit if person.limit is not None else directory.settings.reviewer_limit
    if person.open_requests >= limit:
        yield f"{code(person.login)} is at capacity {person.open_requests}/{limit}."
