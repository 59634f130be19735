"""What a change would do to who owns what: by its edit of a repository's own files, and of the configuration."""

from dataclasses import replace

from homebot.adapters.git.mirror import Mirror
from homebot.adapters.github.client import Client
from homebot.app.configuration_edits import propose_configuration
from homebot.app.outside import Outside
from homebot.app.owned import Owned
from homebot.app.proposing import Ground, propose
from homebot.core.facts import Change, Conversation
from homebot.core.proposal import Proposal


def proposal_of(
    outside: Outside,
    client: Client,
    mirror: Mirror,
    conversation: Conversation,
    change: Change,
    ground: Ground,
    now: Owned,
) -> Proposal | None:
    """What an open pull request proposes; `None` where it edits nothing of the kind. Raises a `GitError`."""
    own = None
    if now.directory.services_of_repository(conversation.pull.repository):
        own = propose(outside, client, mirror, conversation, change, ground)
    everywhere = propose_configuration(outside, client, mirror, conversation, change)
    if own is None or everywhere is None:
        return own or everywhere
    return replace(
        everywhere,
        files=(*own.files, *everywhere.files),
        broken=(*own.broken, *everywhere.broken),
        lint=(*own.lint, *everywhere.lint),
        affected=(*own.affected, *everywhere.affected),
        affected_more=own.affected_more + everywhere.affected_more,
        notes=(*own.notes, *everywhere.notes),
    )
