"""What is made known elsewhere: on its day, that a lowered door is to be looked at again, to those who lowered it."""

from homebot.core.directory import Directory
from homebot.core.notices import Notice, comment_at
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.render.escape import code, mention, plain
from homebot.core.render.markdown import series


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    if entry.act != "revisited":
        return ()
    people = series([mention(login) for login in record.fact("lowered-by").split()])
    body = (
        f"{people}: this is the day to look at {code(record.name)} ({code(record.scope.kind)}) again. You made it a"
        f" two-way door; the way back: {plain(record.fact('rollback'))}. If it is gone, open an issue for what follows."
    )
    return comment_at(record.scope.pull, entry.key, body)
