"""What an entry of the register makes known elsewhere: each kind of decision says it for itself."""

from collections.abc import Callable

from homebot.core.agreements import notices as agreements
from homebot.core.bar_raisers import notices as bar_raisers
from homebot.core.deviations import notices as deviations
from homebot.core.directory import Directory
from homebot.core.escalations import notices as escalations
from homebot.core.notices import Notice
from homebot.core.overrides import notices as overrides
from homebot.core.register.entries import Entry, Kind
from homebot.core.register.record import Record
from homebot.core.warranty import handover
from homebot.core.warranty import notices as warranty

NOTICES: dict[Kind, Callable[[Record, Entry, Directory], tuple[Notice, ...]]] = {
    "deviation": deviations.notices,
    "bar-raiser": bar_raisers.notices,
    "override": overrides.notices,
    "agreement": agreements.notices,
    "claim": warranty.notices,
    "escalation": escalations.notices,
    "duplication": escalations.notices,
}


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    of_kind = NOTICES[record.kind](record, entry, directory)
    return (*of_kind, *handover.notices(record, entry, directory)) if record.kind == "agreement" else of_kind
