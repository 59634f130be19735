"""Who wrote a change, and who may see it: what decides whose approval can count."""

from homebot.core.committers import committers
from homebot.core.facts import Snapshot


def writers(snapshot: Snapshot) -> frozenset[str]:
    """The author and whoever wrote or committed something of it: none of them has a say (SPEC 7)."""
    return committers(snapshot) | {snapshot.conversation.author}


def with_access(snapshot: Snapshot) -> frozenset[str]:
    """People of whom GitHub says that they see the repository."""
    return frozenset(person.login for person in snapshot.people if person.has_access)


def without_access(snapshot: Snapshot) -> frozenset[str]:
    """People of whom it says that they do not."""
    return frozenset(person.login for person in snapshot.people if not person.has_access)
