"""The proposal of away work as its author filled it in: sections of an issue or of a draft pull request (SPEC 9).

A section is a heading (`### Goal`, as GitHub's issue forms write them) with what follows it, or a line (`Goal: ...`)
with the rest of its paragraph. The text is a stranger's: it is cut, and nothing in it decides anything but its author's
own proposal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from homebot.core.directory import Directory

MOST = 2_000
"""Characters of a section that are kept."""
MOST_TEXT = 100_000
NO_RESPONSE = "_No response_"
"""What GitHub writes for a field that was left empty."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINE = re.compile(r"[*_]{0,2}([A-Za-z][A-Za-z -]{0,39}?)[*_]{0,2}:[*_]{0,2}(?:[ \t]+(.*))?")
_BY_LINE = 7
"""The level of a section that is a line: every heading ends it."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the sections say, empty where one is missing."""

    goal: str = ""
    headline: str = ""
    service: str = ""
    beneficiaries: str = ""
    surface: str = ""
    rollout: str = ""
    contact: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The sections, by their titles, that say nothing."""
        return tuple(name.capitalize() for name in NAMES if not getattr(self, name))

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The sections by name, for the register."""
        return tuple((name, getattr(self, name)) for name in NAMES)

    def of_service(self, directory: Directory) -> str:
        """The one service of the catalogue that it names; empty where it names none, or several."""
        words = (word.strip("`*_.;:()[]\"'") for word in re.split(r"[\s,]+", self.service))
        found = dict.fromkeys(word for word in words if word in directory.services)
        return next(iter(found)) if len(found) == 1 else ""


NAMES = tuple(field.name for field in fields(Form))


def read(text: str) -> Form:
    """The form in a text. Of a section that is there twice the first counts that says something."""
    found: dict[str, list[str]] = {}
    for name, lines in _sections(_COMMENT.sub("", text[:MOST_TEXT]).splitlines()):
        said = "\n".join(lines).strip()
        if name in NAMES and said and said != NO_RESPONSE:
            found.setdefault(name, [said[:MOST].rstrip()])
    return Form(**{name: lines[0] for name, lines in found.items()})


def _sections(text: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each section's name in lower case, empty for what is before the first, and its lines."""
    lines: list[str] = []
    name, level, fenced = "", 0, False
    for line in text:
        begun = None if fenced else _begun(line)
        if begun is not None and _ends(level, begun):
            yield name, lines
            name, level, lines = begun[0], begun[1], [begun[2]]
        elif level == _BY_LINE and not fenced and not line.strip() and any(lines):
            yield name, lines
            name, level, lines = "", 0, []
        else:
            fenced ^= _FENCE.match(line) is not None
            lines.append(line.rstrip())
    yield name, lines


def _ends(level: int, begun: tuple[str, int, str]) -> bool:
    """Whether what begins is no part of the section before it."""
    return begun[0] in NAMES or begun[1] <= level or level == _BY_LINE


def _begun(line: str) -> tuple[str, int, str] | None:
    """The name of the section that a line begins, its level, and what it says already."""
    heading = _HEADING.fullmatch(line)
    if heading is not None:
        # Stripped here, not in the pattern: that took seconds for a line of marks, with the register locked.
        name, _, rest = heading[2].rstrip(" \t:#").partition(":")
        return name.strip("*_ ").casefold(), len(heading[1]), rest.strip("*_ ")
    found = _LINE.fullmatch(line.rstrip())
    return (found[1].casefold(), _BY_LINE, (found[2] or "").strip()) if found is not None else None
