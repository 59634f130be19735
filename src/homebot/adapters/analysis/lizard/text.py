"""A source as lizard is to read it, line for line: part of the analyser beside it, run in the same child process.

lizard tells code from strings and comments by one pattern for all languages. Where a language's own rules differ, an
author could make it take code for text: by a raw string with quotes in it, a comment inside of a comment, a backslash
at the end of one, a Unicode escape of Java. So in the languages that have such things, comments and the insides of
strings are taken out by the rules of each before lizard looks.
"""

import re
from collections.abc import Iterator

_C = ("c", "h", "cc", "cpp", "cxx", "hh", "hpp", "m", "mm")
_NESTING = frozenset({"rs", "swift", "kt", "kts", "scala"})
"""Their comments may hold comments."""

_ONE_LINE = r'"(?:\\.|[^"\\\n])*"'
_CHARACTER = r"'(?:\\[^\n]|[^'\\\n])+'"
_ONE_CHARACTER = r"'(?:\\(?:u\{?\w+\}?|x\w\w|[^\n])|[^'\\\n])'"
_TRIPLE = r'(?P<raw>"""(?P<end>))'
_RULES: dict[str, str] = {
    **dict.fromkeys(
        _C, rf'(?P<raw>\bu?8?[UL]?R"(?P<end>[^\s()\\"]{{0,16}})\()|{_ONE_LINE}|(?<![0-9a-fA-F]){_CHARACTER}'
    ),
    "java": f"{_TRIPLE}|{_ONE_LINE}|{_CHARACTER}",
    **dict.fromkeys(("kt", "kts"), f"{_TRIPLE}|{_ONE_LINE}|{_CHARACTER}"),
    "scala": f"{_TRIPLE}|{_ONE_LINE}|{_ONE_CHARACTER}",
    "swift": rf'(?P<raw>"""(?=[ \t]*\n)(?P<end>)|(?P<hashes>#+)"(?:""(?=[ \t]*\n))?)|{_ONE_LINE}',
    "cs": rf'(?P<raw>(?P<quotes>"{{3,}}))|(?:\$@|@\$?)"(?:[^"]|"")*"|{_ONE_LINE}|{_CHARACTER}',
    "rs": rf'(?P<raw>\b[bc]?r(?P<hashes>#*)")|"(?:\\.|[^"\\])*"|{_ONE_CHARACTER}',
}
_LINE_COMMENT = {True: r"//(?:\\\n|[^\n])*", False: r"//[^\n]*"}
_OPENING = {
    suffix: re.compile(rf"(?P<block>/\*)|(?P<line>{_LINE_COMMENT[suffix in _C]})|{rule}", re.S)
    for suffix, rule in _RULES.items()
}
_EDGE = re.compile(r"/\*|\*/")
_ATTRIBUTE = re.compile(r"#\[[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*\]")
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u+([0-9a-fA-F]{4})")
_OTHER_LINE_ENDS = "\u2028\u2029\x85"


def decoded(source: bytes) -> str:
    """The source with line feeds as line ends.

    Raises:
        ValueError: when it is not UTF-8, or holds what no compiler reads.
    """
    text = source.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise ValueError("it holds null bytes")
    return text


def plain(text: str, suffix: str) -> str:
    """The same lines without what leads lizard astray.

    Raises:
        ValueError: when what is code and what is text cannot be told.
    """
    text = "\n".join(_ended(line, number, suffix in _C) for number, line in enumerate(text.split("\n"), 1))
    if suffix == "java":
        text = _ESCAPE.sub(_unescaped, text)
    if suffix in _OPENING:
        text = "".join(_without_text(text, suffix))
    if suffix == "php":
        # lizard takes `#` for a directive, which ends with the line.
        text = _ATTRIBUTE.sub(lambda found: " " * len(found[0]), text)
    return text.replace("#", " ") if suffix in ("rs", "lua") else text


def _ended(line: str, number: int, continues: bool) -> str:
    """A line whose comment ends where its language says: only in C does a backslash make the next line part of it."""
    comment = line.find("//")
    if comment < 0:
        return line
    if any(end in line[comment:] for end in _OTHER_LINE_ENDS):
        raise ValueError(f"line {number} has a comment that a rare line end cuts short")
    return line[:-1] + " " if line.endswith("\\") and not continues else line


def _unescaped(found: re.Match[str]) -> str:
    """A Unicode escape of Java as the character it is to the compiler, before anything else is read."""
    character = chr(int(found[2], 16))
    if character in "\r\n":
        raise ValueError("a Unicode escape in it is a line end")
    return found[1] + character if character.isascii() and character.isprintable() else found[0]


def _without_text(text: str, suffix: str) -> Iterator[str]:
    """The parts of a source, with nothing but its line feeds left of comments, and of the insides of strings."""
    at = 0
    while found := _OPENING[suffix].search(text, at):
        yield text[at : found.start()]
        kind = found.lastgroup
        if kind == "block":
            at = _comment_end(text, found.end(), suffix in _NESTING)
            yield " "
        elif found.groupdict().get("raw"):
            at = _raw_end(text, found)
            yield '""'
        else:
            at = found.end()
            yield " " if kind == "line" else '""'
        yield "\n" * text.count("\n", found.start(), at)
    yield text[at:]


def _comment_end(text: str, start: int, nests: bool) -> int:
    """Where a comment ends; one that never does hides nothing."""
    depth = 1
    for edge in _EDGE.finditer(text, start):
        depth += -1 if edge[0] == "*/" else nests
        if not depth:
            return edge.end()
    return start


def _raw_end(text: str, opening: re.Match[str]) -> int:
    groups = opening.groupdict()
    if quotes := groups.get("quotes"):
        closing = re.escape(quotes)
    elif groups.get("end") is None:
        triple = '""' if opening[0].endswith('"""') else ""
        closing = f'"{triple}{groups["hashes"]}'
    elif opening[0].endswith('"""'):
        closing = r'(?<!\\)"{3,}'
    else:
        closing = re.escape(f"){groups['end']}") + '"'
    found = re.compile(closing).search(text, opening.end())
    if found is None:
        raise ValueError(f"a string that begins on line {text.count(chr(10), 0, opening.start()) + 1} never ends")
    return found.end()
