"""Whose approval a need asks for, in words."""

from homebot.core.decision import Need
from homebot.core.render.escape import code
from homebot.core.render.markdown import count, series


def from_whom(need: Need) -> str:
    """`from payments`, or `from an owner of ledger/core.py and 2 more paths`."""
    return f"from {whom(need)}"


def whom(need: Need) -> str:
    """The same without the first word."""
    return code(need.team) if need.source is None else f"an owner of {paths_of(need)}"


def paths_of(need: Need) -> str:
    """The paths of a need, the first of them by name."""
    more = need.path_count - 1
    first = code(need.paths[0], 200) if need.paths else "its paths"
    return f"{first} and {count(more, 'more path')}" if more > 0 else first


def owners_of(need: Need) -> str:
    """The owners that a file names, and where: `@zoe` or `@acme/core` (`CODEOWNERS:12`)."""
    place = f" ({code(f'{need.place.file}:{need.place.line}')})" if need.place else ""
    return f"{series([code(owner) for owner in need.owners]).replace(' and ', ' or ')}{place}"
