"""The identifiers that an agreement promises: what its merged pull requests declare, unless they say more (SPEC 10)."""

import re
from collections.abc import Iterable

from homebot.core.credit.merges import METHODS, surface
from homebot.core.register.record import Record

_PIECES = re.compile(r"[,;\n]")
_MARKS = "-*`•. \t"


def promised(agreement: Record) -> tuple[str, ...]:
    """The identifiers in the section `Surface`, each a piece of its own between commas or lines: prose around them
    names none, for any word of it would count as used wherever it stands."""
    pieces = (piece.strip(_MARKS) for piece in _PIECES.split(agreement.fact("surface")))
    words = ([word for word in piece.split() if word not in METHODS] for piece in pieces)
    alone = " ".join(found[0] for found in words if len(found) == 1)
    return surface(f"Surface: {alone}")


def promised_by(agreements: Iterable[Record]) -> tuple[str, ...]:
    """Those of several, in their order, without repetition."""
    return tuple(dict.fromkeys(word for one in agreements for word in promised(one)))
