"""CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from homebot.core.wording import printable

LONGEST_TEXT = 2000
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def rows(lines: Iterable[Iterable[object]]) -> str:
    """Lines of cells as text; what people wrote goes through `cell` first."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def cell(text: str) -> str:
    """Text that a spreadsheet takes for text: an apostrophe before what it would take for a formula (or an apostrophe),
    and nothing hidden in it."""
    return f"'{shown}" if (shown := printable(text, LONGEST_TEXT)).startswith(_FORMULA) else shown
