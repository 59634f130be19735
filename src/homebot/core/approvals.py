"""What each person's newest review says, and whether an approval still counts: it is bound to the content of the paths
it covers (SPEC 7, docs/adr/0007)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from homebot.core.committers import reason_to_count
from homebot.core.decision import Need
from homebot.core.facts import Conversation, Review, Snapshot
from homebot.core.render.escape import span
from homebot.core.since import Obstacle, Since

MOST_COMMITS = 50
"""Approved commits that are compared with the head, the newest approvals first."""
NAMED = 3
"""Changed paths that are named; the others are counted."""
_OBSTACLES: dict[Obstacle, str] = {
    "gone": "a commit that no longer exists",
    "unrelated": "a commit that has no history in common with the base branch",
    "slow": "which took too long to compare with the head",
}

_Weight = Literal["approved", "objected", "fallen", "nothing"]
Covers = Callable[[str], bool]
"""Whether an approval is for this path, of the change now or of the change then."""


@dataclass(frozen=True, slots=True)
class Say:
    """Whose word counts for one need: of a team's `members` the `eligible`, who see the repository and are neither
    author nor committers. `needed` are
    the members of every team that has to approve: whom homebot asked and who is in none of them has left."""

    eligible: Collection[str]
    members: Collection[str]
    needed: Collection[str]
    covers: Covers


@dataclass(frozen=True, slots=True)
class Words:
    """What was said of one need: who approves, who objects, and whose approval no longer counts, each with why."""

    approved: tuple[str, ...]
    objected: tuple[str, ...]
    fallen: tuple[tuple[str, str], ...]


def latest_words(conversation: Conversation) -> dict[str, Review]:
    """Each person's newest approval or objection; a comment takes neither back, a dismissal does. What was said after
    a merge decides nothing."""
    latest: dict[str, Review] = {}
    for review in sorted(conversation.reviews, key=_submitted):
        late = conversation.merged_at is not None and review.submitted_at > conversation.merged_at
        if not late and review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            latest[review.author] = review
    return latest


def _submitted(review: Review) -> datetime:
    return review.submitted_at


def approved_commits(conversation: Conversation) -> tuple[str, ...]:
    """The commits other than the head on which somebody's approval rests, the newest approvals first. There are facts
    to be read of each: what became of the change since."""
    words = sorted(latest_words(conversation).values(), key=_submitted, reverse=True)
    rest = (word.oid for word in words if word.state == "APPROVED" and word.oid != conversation.head_oid)
    return tuple(dict.fromkeys(oid for oid in rest if oid is not None))[:MOST_COMMITS]


def words_on(snapshot: Snapshot, latest: Mapping[str, Review], say: Say) -> Words:
    """What was said of one need, by what each person said last."""
    found = {login: _weighed(snapshot, word, say) for login, word in sorted(latest.items())}
    return Words(
        approved=tuple(login for login, (kind, _) in found.items() if kind == "approved"),
        objected=tuple(login for login, (kind, _) in found.items() if kind == "objected"),
        fallen=tuple((login, why) for login, (kind, why) in found.items() if kind == "fallen"),
    )


def _weighed(snapshot: Snapshot, word: Review, say: Say) -> tuple[_Weight, str]:
    """What a word is worth, and why an approval fell."""
    may = word.author in say.eligible
    if word.state != "APPROVED":
        return ("objected" if may and word.state == "CHANGES_REQUESTED" else "nothing"), ""
    why = _changed(snapshot, word, say.covers) if may else _no_say(snapshot, word.author, say)
    if why is None:
        return ("approved" if may else "nothing"), ""
    return "fallen", why


def fallen_people(needs: Iterable[Need]) -> frozenset[str]:
    """Those whose approval fell: they know the change, and are asked again before others."""
    return frozenset(login for need in needs for login, _ in need.fallen)


def _no_say(snapshot: Snapshot, login: str, say: Say) -> str | None:
    """Why somebody who approved has no say now; `None` for who never had any."""
    if login in say.members:
        return reason_to_count(snapshot, login) or "they have no access to this repository, says GitHub"
    conversation = snapshot.conversation
    ours = conversation.viewer.removesuffix("[bot]")
    by = (event.actor.removesuffix("[bot]") for event in conversation.requests if event.reviewer == login)
    asked = ours in by and not _is_bar_raiser(snapshot, login)
    return "they are in no team any more that has to approve" if asked and login not in say.needed else None


def _is_bar_raiser(snapshot: Snapshot, login: str) -> bool:
    """Whether homebot asked somebody for a bar raiser's decision here: it never was for an approval."""
    raised = (one for one in snapshot.decisions if one.kind == "bar-raiser" and one.scope.pull == str(snapshot.pull))
    return any(login in entry.people for one in raised for entry in one.entries)


def _changed(snapshot: Snapshot, word: Review, covers: Covers) -> str | None:
    """Why an approval fell: what changed of the paths it covers, or why nobody can tell; `None` when it stands."""
    if word.oid is None:
        return "given on a commit that no longer exists"
    if _is_of_another_base(snapshot.conversation, word):
        # Another base is another change, even at the same head: what it brings along was shown to nobody.
        return "given before the base branch was changed"
    if word.oid == snapshot.conversation.head_oid:
        return None
    return since_then(snapshot, word.oid, covers)


def since_then(snapshot: Snapshot, oid: str, covers: Covers) -> str | None:
    """What changed of the paths since a commit that is not the head, in words; `None` where nothing did."""
    given = f"given on `{oid[:7]}`"
    since = next((one for one in snapshot.change.since if one.oid == oid), None)
    if since is None:
        return f"{given}, the head has changed since"
    if since.obstacle is not None:
        return f"{given}, {_OBSTACLES[since.obstacle]}"
    what = _named([path for path in since.differing if covers(path)], since)
    return None if what is None else f"{given}; since then {what}"


def _is_of_another_base(conversation: Conversation, word: Review) -> bool:
    changed = conversation.retargeted_at
    return changed is not None and word.submitted_at <= changed


def _named(paths: Sequence[str], since: Since) -> str | None:
    """What changed, in words: a few of the paths and a count."""
    if not paths:
        return "more paths changed than can be listed" if since.more else None
    shown = [span(path) for path in paths[:NAMED]]
    left = len(paths) - NAMED
    shown += ["more"] if since.more else [f"{left:,} more"] if left > 0 else []
    named = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    note = "; what is too large to merge on trial counts as changed" if since.unmerged else ""
    return f"{named} changed{note}"
