"""What is made known elsewhere when something becomes of an agreement: its issue hears when the work is live."""

from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain
from homebot.core.warranty.handover import looked_through

_HOW = {
    "deployment": "its deployment to {where}",
    "release": "its release {where}",
    "merge": "its merge; neither a deployment nor a release was seen since",
}


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    return _live(record, entry) if entry.act == "warranty-began" else ()


def _live(record: Record, entry: Entry) -> tuple[Notice, ...]:
    since = record.fact("live-at")[:10]
    where = record.fact("live-in")
    how = _HOW.get(record.fact("live-by"), "").format(where=code(where) if where else "").rstrip()
    until = f" until {entry.due.date()}" if entry.due is not None else ""
    body = (
        f"**{record.name} is live** since {since}, by {how}: {plain(record.fact('headline'), 200)}\n\n"
        f"{code(record.team)} stands by the work{until}. What is wrong with it becomes an issue with the label"
        f" `warranty` that names {record.name}, or `/homebot warranty {record.name}`.\n\n{looked_through(record)}"
    )
    return comment_at(record.place, entry.key, body)
