"""What is said of escalations wherever they are shown: what each outcome means, and how one is given."""

from homebot.core.register.record import Record
from homebot.core.render.escape import code

OUTCOMES: dict[str, str] = {
    "home-does": "the home team does it itself",
    "away-later": "the away team does it later: a new agreement begins it",
    "duplicate": "the away team builds its own: `/homebot duplicate SERVICE` records that, and it blocks nothing",
    "declined": "it is not done",
}
"""Each outcome of a question about the roadmap, and what it means."""


def outcome_form(name: str) -> str:
    """How an outcome is given to the escalation of that name."""
    return f'/homebot escalate {name} outcome={"|".join(OUTCOMES)} because="..."'


def how_it_ends(record: Record) -> str:
    """Who ends an open one, and how."""
    return (
        f"A manager of the two teams or an owner of {code(record.home)} gives it an outcome, here or anywhere:"
        f" {code(outcome_form(record.name), 200)}."
    )
