"""Whose turn it is and since when: the author mends first, then the reviewers decide, then bar raisers (SPEC 7, 8).

Since when is told from facts alone, so that the same pull request reads the same however often it is looked at: while
the same side is to move, the moment stays the one that was written down when its turn began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from homebot.core.agreements.needed import NEEDS
from homebot.core.approvals import latest_words
from homebot.core.decision import Judgement, KeyDecision, Need, Party, ReviewChoice, Turn
from homebot.core.facts import Review, Snapshot
from homebot.core.silence import asked_since
from homebot.core.waits import Mover

_PARTIES: dict[Mover, Party] = {
    "author": "author",
    "reviewer": "reviewer",
    "bar raiser": "bar raiser",
    "holder": "reviewer",
}


@dataclass(frozen=True, slots=True)
class Move:
    """Whose move it is, why, and since when."""

    mover: Mover
    because: str
    since: datetime


def move(
    snapshot: Snapshot,
    judgements: Sequence[Judgement],
    needs: Sequence[Need],
    raised: Sequence[KeyDecision] = (),
    unagreed: Sequence[str] = (),
) -> Move:
    """The side that is to move. Nobody is asked to review what the author is about to change. `unagreed` are services
    whose agreement is waited for."""
    binding = [need for need in needs if need.mode != "observe"]
    in_order = (
        _ended(snapshot),
        _to_mend(snapshot, judgements),
        _objection(snapshot, binding),
        _opposed(snapshot, raised),
        _held(snapshot),
        _to_approve(snapshot, binding),
        _to_decide(snapshot, raised),
        _to_agree(snapshot, unagreed),
        _at_rest(snapshot, binding, judgements),
    )
    return next(one for one in in_order if one is not None)


def turn(
    snapshot: Snapshot,
    needs: Sequence[Need],
    choice: ReviewChoice,
    of: Move,
    raised: Sequence[KeyDecision] = (),
) -> Turn:
    """The same with the people it is up to."""
    if of.mover == "bar raiser":
        people = tuple(dict.fromkeys(login for one in raised if one.waits for login in (*one.people, *one.called)))
        return Turn("bar raiser", people, of.because, of.since, of.mover, of.since)
    people, since = _people(snapshot, needs, choice, of)
    return Turn(_PARTIES.get(of.mover, "nobody"), people, of.because, since, of.mover, of.since)


def _people(
    snapshot: Snapshot, needs: Sequence[Need], choice: ReviewChoice, of: Move
) -> tuple[tuple[str, ...], datetime]:
    match of.mover:
        case "author":
            return (snapshot.conversation.author,), of.since
        case "holder":
            return tuple(dict.fromkeys(hold.by for hold in snapshot.holds)), of.since
        case "reviewer":
            people = _reviewers(snapshot, needs, choice)
            return people or choice.call_on, _people_since(snapshot, people, choice, of.since)
        case _:
            return (), of.since


def _since(snapshot: Snapshot, mover: Mover, because: str, first: datetime, event: datetime | None = None) -> Move:
    """As long as it is the same side's move, since it began; else since the `event` that gave it to them, or since
    this look. Where homebot looks for the first time, since `first`."""
    last = snapshot.last_turn
    if last is None:
        return Move(mover, because, event or first)
    return Move(mover, because, last.since if last.mover == mover else event or snapshot.at)


def _ended(snapshot: Snapshot) -> Move | None:
    talk = snapshot.conversation
    if talk.state == "open":
        return None
    return Move("ended", talk.state, talk.merged_at or talk.updated_at)


def _to_mend(snapshot: Snapshot, judgements: Sequence[Judgement]) -> Move | None:
    number = sum(judgement.blocks for judgement in judgements)
    if snapshot.change.unreadable is not None:
        because = "the change could not be read"
    elif number:
        because = f"{number} {'thing' if number == 1 else 'things'} to mend"
    elif snapshot.conversation.draft:
        because = "it is a draft"
    else:
        return None
    return _since(snapshot, "author", because, snapshot.conversation.created_at)


def _objection(snapshot: Snapshot, binding: Sequence[Need]) -> Move | None:
    """It is the author's move until they push something or ask the objector to look again."""
    words = [word for login, word in _objections(snapshot, binding).items() if not _answered(snapshot, word)]
    if not words:
        return None
    because = f"{', '.join(sorted(word.author for word in words))} asked for changes"
    first = min(word.submitted_at for word in words)
    return _since(snapshot, "author", because, first, first)


