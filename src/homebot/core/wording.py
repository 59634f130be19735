"""How a message shows what it speaks of: text in quotes, safe to print, and the nearest valid name of a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST_COMPARED = 100
_MOST_LISTED = 8


def printable(text: str, most: int = 80) -> str:
    """`text` on one line, safe for a terminal: what does not print is written as an escape, long text is cut."""
    shown = "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text[:most])
    return shown + "..." if len(text) > most else shown


def quoted(text: str) -> str:
    """`text` as a message shows it."""
    return f'"{printable(text)}"'


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like `name` (case aside), if one is like it at all."""
    if len(name) > _LONGEST_COMPARED:
        return None
    folded = {candidate.casefold(): candidate for candidate in known}
    longer = [candidate for candidate in folded if candidate.startswith(name.casefold())]
    if name and len(longer) == 1:
        return folded[longer[0]]
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean "repository"?`, or the first known names when none is near."""
    names = sorted(known)
    found = nearest(name, names)
    if found is not None:
        return f"did you mean {quoted(found)}?"
    if not names:
        return ""
    more = len(names) - _MOST_LISTED
    return f"known: {', '.join(names[:_MOST_LISTED])}" + (f" and {more} more" if more > 0 else "")
