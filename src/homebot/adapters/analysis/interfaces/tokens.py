"""The words of a protobuf file, in statements and blocks; runs in the child process.

A reader of our own: of the language only what others rely on is wanted, with its lines and within limits. The one
parser on PyPI that is kept up (proto-schema-parser 2.1, on ANTLR's runtime) took 0.6 s for a file of 38 KB, seven times
as long as this, and does not say where anything stands; the others had their last release in 2021 or before, and
`protoc` is a program that opens files.
"""

import re
from collections.abc import Iterator
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
    line, depth, brackets, values = 1, 0, 0, 0
    for at, word in _words(text):
        brackets += (word == "[") - (word == "]")
        if values or brackets or (word == "{" and "=" in words and "group" not in words):
            # Braces after an equals sign, or in the brackets of options, hold a value.
            values += (word == "{") - (word == "}")
            continue
        line = line if words else at
        if word not in "{};":
            words.append(word)
            continue
        depth += (word == "{") - (word == "}")
        if not 0 <= depth <= MOST_DEPTH:
            raise Unreadable(f"line {at}: {'a block ends that never began' if depth < 0 else 'nested too deeply'}")
        if word == "}" and words:
            raise Unreadable(f"line {at}: a semicolon is missing")
        if words or word == "}":
            yield Statement(line, tuple(words), word == "{")
        words = []
    if depth or words or values or brackets:
        raise Unreadable("it ends in the middle of something")


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
