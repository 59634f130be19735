"""CODEOWNERS as GitHub reads it: which rules there are, in order, and which lines GitHub skips.

Source: GitHub's "About code owners". Which path falls under which rule is said by `core.paths`; the last one wins.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.catalogues.faults import Faults
from homebot.core.directory import Place
from homebot.core.ownership import Fault, Owner
from homebot.core.wording import quoted

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks; the first that is there counts and the others do not, even where it is empty or too large."""
MOST_BYTES = 3 << 20
MOST_RULES = 100_000
MOST_OWNERS = 100
LONGEST_PATTERN = 4096
"""In characters: git's own limit for a path; nothing longer can match one."""

_TOKEN = re.compile(r"(?:[^\\ \t]+|\\.|\\$)++", re.DOTALL)
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
        for word in _WORD.finditer(line, start):
            if word[0].startswith("#"):
                break
            place = Place(self.file, number, word.start() + 1)
            owner = self.owner(word[0])
            if owner is None:
                self.faults.add(place, f"{quoted(word[0])} is no owner; GitHub skips the whole line", _OWNER_FIX)
                return None
            if len(owners) == MOST_OWNERS and owner not in owners:
                message = f"more than {MOST_OWNERS} owners; the first {MOST_OWNERS} are used"
                self.faults.add(place, message, "name a team")
                break
            owners[owner] = None
        return tuple(owners)

    def owner(self, word: str) -> Owner | None:
        if len(word) > 400:
            return None
        if word not in self.owners:
            self.owners[word] = owner_of(word)
        return self.owners[word]


_OWNER_FIX = "write @user, @organisation/team or an e-mail address, and a space in a path as \\ (backslash, space)"


def read(file: str, content: bytes) -> CodeownersFile:
    """The rules in `content`, the text of the file named `file`. Never raises; work grows with the size alone."""
    if len(content) > MOST_BYTES:
        message = f"the file has {len(content)} bytes; over 3 MB GitHub ignores it whole, and so nobody owns anything"
        return CodeownersFile(file, (), (Fault(Place(file, 1), message, "merge rules into wider patterns"),))
    reading, rules, count = _Reading(file), deque[Rule](maxlen=MOST_RULES), 0
    for number, line in enumerate(_lines(content), 1):
        rule = reading.rule(number, line)
        if rule is not None:
            rules.append(rule)
            count += 1
    if count > MOST_RULES:
        # The last match wins, so the last rules are the ones to keep.
        message = f"{count} rules; only the last {MOST_RULES} are used"
        reading.faults.add(rules[0].place, message, "merge rules into wider patterns")
    return CodeownersFile(file, tuple(rules), reading.faults.all())


def owner_of(word: str) -> Owner | None:
    """The owner a word names, as GitHub understands it; `None` where it names none."""
    if found := _USER.fullmatch(word):
        return Owner("user", found[1].lower())
    if found := _TEAM.fullmatch(word):
        return Owner("team", found[1].lower())
    return Owner("email", word) if len(word) <= 254 and _EMAIL.fullmatch(word) else None


def fault_of(pattern: str) -> tuple[str, str] | None:
    """Why GitHub skips a line with this pattern, and what to write; `None` where it does not."""
    if len(pattern) > LONGEST_PATTERN:
        return f"a pattern of {len(pattern)} characters; the line is skipped", "no path is so long"
    if "\0" in pattern or any("\udc80" <= mark <= "\udcff" for mark in pattern):
        return f"{quoted(pattern)} holds bytes that are not UTF-8; the line is skipped", "save the file as UTF-8"
    if pattern.startswith("!"):
        return f"{quoted(pattern)}: GitHub knows no ! here and skips the line", "write a later rule without owners"
    if pattern.startswith("\\#"):
        return f"{quoted(pattern)}: GitHub knows no \\# here and skips the line", "begin it with /, or with *"
    if "[" in pattern or "]" in pattern:
        return f"{quoted(pattern)}: GitHub knows no [ ] here and skips the line", "write one rule for each name"
    return None


def _lines(content: bytes) -> Iterator[str]:
    """Lines by line feeds alone, a carriage return at the end taken off. A byte that is not UTF-8 is a surrogate."""
    text = content.decode("utf-8-sig", "surrogateescape")
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end].rstrip("\r")
        start = end + 1
