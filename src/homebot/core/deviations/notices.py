"""What is made known elsewhere when something is decided."""

from homebot.core.deviations.force import evidence_day
from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known: overdue evidence, where it was
    promised. Nobody is notified when a comment is edited, and the pull request may be merged long since."""
    if entry.act != "overdue":
        return ()
    body = (
        f"{mention(record.by)}, the evidence of **{record.name}** was due on {evidence_day(record)}:"
        f" {code(record.scope.standard)} of {code(record.scope.service)}, {code(record.team)}. It excuses nothing any"
        f" more, and until the data are there {code(record.team)} cannot deviate from this standard again.\n\n"
        f'`/homebot evidence {record.name} data=URL says="..."` gives them. An owner of {code(record.home)} may also'
        f" accept {record.name} as it is, or reject it."
    )
    return comment_at(record.place, f"{entry.key}:told", body)
