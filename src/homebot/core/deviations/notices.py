"""What is made known elsewhere when something is decided."""

from homebot.core.deviations.force import evidence_day
from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known: evidence that is due soon or overdue,
    where it was promised. Nobody is notified when a comment is edited, and the pull request may be merged long since.
    """
    told = {"reminded": _soon, "overdue": _overdue}.get(entry.act)
    if told is None:
        return ()
    how = f'`/homebot evidence {record.name} data=URL says="..."` gives them.'
    return comment_at(
        record.place, f"{entry.key}:told", f"{mention(record.by)}, {told(record)}\n\n{how}{_waived(record)}"
    )


def _soon(record: Record) -> str:
    return (
        f"the evidence of **{record.name}** is due by {evidence_day(record)}: {_what(record)}. After that day it"
        " excuses nothing until the data are there."
    )


def _overdue(record: Record) -> str:
    return (
        f"the evidence of **{record.name}** was due on {evidence_day(record)}: {_what(record)}. It excuses nothing any"
        f" more, and until the data are there {code(record.team)} cannot deviate from this standard again."
    )


def _what(record: Record) -> str:
    return f"{code(record.scope.standard)} of {code(record.scope.service)}, {code(record.team)}"


def _waived(record: Record) -> str:
    if record.state == "accepted":
        return ""
    return f" An owner of {code(record.home)} may also accept {record.name} as it is, or reject it."
