"""YAML from text to nodes, one document or several, with limits: only what the parser saw is kept, nothing constructed.

The tree is built from parser events without recursion, so that depth costs no stack, and every limit is checked while
reading: a bomb is refused before it unfolds.
"""

import re
from dataclasses import dataclass, field
from typing import Literal, NoReturn, Protocol

import yaml

from homebot.adapters.config.problems import Problem
from homebot.core.directory import Place
from homebot.core.nodes import Documents, Node, scalar
from homebot.core.ownership import Fault
from homebot.core.wording import printable, quoted

MOST_BYTES = 1 << 20
MOST_NODES = 200_000
MOST_DEPTH = 32
MOST_DOCUMENTS = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes, nodes with aliases written out, and levels. With `fast` libyaml reads it, which
    takes a fraction of the time and says less of what is wrong."""

    size: int = MOST_BYTES
    nodes: int = MOST_NODES
    depth: int = MOST_DEPTH
    fast: bool = False


COMMON = Limits()

# SPEC 3 writes `bots: [dependabot[bot]]`. In a flow list YAML takes that bracket for a list, so a login's `[bot]`
# travels through the parser as characters of the same length (places stay true) that no keyboard makes.
_BOT = re.compile(r"(?<=[A-Za-z0-9])\[bot\]")
_BOT_INSIDE = "\ue000bot\ue001"


class _Mark(Protocol):
    """A place as the parser gives it, counted from nought."""

    line: int
    column: int


class _Refused(Exception):
    """Ends the reading of a document with the problem that is its argument."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    kind: Literal["list", "mapping"]
    place: Place
    anchor: str | None
    children: list[Node] = field(default_factory=list)

    def close(self) -> Node:
        weight = 1 + sum(child.weight for child in self.children)
        depth = 1 + max((child.depth for child in self.children), default=0)
        if self.kind == "list":
            return Node("list", self.place, items=tuple(self.children), weight=weight, depth=depth)
        pairs = tuple(zip(self.children[::2], self.children[1::2], strict=True))
        return Node("mapping", self.place, pairs=pairs, weight=weight, depth=depth)


class _Builder:
    """Builds the trees of a file's documents from the parser's events, `most` of them."""

    def __init__(self, file: str, most: int, limits: Limits = COMMON) -> None:
        self.file = file
        self.most = most
        self.limits = limits
        self.roots: list[Node] = []
        self.documents = 0
        self.nodes = 0
        self.open: list[_Open] = []
        self.anchors: dict[str, Node] = {}

    def take(self, event: yaml.Event) -> None:
        place = _place(self.file, event.start_mark)
        match event:
            case yaml.DocumentStartEvent():
                self.begin(place)
            case yaml.AliasEvent():
                self.add(self.aliased(event.anchor or "", place), None)
            case yaml.ScalarEvent():
                self.refuse_tag(event.tag, place)
                self.add(self.scalar(event, place), event.anchor)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.refuse_tag(event.tag, place)
                if len(self.open) >= self.limits.depth:
                    self.refuse_depth(place)
                kind: Literal["list", "mapping"] = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
                self.open.append(_Open(kind, place, event.anchor))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                closed = self.open.pop()
                self.add(closed.close(), closed.anchor)

    def begin(self, place: Place) -> None:
        self.documents += 1
        self.anchors = {}
        if self.documents <= self.most:
            return
        if self.most == 1:
            self.refuse(place, "a second document begins here", "keep one document in a file, remove the ---")
        self.refuse(place, f"more than {self.most} documents; the first {self.most} are used", "split the file")

    def add(self, node: Node, anchor: str | None) -> None:
        self.nodes += 1
        if max(self.nodes, node.weight) > self.limits.nodes:
            message = f"more than {self.limits.nodes} values"
            self.refuse(node.place, message, "an alias counts with all it stands for")
        if len(self.open) + node.depth > self.limits.depth + 1:
            self.refuse_depth(node.place)
        if anchor is not None:
            self.anchors[anchor] = node
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.roots.append(node)

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> Node:
        text = event.value.replace(_BOT_INSIDE, "[bot]")
        if any("\ud800" <= mark <= "\udfff" for mark in text):
            self.refuse(place, "an escape that is half a character", "write the character itself")
        return scalar(text, plain=not event.style, place=place)

    def aliased(self, anchor: str, place: Place) -> Node:
        if anchor not in self.anchors:
            self.refuse(place, f"the alias {quoted('*' + anchor)} has no anchor before it", f"write &{anchor} first")
        return self.anchors[anchor]

    def refuse_tag(self, tag: str | None, place: Place) -> None:
        if tag is not None:
            self.refuse(place, f"the tag {quoted(tag)} is not allowed", "write the value without a tag")

    def refuse_depth(self, place: Place) -> NoReturn:
        self.refuse(place, f"nested more than {self.limits.depth} levels deep", "nothing here needs so many")

    def refuse(self, place: Place, message: str, hint: str) -> NoReturn:
        raise _Refused(Problem(place, message, hint))


