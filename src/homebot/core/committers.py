"""Who has a hand in a change by its commits (SPEC 7). A merge commit that holds nothing of its own makes nobody one of
them: whoever clicks *Update branch* is its author, and wrote nothing (docs/adr/0007)."""

from collections.abc import Collection

from homebot.core.facts import Change, Conversation, Snapshot

MOST_MERGES = 20
"""Merge commits that are looked into for one evaluation, the newest first; others count as their makers' own."""


def committers(snapshot: Snapshot) -> frozenset[str]:
    """Logins of who wrote or committed something of the change, its author excluded."""
    conversation = snapshot.conversation
    return frozenset(conversation.committers) - _confined(conversation, snapshot.change.clean_merges)


def merges_in_question(conversation: Conversation, change: Change) -> tuple[str, ...]:
    """The merge commits on which it depends whether somebody is a committer, the newest first: those of people who
    have no other commit in the change. None where GitHub lists only a part of the commits: another may be theirs."""
    if "commits" in conversation.cut:
        return ()
    merges = _merges(change)
    people = _confined(conversation, merges)
    theirs = {oid for oid, logins in conversation.commits_of_others if not people.isdisjoint(logins)}
    return tuple(oid for oid in merges if oid in theirs)[:MOST_MERGES]


def reason_to_count(snapshot: Snapshot, login: str) -> str | None:
    """What makes somebody a committer of the change, in words; `None` for who is none."""
    if login not in committers(snapshot):
        return None
    conversation, merges = snapshot.conversation, _merges(snapshot.change)
    if login not in _confined(conversation, merges):
        return "a commit of the change is theirs"
    theirs = {oid for oid, logins in conversation.commits_of_others if login in logins}
    merge = next(oid for oid in merges if oid in theirs and oid not in snapshot.change.clean_merges)
    return f"the merge commit `{merge[:7]}` is theirs, and not found to be what git alone makes of its parents"


def _merges(change: Change) -> tuple[str, ...]:
    return tuple(commit.oid for commit in change.commits if commit.merge)


def _confined(conversation: Conversation, merges: Collection[str]) -> frozenset[str]:
    """Those who have a commit in the change, and none but these."""
    inside: set[str] = set()
    beside: set[str] = set()
    for oid, logins in conversation.commits_of_others:
        (inside if oid in merges else beside).update(logins)
    return frozenset(inside - beside)
