"""Asks one standard about one change."""

from typing import Any

from homebot.core.findings import Report
from homebot.core.standards import STANDARDS, options_of
from homebot.core.standards_view import view
from tests import build


def look(standard: str, options: dict[str, Any] | None = None, *, away: bool = True, **facts: Any) -> Report:
    """What `standard` says of a change to files of one service, with `options` instead of its defaults."""
    snapshot = build.snapshot(**facts)
    covered = view(snapshot, frozenset(snapshot.change.paths), away)
    report: Report = STANDARDS[standard].check(covered, options_of(standard, (options or {}).items()))
    return report