def parse(file: str, text: str) -> Node | Problem:
    """The root of the one document in `text`, or why it cannot be read. `file` is its name in places."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return Problem(Place(file, 1), "the file is over 1 MiB", "split the company, or remove what is not catalogue")
    builder = _Builder(file, 1)
    if problem := _built(builder, text):
        return problem
    if not builder.roots or builder.roots[0].kind == "nothing":
        return Problem(Place(file, 1), "the file is empty", 'begin it with "version: 1"')
    return builder.roots[0]


def documents(file: str, content: bytes, limits: Limits = COMMON) -> Documents:
    """Every document of a file, `file` being its name in places. Where it cannot be read on, the documents before that
    are kept, and a fault says so."""
    text = decode(file, content, limits.size)
    if isinstance(text, Problem):
        return Documents(file, (), (_fault(text),))
    builder = _Builder(file, MOST_DOCUMENTS, limits)
    problem = _built(builder, text.removeprefix("\ufeff"))
    faults = (_fault(problem),) if problem else ()
    return Documents(file, tuple(root for root in builder.roots if root.kind != "nothing"), faults)


def _fault(problem: Problem) -> Fault:
    return Fault(problem.place, problem.message, problem.hint, broken=True)


def _built(builder: _Builder, text: str) -> Problem | None:
    """Has the builder take the whole text; why it could not, or `None`."""
    in_c = builder.limits.fast and yaml.__with_libyaml__
    try:
        for event in yaml.parse(_BOT.sub(_BOT_INSIDE, text), Loader=yaml.CSafeLoader if in_c else yaml.SafeLoader):
            builder.take(event)
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as error:
        return _syntax_problem(builder.file, error)
    except yaml.reader.ReaderError as error:
        return _character_problem(builder.file, text, _characters(text, error.position) if in_c else error.position)
    except (ValueError, OverflowError) as error:
        # PyYAML lets chr() and int() fail on "\UFFFFFFFF" and on endless numbers in directives.
        return Problem(Place(builder.file, 1), f"not YAML: {printable(str(error))}", "look for an impossible escape")
    return None


def decode(file: str, content: bytes, most: int = MOST_BYTES) -> str | Problem:
    """The text of a file in UTF-8, or where it stops being that."""
    if len(content) > most:
        message = f"the file is over {most >> 20} MiB"
        return Problem(Place(file, 1), message, "split the company, or remove what is not catalogue")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        return Problem(place, f"the byte 0x{content[error.start]:02x} is not UTF-8", "save the file as UTF-8")


def _place(file: str, mark: _Mark | None) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    place = _place(file, error.problem_mark or error.context_mark)
    message = f"not YAML: {printable(error.problem or 'cannot be read').replace(_BOT_INSIDE, '[bot]')}"
    if "'\\t'" in message:
        return Problem(place, message, "indent with spaces, never with tabs")
    if error.context and error.context_mark:
        return Problem(place, message, f"{error.context} that begins on line {error.context_mark.line + 1}")
    return Problem(place, message, "put text that holds a colon or begins with a sign in quotes")


def _characters(text: str, position: int) -> int:
    """How many characters of the text stand before a position that libyaml counted in bytes of what it was given."""
    return len(_BOT.sub(_BOT_INSIDE, text).encode()[:position].decode("utf-8", "ignore"))


def _character_problem(file: str, text: str, position: int) -> Problem:
    before = text[:position]
    place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(place, f"a character that YAML does not allow, U+{ord(text[position]):04X}", "remove it")
