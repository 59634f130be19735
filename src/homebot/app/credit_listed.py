"""Contributions as they are listed in answers."""

from collections.abc import Sequence

import sqlalchemy as sa

from homebot.app import credit_views
from homebot.core.credit.events import ContributionMerged
from homebot.core.credit.figures import Listed, PartFigures
from homebot.store import credit_figures, ledger

MOST_ADOPTERS = 20_000
"""Of all that are listed together: ten contributions by a thousand teams, in both kinds."""

PartKept = tuple[PartFigures, bool]
"""A part, and whether it was undone."""


def listed(connection: sa.Connection, names: Sequence[str]) -> tuple[Listed, ...]:
    """Contributions as they are listed, in this order."""
    known = credit_figures.parts(connection, names)
    teams: dict[tuple[str, str], list[str]] = {}
    for of, kind, team in credit_figures.adopters(connection, names, MOST_ADOPTERS):
        teams.setdefault((of, kind), []).append(team)
    facts = map(credit_views.read, ledger.keyed(connection, *(f"merged:{of}" for of in names)))
    merged = {fact.pull: fact for fact in facts if isinstance(fact, ContributionMerged)}
    return tuple(
        _listed(merged[of], known[of], teams.get((of, "used"), []), teams.get((of, "carried"), []))
        for of in names
        if of in known and of in merged
    )


def _listed(event: ContributionMerged, parts: Sequence[PartKept], used: list[str], carried: list[str]) -> Listed:
    only_carried = tuple(team for team in carried if team not in used)
    void = any(is_void for _, is_void in parts)
    shown = tuple(part for part, _ in parts)
    return Listed(event.pull, event.title, event.merged_at, void, shown, only_carried, tuple(used), event.consumers)
