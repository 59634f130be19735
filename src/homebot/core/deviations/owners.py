"""Who answers for a standard: whoever may let somebody go below a floor (SPEC 2)."""

from datetime import date

from homebot.core.directory import Directory
from homebot.core.register.record import Record


def owners_of_standard(about: Record, directory: Directory, day: date) -> tuple[str, ...]:
    """The owners of the standard a deviation is from; none for any other decision."""
    return ()
