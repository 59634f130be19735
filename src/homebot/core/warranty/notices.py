"""What is made known elsewhere when something is decided."""

from homebot.core.directory import Directory
from homebot.core.notices import Notice
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record


def notices(record: Record, entry: Entry, directory: Directory) -> tuple[Notice, ...]:
    """What one more `entry` of the decision, which is in it already, makes known."""
    return ()
