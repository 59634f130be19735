"""CODEOWNERS as GitHub reads it: which rules there are, in order, and which lines GitHub skips.

Source: GitHub's "About code owners". Which path falls under which rule is said by `core.paths`; the last one wins.
"""

import re
from dataclasses import dataclass, field

from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.ownership import Fault, Owner
from homebot.core.paths import MAX_PATTERN
from homebot.core.paths import fault as unusable
from homebot.core.wording import quoted

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks; the first that is there counts and the others do not, even where it is empty or too large."""
MOST_BYTES = 3 << 20
MOST_LINES = 200_000
MOST_OWNERS = 100
"""Of one rule."""

_TOKEN = re.compile(r"(?:[^\\ \t]++|\\.|\\$)+", re.DOTALL)
_WORD = re.compile(r"[^ \t]+")
_USER = re.compile(r"@([A-Za-z0-9_-]{1,39})")
_TEAM = re.compile(r"@([A-Za-z0-9-]{1,39}/[A-Za-z0-9_-]{1,255})")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the pattern as written, and whom it names. No owners: what it covers is unowned again."""

    pattern: str
    owners: tuple[Owner, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class CodeownersFile:
    """The rules that count, in the order of the file, and what is wrong with the other lines."""

    file: str
    rules: tuple[Rule, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Reading:
    file: str
    faults: Faults = field(default_factory=Faults)
    owners: dict[str, Owner | None] = field(default_factory=dict)

    def rule(self, number: int, line: str) -> Rule | None:
        """The rule on a line; `None` where there is none, or where GitHub skips it."""
        found = _TOKEN.search(line)
        if found is None or found[0].startswith("#"):
            return None
        place = Place(self.file, number, found.start() + 1)
        if wrong := fault_of(found[0]):
            self.faults.add(place, *wrong)
            return None
        owners = self.named(number, line, found.end())
        return None if owners is None else Rule(found[0], owners, place)

    def named(self, number: int, line: str, start: int) -> tuple[Owner, ...] | None:
        """Whom the words from `start` on name, each once; `None` where one is no owner: GitHub skips such a line."""
        owners: dict[Owner, None] = {}
        for count, word in enumerate(_WORD.finditer(line, start)):
            if word[0].startswith("#"):
                break
            owner = self.owner(word[0]) if count < MOST_OWNERS else None
            if owner is None:
                return self.refused(Place(self.file, number, word.start() + 1), word[0], count, tuple(owners))
            owners[owner] = None
        return tuple(owners)

    def refused(self, place: Place, word: str, count: int, owners: tuple[Owner, ...]) -> tuple[Owner, ...] | None:
        """What a line comes to at its first word that is not taken: the owners so far where they are many enough."""
        if count < MOST_OWNERS:
            self.faults.add(place, f"{_SKIPPED}{quoted(word)} is no owner", _OWNER_FIX)
            return None
        self.faults.add(place, f"more than {MOST_OWNERS} owners; the first {MOST_OWNERS} are used", "name a team")
        return owners

    def owner(self, word: str) -> Owner | None:
        if len(word) > 400:
            return None
        if word not in self.owners:
            self.owners[word] = owner_of(word)
        return self.owners[word]


_SKIPPED = "the line is skipped, as GitHub does: "
_OWNER_FIX = "write @user, @organisation/team or an e-mail address; a space in a path needs a backslash before it"


def read(file: str, content: bytes) -> CodeownersFile:
    """The rules in `content`, the text of the file named `file`. Never raises; work grows with the size alone."""
    if len(content) > MOST_BYTES:
        return too_large(file, len(content))
    reading = _Reading(file)
    lines = content.decode("utf-8-sig", "surrogateescape").split("\n")
    # The last match wins, so the last lines are the ones to read.
    first = max(0, len(lines) - MOST_LINES)
    if first:
        message = f"{len(lines)} lines; only the last {MOST_LINES} are read"
        reading.faults.add(Place(file, first + 1), message, "merge rules into wider patterns")
    read_lines = (reading.rule(number, line.rstrip("\r")) for number, line in enumerate(lines[first:], first + 1))
    rules = tuple(rule for rule in read_lines if rule is not None)
    return CodeownersFile(file, rules, reading.faults.all())


def too_large(file: str, size: int) -> CodeownersFile:
    """What a file of `size` bytes, over `MOST_BYTES`, comes to; its content need not be read for that."""
    message = f"the file has {size} bytes; over 3 MB GitHub ignores it whole, and nobody owns anything by it"
    return CodeownersFile(file, (), (Fault(Place(file, 1), message, "merge rules into wider patterns", broken=True),))


def owner_of(word: str) -> Owner | None:
    """The owner a word names, as GitHub understands it; `None` where it names none."""
    if found := _USER.fullmatch(word):
        return Owner("user", found[1].lower())
    if found := _TEAM.fullmatch(word):
        return Owner("team", found[1].lower())
    return Owner("email", word) if len(word) <= 254 and _EMAIL.fullmatch(word) else None


def fault_of(pattern: str) -> tuple[str, str] | None:
    """Why a line with this pattern is skipped, and what to write; `None` where it is not."""
    shown = quoted(pattern)
    if any("\udc80" <= mark <= "\udcff" for mark in pattern):
        return f"the line is skipped: {shown} holds bytes that are not UTF-8", "save the file as UTF-8"
    found = unusable(pattern, "codeowners")
    if found is None:
        return None
    # Of such lengths GitHub's documentation says nothing.
    skipped = _SKIPPED if len(pattern) <= MAX_PATTERN else "the line is skipped: "
    return f"{skipped}{shown}: {found.message}", found.fix
