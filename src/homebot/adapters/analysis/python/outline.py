"""Where the outermost functions of a Python source stand, as a parser in Rust says, much faster than Python's own; runs
in the child process. In doubt there is no outline, and the source has to be parsed whole.

That parser knows every Python up to the newest, the interpreter only its own. So what is not parsed by the interpreter
itself is searched for signs of syntax that it may refuse.
"""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .cognitive import found as by_complexipy
from .cognitive import is_available
from .scopes import MAX_FUNCTIONS, NAME_LENGTH, coding, is_code, normal

MAX_BYTES = 512 * 1024
_LARGE = 1_500
"""A function of so many lines may be nested as deep as no parser follows, whatever it looks like."""

_MAX_LINE = 5_000
_MAX_NESTED = 60
_BRACKETS = b"()[]{}"
_OTHERS = bytes(set(range(256)) - set(_BRACKETS))
_TABS = re.compile(rb"(?:\A|\n) *\t")
_ODD = (b"complexipy", b"\f", b"\0", b" " * 90)
_CLASS = re.compile(rb"\n\n(?=class |@)")
_MARK = b"_homebot_mark"
_Place = tuple[int, int, str]
_CLASS_HEAD = re.compile(rb"(?:@[\w.]+(?:\([^()\"'#\\]*\))?\n)*class +\w+ *(?:\([^()\"'#\\]*\) *)?:")
_UNINDENTED = re.compile(rb"\n(?![ \n#)\]}]|\Z)")
_BRANCH = re.compile(rb"\b(?:if|and|or|for)\b")
_FIRST_LINE = re.compile(rb" *(?:@[A-Za-z_]|(?:async +)?def +[A-Za-z_])")


class Chunk(NamedTuple):
    """An outermost function, decorators and all. `name` is qualified by its classes; `indent` is how far its first line
    is indented."""

    name: str
    first: int
    last: int
    lines: Sequence[bytes]
    indent: int

    @property
    def raw(self) -> bytes:
        """Its text as it stands there."""
        return b"\n".join(self.lines)


@dataclass(frozen=True)
class Outline:
    """A source, its lines, and its outermost functions by line."""

    source: bytes
    lines: Sequence[bytes]
    chunks: Sequence[Chunk]
    bounds: Sequence[int]
    """Lines where a class begins, or its decorators, that stands in the module itself: a function put into the blank
    line before it was found there."""

    @cached_property
    def _suspects(self) -> list[int]:
        return _suspects(self.source)

    def named(self) -> dict[str, list[Sequence[bytes]]]:
        """The lines of all functions of a name, by name, in their order."""
        found: dict[str, list[Sequence[bytes]]] = {}
        for chunk in self.chunks:
            found.setdefault(chunk.name, []).append(chunk.lines)
        return found

    def suspected(self, first: int, last: int) -> bool:
        """Whether there are signs in some lines of syntax that the interpreter may refuse."""
        at = bisect_left(self._suspects, first)
        return at < len(self._suspects) and self._suspects[at] <= last

    def doubts(self, chunk: Chunk) -> bool:
        """Whether the interpreter may refuse a function that the faster parser reads."""
        return chunk.last - chunk.first > _LARGE or self.suspected(chunk.first, chunk.last)

    def outside(self, first: int = 1, last: int | None = None) -> Iterator[tuple[int, int, Chunk | None]]:
        """First and last line of what lies between the functions of some lines, with the function that follows."""
        at = bisect_left(self.chunks, first, key=lambda chunk: chunk.first)
        end = len(self.lines) if last is None else last
        while at < len(self.chunks) and self.chunks[at].first <= end:
            yield first, self.chunks[at].first - 1, self.chunks[at]
            first, at = self.chunks[at].last + 1, at + 1
        yield first, end, None

    @cached_property
    def _skeleton(self) -> tuple[list[int], list[bytes | int]]:
        places: list[int] = []
        kept: list[bytes | int] = []
        for begin, end, chunk in self.outside():
            for place, line in enumerate(self.lines[begin - 1 : end], begin):
                if is_code(line):
                    places.append(place)
                    kept.append(line)
            if chunk is not None and kept[-1:] != [chunk.indent]:
                places.append(chunk.first)
                kept.append(chunk.indent)
        return places, kept

    def skeleton(self, first: int = 1, last: int | None = None) -> list[bytes | int]:
        """The code between the functions of some lines, and how far the functions between it are indented: lines with
        the same skeleton have the same modules and classes around their functions."""
        places, kept = self._skeleton
        if last is None:
            return kept
        return kept[bisect_left(places, first) : bisect_left(places, last + 1)]

    def classes(self) -> Iterator[tuple[int, int]]:
        """First and last line of classes that stand in the module itself, with no code of the module after them."""
        ends = sorted({*self.bounds, *(chunk.first for chunk in self.chunks if not chunk.indent), len(self.lines) + 1})
        for first in self.bounds:
            last = ends[bisect_left(ends, first) + 1] - 1
            if _is_class(self.lines[first - 1 : last]):
                yield first, last


