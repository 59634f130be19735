"""What the comment says of the decisions on a pull request: each kind says it for itself."""

from homebot.core.agreements.lines import lines as agreements
from homebot.core.bar_raisers.lines import lines as bar_raisers
from homebot.core.decision import Decision
from homebot.core.deviations.lines import lines as deviations
from homebot.core.escalations.lines import lines as escalations
from homebot.core.facts import Snapshot
from homebot.core.overrides.lines import lines as overrides
from homebot.core.warranty.lines import lines as warranty

LINES = (deviations, bar_raisers, overrides, agreements, warranty, escalations)


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """Markdown, in which all that came from people is escaped."""
    return [line for of_kind in LINES for line in of_kind(snapshot, decision)]
