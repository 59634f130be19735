"""Path patterns as text: what they mean in each dialect, and which ones mean nothing.

`gitignore` is the manner of `services.yaml` and of the standards, `codeowners` is GitHub's reading of CODEOWNERS. In
both, `*` and `?` stop at a slash and `**` as a whole segment does not; a pattern with a slash at its start or inside is
anchored at the root, any other matches at every depth; a slash at the end asks for a folder and covers what lies in it,
at any depth; any other pattern covers the path it names and what lies in it. Letters' case counts. Where they differ:

| | `gitignore` | `codeowners` |
|---|---|---|
| `docs/*` | covers what lies in `docs`, at any depth | the direct children of `docs` alone |
| `docs/**/` | what lies in a folder within `docs` | what lies in `docs`, as `docs/` does |
| backslash | a character like any other | takes the meaning from the next one (`a\\ b`) |
| slashes at start and end | any number of them counts as one | one is read, a second makes an empty segment |

There is neither negation with `!` nor ranges with `[ ]`. In `gitignore` the signs stand for themselves. GitHub refuses
them in CODEOWNERS, and so it does a leading `\\#` and a run of three stars: `fault` says so, and whoever reads such a
file leaves the rule out. Asked all the same, they match nothing, but for `[` and `]`, which stand for themselves.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal["gitignore", "codeowners"]
Pieces: TypeAlias = tuple[str, ...]
"""A segment with a wildcard, cut at its runs of stars: `*.py` is `("", ".py")`. `ANY` stands for a question mark."""

MAX_PATTERN = 1024
"""Characters. A longer pattern matches nothing."""
ANY = "\0"
"""No path of git's holds it."""
DEEP: Pieces = ()
"""The segment `**`."""
STAR: Pieces = ("", "")
_STARS = re.compile(r"\*+")
_ESCAPED = re.compile(r"\\.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that was read: its segments from the root on, text where nothing is wild.

    `itself`: it covers what its last segment names. `below`: it covers what lies beneath that.
    """

    segments: tuple[str | Pieces, ...]
    itself: bool
    below: bool


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a pattern is not taken, and what to write instead."""

    message: str
    fix: str


def shape(pattern: str, dialect: Dialect) -> Shape | None:
    """What the pattern covers; `None` if that is nothing at all."""
    if _empty(pattern) is not None or (dialect == "codeowners" and _meaningless(pattern) is not None):
        return None
    return _codeowners(pattern) if dialect == "codeowners" else _gitignore(pattern)


def fault(pattern: str, dialect: Dialect) -> Unusable | None:
    """Why the pattern is not to be used in this dialect; `None` if it is fine.

    With any fault but `[ ]` it matches nothing.
    """
    found = _empty(pattern)
    return found if found is not None or dialect == "gitignore" else _meaningless(pattern) or _ranges(pattern)


def _empty(pattern: str) -> Unusable | None:
    if len(pattern) > MAX_PATTERN:
        size = f"the pattern has {len(pattern)} characters, at most {MAX_PATTERN} are read"
        return Unusable(size, "name a folder above, or use a wildcard")
    if ANY in pattern:
        return Unusable("the pattern holds a null character, which no path has", "take it out")
    if not pattern.strip("/"):
        return Unusable(f"the pattern {pattern!r} never matches anything", "for every file, write *")
    return None


def _meaningless(pattern: str) -> Unusable | None:
    """What GitHub leaves out of gitignore's manner, where the characters then mean nothing else either."""
    if pattern.startswith("!"):
        return Unusable("CODEOWNERS has no negation with !", "give the path a later rule of its own, without owners")
    if pattern.startswith(("#", "\\#")):
        return Unusable(
            "a pattern of CODEOWNERS cannot start with #, escaped or not", "use a wildcard: ?name for #name"
        )
    bare = _bare(pattern)
    if "***" in bare:
        return Unusable("three or more stars in a row mean nothing in CODEOWNERS", "write * or **")
    if bare.endswith("\\"):
        return Unusable("the pattern ends in a backslash that escapes nothing", "take it out, or write \\\\")
    return None


def _ranges(pattern: str) -> Unusable | None:
    bare = _bare(pattern)
    if "[" not in bare and "]" not in bare:
        return None
    return Unusable("CODEOWNERS has no character ranges [ ]", "write one rule for each, or \\[ and \\] for the signs")


def _bare(pattern: str) -> str:
    """Without what a backslash takes the meaning from."""
    return _ESCAPED.sub(" ", pattern) if "\\" in pattern else pattern


def _gitignore(pattern: str) -> Shape:
    trimmed = pattern.strip("/")
    parts = trimmed.split("/")
    anchored = len(parts) > 1 or pattern.startswith("/")
    segments = [_segment(part) for part in parts]
    folder = pattern.endswith("/")
    if folder and segments[-1] == DEEP:
        segments.append(STAR)
    return _shape(segments if anchored else [DEEP, *segments], itself=not folder)


def _codeowners(pattern: str) -> Shape | None:
    body = pattern.removeprefix("/")
    folder = body.endswith("/")
    parts = body.removesuffix("/").split("/")
    anchored = len(parts) > 1 or pattern.startswith("/")
    segments = [_unescaped(part) if "\\" in part else _segment(part) for part in parts]
    if anchored and not folder and segments[-1] == STAR:
        return _shape(segments, below=False)
    return _shape(segments if anchored else [DEEP, *segments], itself=not folder)


def _shape(segments: list[str | Pieces], itself: bool = True, below: bool = True) -> Shape:
    """Two `**` in a row are one; one at the end is everything beneath what stands before it."""
    kept = [now for before, now in zip([None, *segments], segments, strict=False) if now != DEEP or before != DEEP]
    if kept[-1] == DEEP:
        return Shape(tuple(kept[:-1]), itself=False, below=True)
    return Shape(tuple(kept), itself, below)


def _segment(text: str) -> str | Pieces:
    if text == "**":
        return DEEP
    if "*" not in text and "?" not in text:
        return text
    return tuple(_STARS.split(text.replace("?", ANY)))


def _unescaped(text: str) -> str | Pieces:
    """A segment of CODEOWNERS with a backslash in it. One before a slash, which ends the segment, escapes nothing."""
    pieces, after_star, characters = [""], False, iter(text)
    for character in characters:
        star = character == "*"
        if character == "\\":
            character = next(characters, "")
        elif character == "?":
            character = ANY
        if not star:
            pieces[-1] += character
        elif not after_star:
            pieces.append("")
        after_star = star
    return tuple(pieces) if len(pieces) > 1 or ANY in pieces[0] else pieces[0]
