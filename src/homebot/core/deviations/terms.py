"""The names of what a deviation says besides (`Record.fact`), and how many of everything it takes."""

from homebot.core.register.record import Record

STRENGTH = "strength"
"""How strong the standard was that day."""
EVIDENCE_BY = "evidence-by"
"""The day (`2026-12-31`) by which evidence is due, or was."""
PULLS = "pulls"
"""The pull requests (`owner/name#7`) it was claimed for, in their order."""
CLOSED = "closed"
"""Those of them that were closed without a merge."""
AUTHORS = "authors"
"""Who wrote them."""
TEAMS = "teams"
"""Further teams whose changes it covers."""
ACCEPTED_AS = "accepted-as"
"""What whoever accepted it is: an owner of the service, or of the standard."""
UNREAD = "unread"
"""Why the newest evidence could not be read; empty when it was."""

OF_STANDARD = "standard owner"
OF_SERVICE = "home owner"

MOST_PATHS = 200
"""Paths that one deviation names; where more fail it is about the whole service."""
RENEW_DAYS = 30
"""So many days before its end it may be renewed."""
ALIKE_DAYS = 365
"""How far back others of the same standard count."""


def joined(record: Record | None, name: str, *words: str) -> tuple[str, str]:
    """A fact that lists words, with further ones."""
    old = record.fact(name).split() if record is not None else []
    return name, " ".join(dict.fromkeys((*old, *words)))