def outline(source: bytes) -> Outline | None:
    """The outline of a source that is ordinary in every way; `None` for any other.

    Raises:
        ValueError: for an encoding that can hide code.
    """
    source = normal(source)
    lines = source.split(b"\n")
    if not is_available() or not _ordinary(source, lines):
        return None
    found = _marked(source)
    if found is None:
        return None
    placed, bounds = found
    chunks = [Chunk(name, first, end, lines[first - 1 : end], _indent(lines[first - 1])) for first, end, name in placed]
    if len(chunks) > MAX_FUNCTIONS // 10 or not _sound(chunks, lines):
        return None
    return Outline(source, lines, chunks, bounds)


def _marked(source: bytes) -> tuple[list[_Place], list[int]] | None:
    """The outermost functions, and the lines where classes of the module begin: where a mark before them was found."""
    if _MARK not in source:
        found = _found(_CLASS.sub(b"\ndef %s(): 0\n" % _MARK, source))
        marks = [place for place in found or () if place[2].endswith(_MARK.decode())]
        if found is not None and all(map(_is_mark, marks)):
            return sorted({*found}.difference(marks)), [first + 1 for first, *_ in marks]
    plain = _found(source)
    return None if plain is None else (plain, [])


def _is_mark(place: _Place) -> bool:
    """One that was read as part of something else is no good, nor are its neighbours."""
    return place[0] == place[1] and place[2] == _MARK.decode()


def _found(source: bytes) -> list[_Place] | None:
    """First line, last line and name of the outermost functions, as complexipy sees them."""
    try:
        return sorted((first, last, name) for first, last, name, _ in by_complexipy(source.decode()))
    except ValueError:  # It does not parse, or not by this parser: the interpreter's own has the word.
        return None


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def _is_class(lines: Sequence[bytes]) -> bool:
    """Whether lines that begin with a class or a decorator hold one class and nothing after it: only the plainest
    beginning, then no line that is not indented, unless it closes a bracket or says nothing."""
    text = b"\n".join(lines)
    head = _CLASS_HEAD.match(text)
    return head is not None and not may_branch(head[0]) and not _UNINDENTED.search(text, head.end())


def may_branch(head: bytes) -> bool:
    """Whether there may be a branch in what precedes the body of a function or class."""
    if b'"""' in head or b"'''" in head:
        return True
    return (b"if" in head or b"or" in head or b"and" in head) and _BRANCH.search(head) is not None


def _ordinary(source: bytes, lines: Sequence[bytes]) -> bool:
    if len(source) > MAX_BYTES or any(odd in source for odd in _ODD) or max(map(len, lines)) > _MAX_LINE:
        return False
    if (coding(source) or "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8"):
        return False
    indented_by_tabs = b"\t" in source and _TABS.search(source) is not None
    return not indented_by_tabs and not _is_deep(source)


def _is_deep(source: bytes) -> bool:
    """Whether brackets may be nested deep; those in strings and comments count like others."""
    brackets = source.translate(None, _OTHERS)
    for _ in range(_MAX_NESTED):
        shorter = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(brackets):
            break
        brackets = shorter
    return len(brackets) > _MAX_NESTED


