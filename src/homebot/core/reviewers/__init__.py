"""Who is asked for a review, and why not the others (SPEC 7): the smallest set that covers every open need.

Among sets of equal size the one with the least load wins, then the one that knows most of the touched lines, then the
people asked least recently, then a draw. The same facts give the same people.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from homebot.core.decision import Need, Recognition, ReviewChoice
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.last_requests import asked_by_us, is_ours, last_requests
from homebot.core.reviewers.cover import Cover, cover
from homebot.core.reviewers.desk import Desk
from homebot.core.reviewers.stuck import stuck
from homebot.core.reviewers.trail import reasons, trail
from homebot.core.silence import Silence


def choose(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, needs: Sequence[Need], silence: Silence
) -> ReviewChoice:
    """The choice for the needs that are open. Nobody for a draft, a closed pull request or a change at home."""
    conversation = snapshot.conversation
    binding = [need for need in needs if need.mode != "observe"]
    if not binding or conversation.draft or conversation.state != "open":
        return ReviewChoice()
    desk = Desk(snapshot, directory, binding, silence)
    release = _release(snapshot, recognition, binding)
    requested = tuple(login for login in conversation.observed.requested if login not in release)
    asked = _asked(desk, requested)
    room = max(0, directory.settings.max_reviewers - len(requested))
    found, why = _covered(desk, {*asked, *(desk.counts.keys() & set(snapshot.assigned))}, room)
    wanted = [login for login in snapshot.assigned if login not in {*requested, *desk.answered}]
    why |= dict.fromkeys(wanted, "assigned by command")
    everybody = tuple(dict.fromkeys((*wanted, *found.people)))
    request, later = everybody[:room], everybody[room:]
    why |= dict.fromkeys(later, f"follows: at most {directory.settings.max_reviewers} are asked at a time")
    texts, call_on = stuck(snapshot, directory, desk, (*asked, *everybody))
    return ReviewChoice(
        trail=trail(snapshot, desk, asked, request, why),
        request=request,
        keep=requested,
        release=release,
        warnings=tuple(_warnings(desk, _direct(snapshot))),
        stuck=texts,
        call_on=call_on,
        notes=tuple(_notes(snapshot, found)),
        later=later,
    )


def _asked(desk: Desk, requested: Sequence[str]) -> list[str]:
    """Those whose word is awaited already: asked, or with an objection."""
    return list(dict.fromkeys((*(login for login in requested if login in desk.counts), *sorted(desk.objectors))))


def _covered(desk: Desk, covering: Collection[str], room: int) -> tuple[Cover, dict[str, str]]:
    """The best set for what those who are `covering` leave, and why it is these people, as many as there is `room`."""
    free = [login for login in sorted(desk.serves) if login not in covering and desk.obstacle(login) is None]
    due = desk.due(login for login in covering if login not in desk.silence.moving)
    costs = {login: desk.cost(login) for login in free}
    found = cover({login: desk.serves[login] for login in free}, due, costs)
    return found, reasons(desk, found.people, room, free, due)


def _notes(snapshot: Snapshot, found: Cover) -> Iterator[str]:
    if not found.smallest:
        yield "The search for the smallest set was cut: fewer people might do."
    elif not found.best:
        yield "The search was cut: as few other people might have less to do."
    if found.people and snapshot.knowledge_cut:
        yield snapshot.knowledge_cut


def _direct(snapshot: Snapshot) -> tuple[str, ...]:
    """People whom a human asked, on GitHub or by `/homebot assign`; not those homebot chose itself."""
    conversation = snapshot.conversation
    asked = {login: event for login, event in last_requests(conversation).items() if not event.removed}
    by_hand = [
        login for login in conversation.observed.requested if login in asked and not is_ours(conversation, asked[login])
    ]
    return tuple(dict.fromkeys((*by_hand, *snapshot.assigned)))


def _warnings(desk: Desk, direct: Iterable[str]) -> Iterable[str]:
    """A direct request wins; it comes with a word of warning, never a refusal."""
    for login in direct:
        why = desk.unavailable(login)
        if why is not None:
            yield f"{login} was asked and is {why}"


def _release(snapshot: Snapshot, recognition: Recognition, needs: Sequence[Need]) -> tuple[str, ...]:
    """People taken off by command, and people homebot asked for nothing that is needed now."""
    unassigned = dict(snapshot.unassigned)
    useless = _asked_for_nothing(snapshot, needs) if recognition.standings else frozenset()
    requested = snapshot.conversation.observed.requested
    return tuple(login for login in requested if login in unassigned or login in useless)


def _asked_for_nothing(snapshot: Snapshot, needs: Sequence[Need]) -> frozenset[str]:
    """Those homebot asked who are in no team that is needed now, and who have not reviewed."""
    conversation = snapshot.conversation
    reviewed = {review.author for review in conversation.reviews}
    useful = {login for need in needs for login in need.eligible} | set(snapshot.assigned)
    return frozenset(asked_by_us(conversation).keys() - useful - reviewed)
