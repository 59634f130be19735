"""The agreements under which a pull request says that it is made: `Agreement: A12` on a line of its own."""

import re

_TRAILER = re.compile(r"^Agreement:[ \t]*[Aa]([1-9][0-9]{0,8})[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
MOST = 5


def named(description: str) -> tuple[int, ...]:
    """Their numbers, at most `MOST`, in the order of the text."""
    return tuple(dict.fromkeys(int(number) for number in _TRAILER.findall(description)))[:MOST]
