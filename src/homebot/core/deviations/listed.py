"""The deviations from a standard, as its page lists them."""

from collections.abc import Sequence
from datetime import datetime

from homebot.core.deviations.alike import suggestion
from homebot.core.deviations.replies import day_of
from homebot.core.register.record import Record
from homebot.core.render.escape import visible

MOST = 50


def listed(records: Sequence[Record], standard: str, now: datetime) -> list[str]:
    """A line of plain text for each, the newest first, and what they suggest together."""
    newest = sorted(records, key=lambda one: one.number, reverse=True)
    lines = [_line(one) for one in newest[:MOST]]
    if len(newest) > MOST:
        lines.append(f"... and {len(newest) - MOST} older ones")
    said = suggestion(records, standard, now).replace("`", "")
    return [*lines, *([said] if said else [])]


def _line(record: Record) -> str:
    data = ", ".join(f"{one.kind} {visible(one.url)}" for one in record.evidence) or "no evidence"
    where = f"{record.scope.service} ({record.team})"
    return f"{record.name} {record.state}, {where}, until {day_of(record.until)}: {visible(record.because)} [{data}]"
