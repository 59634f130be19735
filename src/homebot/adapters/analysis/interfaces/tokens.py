"""The words of a protobuf file, in statements and blocks; runs in the child process.

A reader of our own: of the language only what others rely on is wanted, with its lines and within limits. The one
parser on PyPI that is kept up (proto-schema-parser 2.1, on ANTLR's runtime) took 0.6 s for a file of 38 KB, seven times
as long as this, and does not say where anything stands; the others had their last release in 2021 or before, and
`protoc` is a program that opens files.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_DEPTH = 64

_TOKEN = re.compile(
    r"""(?P<space>[\s]+|//[^\n]*|/\*(?s:.*?)\*/)
      | (?P<text>"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')
      | (?P<word>[A-Za-z_.][\w.]*|[0-9][\w.+-]*)
      | (?P<sign>[{}()\[\]<>=;,:/+-])""",
    re.VERBOSE | re.ASCII,
)


class Unreadable(ValueError):
    """The text is no protobuf file; the message says where."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The words up to a semicolon or an opening brace, and the line of the first. `opens`: a block follows; without
    words, one ends."""

    line: int
    words: tuple[str, ...]
    opens: bool = False


def statements(text: str) -> Iterator[Statement]:
    """The file's statements and ends of blocks, in order. What stands in the braces of a value is left out.

    Raises:
        Unreadable: where a sign, a text or a block cannot be.
    """
    words: list[str] = []
    depth, line = 0, 1
    for at, word in _without_values(_words(text)):
        line = line if words else at
        if word not in "{};":
            words.append(word)
            continue
        depth += (word == "{") - (word == "}")
        _check(at, depth, unfinished=word == "}" and bool(words))
        if words or word == "}":
            yield Statement(line, tuple(words), word == "{")
        words = []
    if depth or words:
        raise Unreadable(_MIDDLE)


def _check(at: int, depth: int, unfinished: bool) -> None:
    if depth < 0:
        raise Unreadable(f"line {at}: a block ends that never began")
    if depth > MOST_DEPTH:
        raise Unreadable(f"line {at}: nested too deeply")
    if unfinished:
        raise Unreadable(f"line {at}: a semicolon is missing")


def _without_values(words: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Without what stands in the brackets of options, and in braces after an equals sign (but for an old group's)."""
    closers: list[str] = []
    said: set[str] = set()
    for at, word in words:
        if word == "[" or (word == "{" and (closers or said == {"="})):
            closers.append(_CLOSERS[word])
        elif closers:
            closers = closers[:-1] if word == closers[-1] else closers
        else:
            said = set() if word in "{};" else said | ({word} & _SIGNS)
            yield at, word
    if closers:
        raise Unreadable(_MIDDLE)


_CLOSERS = {"[": "]", "{": "}"}
_SIGNS = frozenset({"=", "group"})
_MIDDLE = "it ends in the middle of something"


def _words(text: str) -> Iterator[tuple[int, str]]:
    at, line = 0, 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable(f"line {line}: {text[at]!r} cannot stand here")
        if found["space"] is None:
            yield line, found[0]
        line += found[0].count("\n")
        at = found.end()
