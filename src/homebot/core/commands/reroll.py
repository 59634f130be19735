"""Asks somebody else instead of those whom homebot asked here and who have not answered.

Whom a person asked stays asked. Those who are taken off stay in the reviewers' trail, with your name, and homebot will
not ask them again on this pull request; `/homebot assign` does."""

from collections.abc import Iterable
from dataclasses import replace

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.last_requests import asked_by_us, last_requests
from homebot.core.policy import decide
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

USAGE = "/homebot reroll"
WHO_MAY: tuple[Role, ...] = ("home", "author")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot reroll",)


def apply(call: Call, world: World) -> Answer:
    """Takes off whoever can be replaced, or says why nobody can."""
    if call.words or call.named:
        return refuse(f"It takes no argument: {code(USAGE)}. `/homebot unassign @X` takes off one person.")
    if world.snapshot is None or world.decision is None:
        return refuse("homebot has not evaluated this pull request yet. Say it again in a moment.")
    return _rerolled(world.snapshot, world.decision, world)


def _rerolled(snapshot: Snapshot, decision: Decision, world: World) -> Answer:
    waiting = _waiting(snapshot, decision)
    if not waiting:
        return refuse("homebot asks nobody here who has not answered, so there is nobody to replace.")
    gone, instead = _replaced(waiting, snapshot, decision, world.directory, world.actor)
    if not gone:
        return refuse(
            f"Nobody else can be asked instead of {_names(waiting)}: `/homebot why` says what speaks against each."
            " Nothing was changed."
        )
    stay = [login for login in waiting if login not in gone]
    text = f"Instead of {_names(gone)}, homebot asks {_names(instead)}."
    text += f" Nobody else can be asked instead of {_names(stay)}." if stay else ""
    return Answer(text, tuple(Act("unassign", login=login) for login in gone))


def _names(people: Iterable[str]) -> str:
    return series([code(login) for login in people], 15)


def _waiting(snapshot: Snapshot, decision: Decision) -> tuple[str, ...]:
    """Whom homebot chose itself, has asked or is about to ask, and who has not reviewed since. Bar raisers have a clock
    of their own."""
    talk = snapshot.conversation
    ours = asked_by_us(talk)
    reviews = {(one.author, one.submitted_at) for one in talk.reviews}
    answered = {login for login, at in reviews if login in ours and at >= ours[login]}
    people = {*decision.choice.keep, *decision.choice.request} - {*decision.choice.release, *snapshot.assigned}
    by_hand = {login for login, event in last_requests(talk).items() if not event.removed and login not in ours}
    of_home = {login for need in decision.needs for login in need.eligible}
    return tuple(sorted((people & of_home) - by_hand - answered))


def _replaced(
    waiting: tuple[str, ...], snapshot: Snapshot, decision: Decision, directory: Directory, by: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those who can be taken off, and who is asked instead: everybody, or else as many as can, one after the other."""

    def instead(gone: tuple[str, ...]) -> tuple[str, ...]:
        """Who is asked once these are taken off; nobody where an approval that somebody is asked for is then left."""
        unassigned = (*snapshot.unassigned, *((login, by) for login in gone))
        then = decide(replace(snapshot, unassigned=unassigned), directory, decision.version)
        known = {*decision.choice.keep, *decision.choice.request}
        new = tuple(login for login in then.choice.request if login not in known)
        return new if _uncovered(then) <= _uncovered(decision) else ()

    if new := instead(waiting):
        return waiting, new
    gone: tuple[str, ...] = ()
    for login in waiting:
        if len(found := instead((*gone, login))) > len(new):
            gone, new = (*gone, login), found
    return gone, new


def _uncovered(decision: Decision) -> int:
    """How many approvals are due for which nobody is asked."""
    choice = decision.choice
    people = {*choice.keep, *choice.request} - {*choice.release}
    return sum(max(0, need.missing - len(people & set(need.eligible))) for need in decision.needs)
