"""The answers to the commands of one comment, in one comment of homebot's: cut where they do not fit, never in the
middle of a line."""

from collections.abc import Sequence
from itertools import accumulate

LIMIT = 60_000
"""Bytes of UTF-8 for all answers together: GitHub takes 65,536 characters, and the marker comes with them."""
BETWEEN = "\n\n---\n\n"
_FENCE = ("```", "~~~")


def together(answers: Sequence[str], limit: int = LIMIT) -> str:
    """The answers in their order. Where they are too long, short ones stay whole and the long ones share what is left:
    each keeps its first lines, and its last one says that it was cut."""
    whole = BETWEEN.join(answers)
    if _size(whole) <= limit:
        return whole
    shares = _shares([_size(one) for one in answers], limit - _size(BETWEEN) * (len(answers) - 1))
    return BETWEEN.join(
        one if _size(one) <= share else _cut(one, share, alone=len(answers) == 1)
        for one, share in zip(answers, shares, strict=True)
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _shares(sizes: Sequence[int], room: int) -> list[int]:
    """How much room each has: what the short ones leave goes to the long ones in equal parts."""
    shares = [0] * len(sizes)
    by_size = sorted(range(len(sizes)), key=lambda place: sizes[place])
    for done, place in enumerate(by_size):
        shares[place] = min(sizes[place], room // (len(sizes) - done))
        room -= shares[place]
    return shares


def _cut(answer: str, share: int, alone: bool) -> str:
    """The first lines that fit, with what was opened in them closed, and a word on what is missing."""
    lines = answer.split("\n")
    ends = accumulate(_size(line) + 1 for line in lines)
    most = sum(end <= share for end in ends)  # and a little less, for what is said at the end
    for kept in range(min(most, len(lines) - 1), 0, -1):
        found = _ended(lines[:kept], len(lines) - kept, alone)
        if _size(found) <= share:
            return found
    return _ended(lines[:1], len(lines) - 1, alone)


def _ended(kept: Sequence[str], left: int, alone: bool) -> str:
    fences = [line.lstrip()[:3] for line in kept if line.lstrip().startswith(_FENCE)]
    closing = [fences[-1]] if len(fences) % 2 else []
    text = "\n".join(kept)
    closing += ["\n</details>"] * max(0, text.count("<details") - text.count("</details>"))
    advice = "ask for less" if alone else "give this command in a comment of its own"
    more = f"{left:,} more {'line does' if left == 1 else 'lines do'}"
    return "\n".join([text, *closing, "", f"(Cut here: {more} not fit into one comment; {advice}.)"])