def _objections(snapshot: Snapshot, binding: Sequence[Need]) -> dict[str, Review]:
    objectors = {login for need in binding for login in need.objected_by}
    latest = latest_words(snapshot.conversation)
    return {login: latest[login] for login in sorted(objectors) if login in latest}


def _answered(snapshot: Snapshot, word: Review) -> bool:
    talk = snapshot.conversation
    again = (event for event in talk.requests if event.reviewer == word.author and not event.removed)
    return word.oid != talk.head_oid or any(event.at > word.submitted_at for event in again)


def _held(snapshot: Snapshot) -> Move | None:
    if not snapshot.holds:
        return None
    first = snapshot.holds[0].at
    return _since(snapshot, "holder", "the review is on hold", first, first)


def _to_approve(snapshot: Snapshot, binding: Sequence[Need]) -> Move | None:
    waiting = tuple(dict.fromkeys(need.service for need in binding if not need.met))
    because = f"{', '.join(waiting)} needs an approval"
    # What was before homebot's first look is nobody's silence.
    return _since(snapshot, "reviewer", because, snapshot.at) if waiting else None


def _opposed(snapshot: Snapshot, raised: Sequence[KeyDecision]) -> Move | None:
    """A bar raiser is against it: the author changes it, or the home team goes against that."""
    against = [one for one in raised if one.state == "against" and not one.met and one.mode != "observe"]
    if not against:
        return None
    because = f"{', '.join(f'{one.by} recommends against it ({one.kind})' for one in against)}"
    first = min((one.at for one in against if one.at is not None), default=snapshot.at)
    return _since(snapshot, "author", because, first, first)


def _to_decide(snapshot: Snapshot, raised: Sequence[KeyDecision]) -> Move | None:
    kinds = [one.kind for one in raised if one.waits]
    because = f"an independent bar raiser of {', '.join(kinds)} is to decide"
    return _since(snapshot, "bar raiser", because, snapshot.at) if kinds else None


def _to_agree(snapshot: Snapshot, unagreed: Sequence[str]) -> Move | None:
    because = f"{', '.join(unagreed)} {NEEDS}"
    return _since(snapshot, "author", because, snapshot.conversation.created_at) if unagreed else None


def _at_rest(snapshot: Snapshot, binding: Sequence[Need], judgements: Sequence[Judgement]) -> Move:
    given = _given(snapshot, binding)
    if any(judgement.holds_up for judgement in judgements):
        return _since(snapshot, "waiting", "something that is required is still to come", given)
    return _since(snapshot, "ready", "ready", given)


def _given(snapshot: Snapshot, binding: Sequence[Need]) -> datetime:
    """When the newest approval that counts was given; without one, when the pull request was opened."""
    approvers = {login for need in binding for login in need.approved_by}
    words = latest_words(snapshot.conversation)
    times = [words[login].submitted_at for login in approvers if login in words]
    return max(times, default=snapshot.conversation.created_at)


def _reviewers(snapshot: Snapshot, needs: Sequence[Need], choice: ReviewChoice) -> tuple[str, ...]:
    """Those who are asked and can give what is missing, and objectors who are to look again."""
    waiting = [need for need in needs if need.mode != "observe" and not need.met]
    able = {login for need in waiting for login in need.eligible}
    asked = [login for login in (*choice.keep, *choice.request) if login in able]
    return tuple(dict.fromkeys((*asked, *_objections(snapshot, waiting))))


def _people_since(snapshot: Snapshot, people: Sequence[str], choice: ReviewChoice, begun: datetime) -> datetime:
    """Nobody is waited for before they are asked."""
    asked = [snapshot.at if login in choice.request else asked_since(snapshot, login) or begun for login in people]
    return max(begun, min(asked, default=begun))
