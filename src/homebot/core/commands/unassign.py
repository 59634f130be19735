"""Takes back a review request; homebot will not ask this person again on this pull request."""

from homebot.core.commands.answer import Act, Answer, Role, World, refuse
from homebot.core.commands.discovery import Where
from homebot.core.commands.parse import Call
from homebot.core.commands.people import named
from homebot.core.render.escape import code
from homebot.core.render.markdown import series

USAGE = "/homebot unassign @X"
WHO_MAY: tuple[Role, ...] = ("home", "author")
WHERE: Where = "pull request"
EXAMPLES = ("/homebot unassign @carol",)


def apply(call: Call, world: World) -> Answer:
    """Takes the people named off the review."""
    people = named(call)
    if not people:
        return refuse(f"Name the person to take off, at most five: {code(USAGE)}.")
    asked = _asked(world)
    for person in people:
        if person not in asked:
            now = f"Asked are {series([code(login) for login in asked], 15)}." if asked else "Nobody is asked."
            return refuse(f"{code(person)} is not asked for a review here. {now} Nothing was changed.")
        if name := _decides(person, world):
            how = f"{code(name)} passes on to the next by itself"
            return refuse(f"{code(person)} is asked as an independent bar raiser, whom nobody here chooses; {how}.")
    gone = series([code(person) for person in people])
    text = f"{gone} will not be asked here any more; somebody else is chosen if needed. `/homebot assign` undoes it."
    return Answer(text, tuple(Act("unassign", login=person) for person in people))


def _decides(person: str, world: World) -> str:
    """The bar raiser's decision that somebody is asked for, empty where it is none."""
    raised = world.decision.key_decisions if world.decision is not None else ()
    return next((one.name for one in raised if person in one.people), "")


def _asked(world: World) -> tuple[str, ...]:
    """Everybody asked, or about to be, without repetition."""
    snapshot = world.snapshot
    seen = (*snapshot.conversation.observed.requested, *snapshot.assigned) if snapshot is not None else ()
    chosen = (*world.decision.choice.keep, *world.decision.choice.request) if world.decision is not None else ()
    gone = dict(snapshot.unassigned) if snapshot is not None else {}
    return tuple(sorted({*seen, *chosen} - set(gone)))
