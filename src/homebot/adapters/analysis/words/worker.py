"""The analyser that finds words in code, in a child process: a file and words in, places out.

A question is `{"name": "where/it.py", "text": "...", "lines": [7, 9] or null, "words": ["settle_batch"]}`; the answer
`{"found": [["settle_batch", 7]]}` has the first of the lines on which each word stands (`null`: of all lines). What is
code is said by the tokens of Pygments: names and strings, and what joins them (`Ledger.settle`, `/v2/payouts`). No code
are comments, documentation strings, keywords and the names that a language brings along.
"""

import importlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

from pygments.token import Comment, Keyword, Literal, Name, Operator, Punctuation, String, Text

from .languages import LEXERS, lexer_of

CPU_SECONDS = 10

_Token = tuple[int, Any, str]

_SHELLS = frozenset({"BashLexer", "FishShellLexer", "PowerShellLexer", "TclLexer"})
"""Here a command that is not the shell's own is mere text to the lexer."""
_PYTHON = frozenset({"PythonLexer", "CythonLexer"})
_NO, _JOINS, _CODE = 0, 1, 2
_HEAD = 4096
"""Characters in which a file may say that a program wrote it."""

_MADE = re.compile(r"\bcode generated\b[^\n]*\bdo not edit\b|@generated\b", re.IGNORECASE)


def prepare() -> None:
    """All lexers are loaded now: later no file can be opened."""
    for module, name in LEXERS:
        text = "/* x */ def x(): # x\n" if name != "VueLexer" else "<template>x</template><script>x</script>"
        list(_lexer(module, name).get_tokens_unprocessed(text))


@lru_cache(maxsize=len(LEXERS))
def _lexer(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"pygments.lexers.{module}"), name)()


@lru_cache(maxsize=512)
def whole(word: str) -> re.Pattern[str]:
    """Finds a word where it is whole: no letter, digit or underscore goes on at an end that is one itself. Where the
    word holds a hyphen or a slash, a hyphen goes on too: `settle-batch` is not in `settle-batch-2`."""
    more = r"[\w-]" if "-" in word or "/" in word else r"\w"
    before = f"(?<!{more})" if re.match(more, word[0]) else ""
    after = f"(?!{more})" if re.match(more, word[-1]) else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def search(name: str, text: str, lines: Iterable[int] | None, words: Iterable[str]) -> list[tuple[str, int]]:
    """The first place of each word in code, of those on these lines (one-based)."""
    lexer = lexer_of(name)
    wanted = [word for word in words if word in text]
    if lexer is None or not wanted or _MADE.search(text[:_HEAD]):
        return []
    asked = None if lines is None else frozenset(lines)
    marks = _marks(text, lexer)
    starts = [match.end() for match in re.finditer("\n", text)]
    places = {word: _first(word, text, marks, starts, asked) for word in wanted}
    return list(filter(itemgetter(1), places.items()))


def _first(word: str, text: str, marks: bytearray, starts: list[int], asked: frozenset[int] | None) -> int:
    """The first of the lines on which the word stands in code; 0 for none."""
    for match in whole(word).finditer(text):
        line = bisect_right(starts, match.start()) + 1
        if asked is None or line in asked:
            kinds = marks[match.start() : match.end()]
            if _NO not in kinds and _CODE in kinds:
                return line
    return 0


def _marks(text: str, lexer: tuple[str, str]) -> bytearray:
    """What each character is."""
    marks = bytearray(len(text))
    tokens = _lexer(*lexer).get_tokens_unprocessed(text)
    for index, kind, value in _without_docs(tokens) if lexer[1] in _PYTHON else tokens:
        mark = _CODE if lexer[1] in _SHELLS and kind is Text and value.strip() else _mark(kind)
        if mark and text.startswith(value, index):
            marks[index : index + len(value)] = bytes((mark,)) * len(value)
    return marks


@lru_cache(maxsize=1024)
def _mark(kind: Any) -> int:
    if kind in Comment:
        return _CODE if kind in Comment.Preproc or kind in Comment.PreprocFile else _NO
    if kind in String.Doc:
        return _NO
    if any(kind in joins for joins in (Keyword, Name.Builtin, Operator, Punctuation, Literal.Number)):
        return _JOINS
    return _CODE if kind in Name or kind in Literal else _NO


def _without_docs(tokens: Iterable[_Token]) -> Iterator[_Token]:
    """Python: a statement that is a string and nothing else says something to people, whatever its quotes; a string
    that begins a line within brackets does not."""
    depth, begins = 0, True
    said: list[_Token] = []
    for index, kind, value in tokens:
        if kind in String:
            token = (index, String, value)
            if begins or said:
                said.append(token)
            else:
                yield token
            begins = False
        elif kind in Text or kind in Comment:
            if "\n" in value and not value.startswith("\\") and depth == 0:
                said, begins = [], True
        else:
            yield from said
            said, begins = [], value == ";"
            depth = max(0, depth + (value in "([{") - (value in ")]}"))
            yield index, kind, value


def answer(question: bytes) -> bytes:
    """The answer to one file."""
    asked: dict[str, Any] = json.loads(question)
    lines = None if asked["lines"] is None else frozenset(asked["lines"])
    return json.dumps({"found": search(asked["name"], asked["text"], lines, asked["words"])}).encode()
