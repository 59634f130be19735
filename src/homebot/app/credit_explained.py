"""What is known of one contribution, or of one entry of the books, down to each line."""

import sqlalchemy as sa

from homebot.app import credit_views
from homebot.app.credit_listed import listed
from homebot.core.credit.adoptions import Adoption, Kept
from homebot.core.credit.entries import Entry, Line, Recorded, drafted
from homebot.core.credit.events import (
    Attested,
    Carried,
    ContributionMerged,
    ContributionVoided,
    Event,
    Evidence,
    SurfaceUsed,
)
from homebot.core.credit.figures import (
    AgreementFigures,
    ContributionFigures,
    EntryFigures,
    Explained,
    NothingKnown,
    Share,
)
from homebot.core.credit.questions import AskedEntry
from homebot.core.credit.undone import undoes
from homebot.core.register.names import name_of
from homebot.store import credit_figures, ledger, register

MOST_ADOPTIONS = 30
"""Of a contribution, or of an entry, that one answer tells of."""
MOST_PULLS = 20
"""Of an agreement that one answer tells of."""


def contribution(connection: sa.Connection, of: str) -> ContributionFigures | NothingKnown:
    """Everything about a contribution: at most `MOST_ADOPTIONS` of its adoptions, what people use first."""
    found = listed(connection, [of])
    merged = _event(connection, f"merged:{of}")
    if not found or not isinstance(merged, ContributionMerged):
        return NothingKnown(of)
    kept, total = credit_figures.of_contribution(connection, of, MOST_ADOPTIONS)
    return ContributionFigures(
        listed=found[0],
        surface=merged.surface,
        old_surface=merged.old_surface,
        releases=credit_figures.first_releases(connection, of),
        adoptions=tuple(_explained(connection, one) for one in kept),
        more=total - len(kept),
        void_by=_void_by(connection, merged) if found[0].void else "",
        batch=merged.batch,
        closed=credit_figures.newest_close(connection),
    )


def agreement(connection: sa.Connection, number: int) -> AgreementFigures | NothingKnown:
    """An agreement, and everything about the contributions that were made under it."""
    found = register.find(connection, number)
    if found is None or found.kind != "agreement":
        return NothingKnown(name_of("agreement", number))
    pulls = found.fact("pulls").split()[:MOST_PULLS]
    known = {pull: contribution(connection, pull) for pull in pulls}
    made = tuple(one for one in known.values() if isinstance(one, ContributionFigures))
    return AgreementFigures(found, made, tuple(pull for pull, one in known.items() if isinstance(one, NothingKnown)))


def entry(connection: sa.Connection, asked: AskedEntry) -> EntryFigures | NothingKnown:
    """An entry of the books, by its place or its key."""
    found = credit_figures.entry(connection, asked.seq, asked.key)
    if found is None:
        return NothingKnown(asked.key or f"E{asked.seq}")
    shown = _entry(found)
    names = shown.draft.adoptions
    return EntryFigures(shown, names[:MOST_ADOPTIONS], max(0, len(names) - MOST_ADOPTIONS))


def _explained(connection: sa.Connection, kept: Kept) -> Explained:
    """With its evidence and, where it was settled, what its consumer minted in that entry."""
    event = _event(connection, kept.adoption.event)
    evidence: Evidence | None = event.evidence if isinstance(event, Carried | SurfaceUsed) else None
    return Explained(kept, evidence, _note(connection, kept), _shares(connection, kept))


def _note(connection: sa.Connection, kept: Kept) -> str:
    """What the people who attest it say."""
    adoption = kept.adoption
    if adoption.level != "attested":
        return ""
    events = map(credit_views.read, ledger.about(connection, adoption.of, adoption.consumer))
    notes = [one.note for one in events if isinstance(one, Attested) and one.service == adoption.service]
    return notes[-1] if notes else ""


def _shares(connection: sa.Connection, kept: Kept) -> tuple[Share, ...]:
    """The lines that its entry has for adoptions of this kind and these teams."""
    adoption = kept.adoption
    if kept.settled_in is None:
        return ()
    found = credit_figures.entry(connection, 0, f"{kept.settled_in}:{adoption.consumer}:{adoption.home}")
    if found is None:
        return ()
    draft = drafted(found.body)
    return tuple(
        Share(found.seq, draft.key, line.team, line.kind, line.amount, line.rule)
        for line in draft.lines
        if line.account == "earned" and line.kind == adoption.kind and _is_of(line, adoption)
    )


def _is_of(line: Line, adoption: Adoption) -> bool:
    """Whether a line is of the bucket that an adoption counts in: the rule names whose work that is."""
    return adoption.kind == "carried" or f"({adoption.away or adoption.home})" in line.rule


def _entry(found: Recorded) -> Entry:
    return Entry(found.seq, drafted(found.body), found.previous, found.hash)


def _event(connection: sa.Connection, key: str) -> Event | None:
    return next(map(credit_views.read, ledger.keyed(connection, key)), None)


def _void_by(connection: sa.Connection, merged: ContributionMerged) -> str:
    events = map(credit_views.read, ledger.about(connection, merged.pull))
    voids = (event for event in events if isinstance(event, ContributionVoided))
    return next((void.by for void in voids if any(undoes(void, merged, part.service) for part in merged.parts)), "")
