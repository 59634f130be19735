"""Overrides in a pull request's comment."""

from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.overrides import told
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """A line for each override of this pull request, the oldest first: what it goes against, and what became of it."""
    here = [one for one in snapshot.decisions if one.kind == "override" and one.scope.pull == str(snapshot.pull)]
    return [_line(one) for one in here]


def _line(record: Record) -> str:
    if told.is_bypass(record):
        lost = "; ".join(told.missing(record))
        return f"⚠️ {code(record.name)}: {told.what(record)} Without: {lost}. Then: {told.outcome(record)}."
    why = plain(record.because)
    return f"⚖️ {code(record.name)}: {told.what(record)} Because: {why}. Then: {told.outcome(record)}."
