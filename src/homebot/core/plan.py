"""From a decision to the state of GitHub that is wanted, and from there to what differs: only that is written.

For an opened pull request that is at most four effects: the comment, two check runs, the requests for review.
"""

from typing import assert_never

from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.effects import Effect, WantCheck, WantComment, WantReaction, WantReply, WantReviewers
from homebot.core.facts import Observed, Snapshot
from homebot.core.render.checks import review_check, standards_check
from homebot.core.render.comment import MARKER, comment
from homebot.core.render.situation import asks_people


def desired(snapshot: Snapshot, decision: Decision, directory: Directory) -> tuple[Effect, ...]:
    """What homebot wants GitHub to show for this decision; nothing where it keeps silent.

    A pull request closed without a merge gets no new comment; an existing one is brought up to date.
    """
    if decision.silent:
        return ()
    talk = snapshot.conversation
    effects: list[Effect] = []
    if talk.state != "closed" or talk.observed.comments:
        effects.append(WantComment(MARKER, comment(snapshot, decision, directory)))
    if talk.head_oid and (talk.state == "open" or snapshot.change.unreadable is None):
        effects += [standards_check(snapshot, decision), review_check(snapshot, decision)]
    return (*effects, *_reviewers(snapshot, decision))


def _reviewers(snapshot: Snapshot, decision: Decision) -> tuple[WantReviewers, ...]:
    """Nobody for a draft, and nobody new where every service only observes."""
    add = decision.choice.request if asks_people(decision) else ()
    remove = decision.choice.release
    asking = snapshot.conversation.state == "open" and not snapshot.conversation.draft
    return (WantReviewers(add, remove),) if asking and (add or remove) else ()


def differences(wanted: tuple[Effect, ...], observed: Observed) -> tuple[Effect, ...]:
    """The effects that GitHub does not show yet. Replies and reactions answer one event and always stay: whoever writes
    them looks for them first."""
    return tuple(left for effect in wanted if (left := _difference(effect, observed)) is not None)


def _difference(effect: Effect, observed: Observed) -> Effect | None:
    match effect:
        case WantComment():
            return None if _comment_stands(effect, observed) else effect
        case WantCheck():
            return None if _check_stands(effect, observed) else effect
        case WantReviewers():
            return _reviewers_left(effect, observed)
        case WantReply() | WantReaction():
            return effect
        case _:
            assert_never(effect)


def _comment_stands(effect: WantComment, observed: Observed) -> bool:
    """One comment, with this text. Of several the oldest is kept; the writer removes the others."""
    return len(observed.comments) == 1 and _as_stored(observed.comments[0].body) == _as_stored(effect.body)


def _as_stored(body: str) -> str:
    """GitHub may give line ends and trailing white space back in another form."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _check_stands(effect: WantCheck, observed: Observed) -> bool:
    """GitHub shows the newest run of a name. One that GitHub itself marked stale differs in its conclusion."""
    same_name = [check for check in observed.checks if check.name == effect.name]
    if not same_name:
        return False
    newest = max(same_name, key=lambda check: check.id)
    return (newest.digest, newest.status, newest.conclusion) == (effect.digest, effect.status, effect.conclusion)


def _reviewers_left(effect: WantReviewers, observed: Observed) -> WantReviewers | None:
    add = tuple(login for login in effect.add if login not in observed.requested)
    remove = tuple(login for login in effect.remove if login in observed.requested and login not in effect.add)
    return WantReviewers(add, remove) if add or remove else None
