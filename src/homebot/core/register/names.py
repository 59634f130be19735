"""How a decision is called: a letter for its kind and its number, which no other decision has (`D12`)."""

import re

from homebot.core.register.entries import Kind

LETTERS: dict[Kind, str] = {
    "deviation": "D",
    "bar-raiser": "B",
    "override": "O",
    "agreement": "A",
    "claim": "W",
    "escalation": "R",
    "duplication": "U",
}
_NAME = re.compile(r"([A-Za-z]?)([1-9][0-9]{0,8})")


def name_of(kind: Kind, number: int) -> str:
    """`D12` for the deviation 12."""
    return f"{LETTERS[kind]}{number}"


def number_in(text: str) -> tuple[str, int] | None:
    """The letter (upper case, or empty) and the number of `D12`, `d12` or `12`; `None` for any other text."""
    found = _NAME.fullmatch(text)
    letter = found[1].upper() if found else ""
    return (letter, int(found[2])) if found and letter in ("", *LETTERS.values()) else None
