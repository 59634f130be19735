"""Anchors: where the chain of entries stood, kept outside of the database as JSON lines.

A chain alone shows what was changed in it, but not that its end was cut off, nor that the whole of it was written anew.
Source: SPEC 10, ledger.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from homebot.core.wording import printable

MOST_FINDINGS = 20

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """The entry `seq` had this `hash`."""

    seq: int
    hash: str


def line(anchor: Anchor) -> str:
    """An anchor as a line of the file, with its end."""
    return json.dumps({"seq": anchor.seq, "hash": anchor.hash}) + "\n"


def read(text: str) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
    """The anchors of a file in its order, and what is wrong with it, at most `MOST_FINDINGS` lines."""
    found: list[Anchor] = []
    wrong: list[str] = []
    for number, one in enumerate(text.splitlines(), start=1):
        anchor = _anchor(one)
        if anchor is not None:
            found.append(anchor)
        elif one.strip():
            wrong.append(f"line {number} of the anchors is none: {printable(one[:80])}")
    return tuple(found), tuple(wrong[:MOST_FINDINGS])


def _anchor(text: str) -> Anchor | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"seq", "hash"}:
        return None
    seq, digest = said["seq"], said["hash"]
    is_right = type(seq) is int and 0 < seq < 2**63 and isinstance(digest, str) and _HASH.fullmatch(digest) is not None
    return Anchor(seq, digest) if is_right else None


def differences(anchors: Sequence[Anchor], hashes: Mapping[int, str], last: int) -> Iterator[str]:
    """What the anchors say otherwise than the books, whose entries end at `last`; `hashes` are those of the entries
    that anchors name."""
    for anchor in anchors:
        if anchor.seq > last:
            yield f"entry {anchor.seq} was anchored, and the books end at entry {last}: their tail is cut"
        elif hashes.get(anchor.seq) != anchor.hash:
            here = hashes.get(anchor.seq, "none")
            yield f"entry {anchor.seq} was anchored with hash {anchor.hash}, and the books have {here}"
