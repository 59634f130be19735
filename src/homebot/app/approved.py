"""What git knows of the approvals of a change and of decisions on it: what became of what they cover, and whose merges
are no work."""

from dataclasses import replace

from homebot.adapters.git.merges import read_clean_merges
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.since import read_since
from homebot.app.outside import Outside
from homebot.core.approvals import approved_commits
from homebot.core.committers import merges_in_question
from homebot.core.facts import Change, Conversation
from homebot.core.register.covered import heads
from homebot.store import register


def with_approvals(outside: Outside, mirror: Mirror, change: Change, conversation: Conversation) -> Change:
    """The change with what decides whether an approval counts (docs/adr/0007) and a decision of the register covers it.
    Git is asked only where one of these is of another commit than the head, or somebody has merge commits in it and no
    other.

    Raises:
        GitUnavailable: when the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    commits = (*approved_commits(conversation), *_decided_commits(outside, conversation))
    since = read_since(mirror, change, tuple(dict.fromkeys(commits)))
    clean = read_clean_merges(mirror, merges_in_question(conversation, change))
    return replace(change, since=since, clean_merges=clean)


def _decided_commits(outside: Outside, conversation: Conversation) -> tuple[str, ...]:
    """The commits of decisions that are no longer the head."""
    with outside.engine.connect() as connection:
        decisions = register.concerning(connection, [str(conversation.pull)], ())
    return tuple(oid for oid in heads(decisions, conversation.pull) if oid != conversation.head_oid)
