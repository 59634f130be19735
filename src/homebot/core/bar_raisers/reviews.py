"""A review as a bar raiser's answer: an approval or an objection with at least one sentence (SPEC 8)."""

from collections.abc import Collection
from datetime import datetime

from homebot.core.approvals import Covers, latest_words
from homebot.core.bar_raisers.independence import Change, independence
from homebot.core.facts import Review
from homebot.core.reason import tells_why
from homebot.core.register.covered import is_known, unchanged
from homebot.core.register.record import Record
from homebot.core.register.said import MOST_CHARACTERS

_ACTS = {"APPROVED": "recommended-for", "CHANGES_REQUESTED": "recommended-against"}


def sentence(text: str) -> str:
    """The text on one line; empty where it is no reason: a word or two tell nobody why."""
    said = " ".join(text.split())
    return said[:MOST_CHARACTERS] if tells_why(said) else ""


def answers(kind: str, change: Change, record: Record) -> tuple[tuple[str, Review], ...]:
    """(act, review) of each review that answers the decision: of an independent bar raiser of its kind, newer than what
    was answered last, with a sentence; the oldest first."""
    new = sorted(_new(kind, change, record), key=lambda review: (review.submitted_at, review.author))
    return tuple((_ACTS[review.state], review) for review in new if sentence(review.body))


def wordless(kind: str, change: Change, record: Record) -> tuple[str, ...]:
    """Who would have answered, had they said why."""
    if record.state not in ("needed", "asked", "unanswered"):
        return ()
    return tuple(sorted(review.author for review in _new(kind, change, record) if not sentence(review.body)))


def _new(kind: str, change: Change, record: Record) -> list[Review]:
    since = record.fact("answered-at")
    after = datetime.fromisoformat(since) if since else None
    words = latest_words(change.snapshot.conversation)
    found = [words[login] for login in change.directory.bar_raisers.get(kind, ()) if login in words]
    return [
        review
        for review in found
        if review.state in _ACTS
        and (after is None or review.submitted_at > after)
        and independence(review.author, change, record).independent
        and _is_of_this(change, review, record)
    ]


def _is_of_this(change: Change, review: Review, record: Record) -> bool:
    """Whether it was given on what is to be decided now. An objection to an older commit of which nothing is known yet
    counts until it is: with it the commit is compared with the head."""
    if review.oid is None:
        return False
    if review.state == "CHANGES_REQUESTED" and not is_known(change.snapshot, review.oid):
        return True
    return unchanged(change.snapshot, review.oid, covered_by(record.scope.paths), review.submitted_at)


def covered_by(*parts: Collection[str]) -> Covers:
    """Tells of a path whether a decision is about it, by all that it is about; one that names no paths is about all of
    the change."""
    paths = frozenset(path for part in parts for path in part) if all(parts) else frozenset()
    return lambda path: not paths or path in paths
