"""TOML as nodes with places, as YAML is read: `tomllib` says whether it is TOML and where not, and knows no places
itself; what it accepted is read again here, for the places."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.directory import Place
from homebot.core.manifests.found import text_of
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Node, scalar

MAX_LINE = 8 * 1024
"""Bytes. tomllib takes quadratic time over the parts of one dotted key (7 s for one line of 200 KB); a key ends with
its line."""
MOST_DEPTH = 50

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
# Groups are not repeated possessively: before Python 3.11.5 that loses matches (python/cpython 106052).
_TOKEN = re.compile(
    r'(?P<text>"""(?:[^"\\]++|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']++|\'(?!\'\'))*\'{3,5}'
    r'|"(?:[^"\\\n]++|\\.)*"|\'[^\'\n]*+\')'
    r"|(?P<comment>#[^\n]*)|(?P<mark>\n|\[|\]|\{|\}|,|=|\.)|(?P<bare>[^\s#\[\]{},=.\"']+)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Table:
    """A table, or with `rows` an array of tables, that more may be written into."""

    place: Place
    rows: bool = False
    members: "dict[str, tuple[Node, _Table | Node]]" = field(default_factory=dict)
    items: "list[_Table]" = field(default_factory=list)

    def node(self) -> Node:
        """What it has become; as deep as its headers have dots, which `read` limits."""
        if self.rows:
            return Node("list", self.place, items=tuple(item.node() for item in self.items))
        pairs = ((key, value if isinstance(value, Node) else value.node()) for key, value in self.members.values())
        return Node("mapping", self.place, pairs=tuple(pairs))

    def inner(self, key: Node) -> "_Table":
        """The table of that name, the last one of an array; made where there is none."""
        table = self.items[-1] if self.rows and self.items else self
        _, value = table.members.setdefault(key.text, (key, _Table(key.place)))
        # tomllib has refused what would write into a value.
        return value if isinstance(value, _Table) else table


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: Place


def read(data: bytes) -> Node | Problem:
    """The document as one mapping."""
    for number, written in enumerate(data.split(b"\n"), 1):
        if len(written) > MAX_LINE:
            return Problem(f"a line of {len(written)} bytes; at most {MAX_LINE} are read", number)
    text = text_of(data)
    if isinstance(text, Problem):
        return text
    text = text.replace("\r\n", "\n")
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, 0)
        return Problem(f"it is not TOML: {_AT.sub('', str(error)).strip()}", line, column)
    except RecursionError:
        return Problem("it is nested too deeply", 1)
    except ValueError as error:
        # tomllib lets Python's own limits (a number of 5,000 digits, a date in month 13) through.
        return Problem(f"it holds a value that cannot be read: {error}", 1)
    return _Reader(text).document()


def _tokens(text: str) -> Iterator[_Token]:
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield _Token(kind, match[0], Place("", line, match.start() - start + 1))
        if breaks := match[0].count("\n"):
            line, start = line + breaks, match.start() + match[0].rfind("\n") + 1
    yield _Token("end", "", Place("", line))


class _Reader:
    """Reads what is known to be TOML: statements of keys and values, one after the other."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._now = next(self._tokens)
        self._root = _Table(Place("", 1))
        self._depth = 0

    def document(self) -> Node | Problem:
        """All statements."""
        table = self._root
        while self._now.kind != "end":
            if self._now.text == "\n":
                self._next()
            elif self._now.text == "[" and self._now.kind == "mark":
                table = self._header()
            else:
                self._statement(table)
            if self._depth > MOST_DEPTH:
                return Problem(f"it is nested more than {MOST_DEPTH} levels deep", self._now.place.line)
        return self._root.node()

    def _next(self) -> _Token:
        token = self._now
        if token.kind != "end":
            self._now = next(self._tokens)
        return token

    def _take(self, mark: str) -> bool:
        taken = self._now.kind == "mark" and self._now.text == mark
        if taken:
            self._next()
        return taken

    def _skip_lines(self) -> None:
        while self._take("\n"):
            pass

    def _key(self) -> list[Node]:
        parts = [self._scalar()]
        while self._take("."):
            parts.append(self._scalar())
        self._depth = max(self._depth, len(parts))
        return parts

    def _header(self) -> _Table:
        """`[a.b]` or `[[a.b]]`: the table that the statements below it write into."""
        place = self._next().place
        rows = self._take("[")
        *outer, last = self._key()
        self._take("]")
        if rows:
            self._take("]")
        table = self._root
        for key in outer:
            table = table.inner(key)
        table = table.inner(last)
        if rows:
            table.rows = True
            table.items.append(_Table(place))
        return table.items[-1] if table.rows else table

    def _statement(self, table: _Table) -> None:
        *outer, last = self._key()
        self._take("=")
        for key in outer:
            table = table.inner(key)
        table.members[last.text] = (last, self._value(0))

    def _value(self, depth: int) -> Node:
        self._depth = max(self._depth, depth)
        place = self._now.place
        if depth <= MOST_DEPTH and self._take("["):
            return self._array(place, depth)
        if depth <= MOST_DEPTH and self._take("{"):
            return self._inline(place, depth)
        if self._now.kind != "bare":
            return self._scalar()
        text = self._next().text
        # A number with a dot, or a date with a space, has several tokens.
        while self._now.kind == "bare" or (self._now.kind == "mark" and self._now.text == "."):
            text += self._next().text
        return scalar(text, plain=True, place=place)

    def _array(self, place: Place, depth: int) -> Node:
        items: list[Node] = []
        self._skip_lines()
        while not self._take("]") and self._now.kind != "end":
            items.append(self._value(depth + 1))
            self._skip_lines()
            self._take(",")
            self._skip_lines()
        return Node("list", place, items=tuple(items))

    def _inline(self, place: Place, depth: int) -> Node:
        table = _Table(place)
        self._skip_lines()
        while not self._take("}") and self._now.kind != "end":
            *outer, last = self._key()
            self._take("=")
            into = table
            for key in outer:
                into = into.inner(key)
            into.members[last.text] = (last, self._value(depth + 1))
            self._skip_lines()
            self._take(",")
            self._skip_lines()
        return table.node()

    def _scalar(self) -> Node:
        """A key's part, or a string."""
        token = self._next()
        if token.kind == "text":
            return Node("text", token.place, _string(token.text))
        return Node("text", token.place, token.text)


def _string(written: str) -> str:
    """The value of a string in quotes, by tomllib where it is not plain."""
    if "\\" in written or written.startswith(('"""', "'''")):
        return str(tomllib.loads(f"a={written}")["a"])
    return written[1:-1]
