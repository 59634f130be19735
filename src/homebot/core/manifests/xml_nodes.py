"""XML as nodes with places, as YAML is read: an element is a mapping of its children by their names without namespace,
attributes by `@name`, or text where it has neither. It is read as a stream; a document type is refused whole, so that
there are no entities, and nothing that it points to is ever looked for."""

from dataclasses import dataclass, field
from xml.parsers import expat

from homebot.core.directory import Place
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Node

MOST_DEPTH = 100
MOST_NODES = 2_000_000
MOST_TEXT = 100_000
"""Characters of one element's text."""


@dataclass(slots=True)
class _Open:
    place: Place
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    size: int = 0

    def close(self) -> Node:
        text = "".join(self.text).strip()
        if self.pairs:
            return Node("mapping", self.place, text, pairs=tuple(self.pairs))
        return Node("text" if text else "nothing", self.place, text)


class _Refused(Exception):
    """Ends the reading with a problem."""


def read(data: bytes) -> tuple[str, Node] | Problem:
    """The name of the root and the root."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except _Refused as refused:
        return Problem(str(refused), reader.parser.CurrentLineNumber, reader.parser.CurrentColumnNumber + 1)
    except expat.ExpatError as error:
        return Problem(f"it is not XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1)
    except (LookupError, ValueError, ImportError, OSError):
        # Python would load an encoding from a file, and where this runs there are none.
        return Problem("it has an encoding that is not read here; write UTF-8", 1)
    return reader.name, reader.root


class _Reader:
    """Builds the tree from the parser's events."""

    def __init__(self) -> None:
        self.name = ""
        self.root = Node("nothing", Place("", 1))
        self._open: list[_Open] = []
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        raise _Refused("it declares a document type, which is not taken; remove <!DOCTYPE>")

    def _place(self) -> Place:
        return Place("", self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if self._count > MOST_NODES:
            raise _Refused(f"it has more than {MOST_NODES} elements and attributes")
        if len(self._open) >= MOST_DEPTH:
            raise _Refused(f"it is nested more than {MOST_DEPTH} levels deep")
        place = self._place()
        one = _Open(place)
        for key, value in attributes.items():
            one.pairs.append((Node("text", place, f"@{_local(key)}"), Node("text", place, value)))
        self._open.append(one)

    def _text(self, text: str) -> None:
        one = self._open[-1]
        one.size += len(text)
        if one.size > MOST_TEXT:
            raise _Refused(f"an element has more than {MOST_TEXT} characters of text")
        one.text.append(text)

    def _end(self, name: str) -> None:
        closed = self._open.pop()
        node = closed.close()
        if self._open:
            self._open[-1].pairs.append((Node("text", closed.place, _local(name)), node))
        else:
            self.name, self.root = _local(name), node


def _local(name: str) -> str:
    return name.rpartition(":")[2]
