"""What git knows of the approvals of a change: what became of what was approved, and whose merges are no work."""

from dataclasses import replace

from homebot.adapters.git.merges import read_clean_merges
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.since import read_since
from homebot.core.approvals import approved_commits
from homebot.core.committers import merges_in_question
from homebot.core.facts import Change, Conversation


def with_approvals(mirror: Mirror, change: Change, conversation: Conversation) -> Change:
    """The change with what decides whether an approval counts (docs/adr/0007). Git is asked only where an approval is
    of another commit than the head, or somebody has merge commits in it and no other.

    Raises:
        GitUnavailable: when the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    since = read_since(mirror, change, approved_commits(conversation))
    clean = read_clean_merges(mirror, merges_in_question(conversation, change))
    return replace(change, since=since, clean_merges=clean)