def _sound(chunks: Sequence[Chunk], lines: Sequence[bytes]) -> bool:
    """Whether each function begins a line as functions do, after the one before it."""
    at = 0
    for chunk in chunks:
        continued = chunk.first > 1 and lines[chunk.first - 2].endswith(b"\\")
        if chunk.first <= at or continued or not _FIRST_LINE.match(chunk.lines[0]):
            return False
        if len(chunk.name) >= NAME_LENGTH or not chunk.name.isascii():
            return False
        at = chunk.last
    return True


_INSIDE = rb"\{(?! *[*}])(?:[\w.,+*/()\[\] -]|%s)+(?:=|![rsa])?(?::[^{}\"'\\\n]*)?\}"


def _plain(quote: bytes, other: bytes) -> re.Pattern[bytes]:
    """The plainest of formatted strings, which old tokenizers read as new ones do."""
    inside = _INSIDE % b"".join((other, rb"[^'\"\\\n{}]*", other))
    parts = (quote, rb"(?:[^\\\n{}", quote, rb"]|\\[^N\n{}]|\{\{|\}\}|", inside, b")*", quote, b"(?!", quote, b")")
    return re.compile(b"".join(parts))


_FOLDED = bytes(range(256)).replace(b"F", b"f").replace(b"R", b"r").replace(b"T", b"t").replace(b"'", b'"')
_PLAIN = {ord('"'): _plain(b'"', b"'"), ord("'"): _plain(b"'", b'"')}
_FORMATTED = [re.compile(sign) for sign in (rb'f"(?<![\w"]f")', rb'rf"(?<!\wrf")', rb'fr"(?<!\wfr")')]
_TEMPLATE = [re.compile(sign) for sign in (rb't"(?<![\w"]t")', rb'rt"(?<!\wrt")', rb'tr"(?<!\wtr")')]
_EXCEPT = re.compile(rb"except(?<=[ \n]except)\b(?! *(?:\* *)?(?:[\w.]+|\([\w., ]*\))?(?: +as +\w+)? *:)")
_SIGNS = [
    re.compile(rb"type(?<!\wtype)[ \t]+\w+[ \t]*[=\[\\]"),
    re.compile(rb"def(?<!\wdef)[ \t]*(?:\\\n|[ \t]\w+[ \t]*[\[\\])"),
    re.compile(rb"class(?<!\wclass)[ \t]*(?:\\\n|[ \t]\w+[ \t]*(?:[\[\\]|\([^\n]{0,300} for ))"),
    re.compile(rb"\nlazy[ \t]"),
    re.compile(rb"\*\w(?<=[\[({ *]\*\w)[^\n,*=)]* for "),
    re.compile(rb"case [^\n]{0,200} as _\b"),
    re.compile(rb"\)=[^=]"),
]
"""Each begins with letters that can be searched for fast."""


def _suspects(source: bytes) -> list[int]:
    """The lines with signs of syntax that is newer than this interpreter, or that only one of the parsers refuses."""
    found = _positions(_SIGNS, source)
    found += [at for at in _positions([_EXCEPT], source) if not source[source.rfind(b"\n", 0, at) + 1 : at].strip(b" ")]
    folded = source.translate(_FOLDED)
    if sys.version_info < (3, 14):
        found += _positions(_TEMPLATE, folded)
    if sys.version_info < (3, 12):
        quotes = (match.end() - 1 for sign in _FORMATTED for match in sign.finditer(folded))
        found += [at for at in quotes if not _PLAIN[source[at]].match(source, at)]
    suspects: list[int] = []
    line, at = 1, 0
    for position in sorted(found):
        line, at = line + source.count(b"\n", at, position), position
        suspects.append(line)
    return suspects


def _positions(signs: Sequence[re.Pattern[bytes]], source: bytes) -> list[int]:
    return [match.start() for sign in signs for match in sign.finditer(source)]
