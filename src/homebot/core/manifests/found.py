"""What is found in a file while it is read, within limits; what is wrong in it with its place."""

import re
from collections.abc import Iterator

from homebot.core.manifests.bounds import ANY, Bound
from homebot.core.manifests.manifest import (
    MAX_DEPENDENCIES,
    MAX_PROBLEMS,
    Dependency,
    Manifest,
    Problem,
    Provided,
    Scope,
)
from homebot.core.nodes import Documents, Node, describe
from homebot.core.purl import purl
from homebot.core.wording import printable, quoted

MOST_PROVIDED = 1_000
MOST_LINES = 1_000_000
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+!~:/-]{0,199}")


class Found:
    """Collects what one file says. `kind` is the type of the packages it names (`npm`)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._dependencies: dict[Dependency, None] = {}
        self._provides: dict[Provided, None] = {}
        self._problems: list[Problem] = []
        self._cut = 0
        self._more = 0

    def needs(
        self,
        name: str,
        bound: Bound = ANY,
        scope: Scope = "runtime",
        direct: bool = True,
        line: int = 0,
        package: str | None = None,
    ) -> None:
        """A dependency by its name in the ecosystem, or as a `package` URL. What can be no name or no version is a
        problem at its line."""
        package = package or purl(self.kind, name)
        if package is None:
            self.problem(f"{quoted(name)} is no name of a package", line)
            return
        version = self.version(bound.version, line)
        at_least = version or (self.version(bound.at_least, line) if not bound.version else "")
        one = Dependency(package, version, at_least, scope, direct, line)
        if one in self._dependencies or len(self._dependencies) < MAX_DEPENDENCIES:
            self._dependencies[one] = None
        else:
            self._cut += 1

    def is_(self, name: str, version: str = "", line: int = 0, package: str | None = None) -> None:
        """A package that the file says its folder is, by its name or as a `package` URL."""
        package = package or purl(self.kind, name)
        if package is None:
            self.problem(f"{quoted(name)} is no name of a package", line)
        elif len(self._provides) < MOST_PROVIDED:
            self._provides[Provided(package, self.version(version, line), line)] = None

    def names_itself(self, name: str) -> bool:
        """Whether the name is of a package that the file said its folder is."""
        package = purl(self.kind, name)
        return any(provided.package == package for provided in self._provides)

    def version(self, text: str, line: int) -> str:
        """`text` where it can be a version, else nothing and a problem."""
        if not text or _VERSION.fullmatch(text):
            return text
        self.problem(f"{quoted(text)} is no version", line)
        return ""

    def problem(self, text: str, line: int = 0, column: int = 0) -> None:
        """Something wrong, and where."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(Problem(printable(text, 300), line, column))
        else:
            self._more += 1

    def take(self, problem: Problem) -> Manifest:
        """The answer where the file cannot be read on."""
        self.problem(problem.text, problem.line, problem.column)
        return self.manifest()

    def lines(self, text: str) -> Iterator[tuple[int, str]]:
        """The lines of a file by their numbers, without their ends; of endless ones the first."""
        start = 0
        for number in range(1, MOST_LINES + 1):
            end = text.find("\n", start)
            if end < 0:
                yield number, text[start:].removesuffix("\r")
                return
            yield number, text[start:end].removesuffix("\r")
            start = end + 1
        self.problem(f"it has more than {MOST_LINES} lines; those from here on are not read", MOST_LINES + 1)

    def root(self, documents: Documents) -> Node | None:
        """The mapping that a YAML file is, its first document; what is wrong in it is noted."""
        for fault in documents.faults:
            self.problem(fault.message, fault.place.line, fault.place.column)
        if not documents.roots:
            return None
        return documents.roots[0] if self.expect(documents.roots[0], "mapping", "the file") else None

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[str, Node, Node]]:
        """Key, its node and the value of a mapping, the last of each key. No mapping is a problem, nothing is none."""
        if node is None or not self.expect(node, "mapping", what):
            return
        last: dict[str, tuple[Node, Node]] = {}
        for key, value in node.pairs:
            if key.text in last:
                self.problem(
                    f"{quoted(key.text)} is there twice; the last one counts", key.place.line, key.place.column
                )
            last[key.text] = (key, value)
        for name, (key, value) in last.items():
            yield name, key, value

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list. What is no list is a problem; nothing is not."""
        return node.items if node is not None and self.expect(node, "list", what) else ()

    def mappings(self, node: Node | None, what: str) -> list[Node]:
        """The items of a list that has to be of mappings."""
        return [item for item in self.items(node, what) if self.expect(item, "mapping", what)]

    def text(self, node: Node | None, what: str) -> str:
        """A scalar as written; what is none is a problem, nothing is not."""
        if node is None or node.kind == "nothing":
            return ""
        if not node.is_scalar:
            self.problem(f"{what}: expected text, found {describe(node)}", node.place.line, node.place.column)
            return ""
        return node.text

    def expect(self, node: Node, kind: str, what: str) -> bool:
        """Whether the node is of that kind; another one is a problem, unless it is nothing."""
        if node.kind not in (kind, "nothing"):
            expected = kind if kind == "text" else f"a {kind}"
            self.problem(f"{what}: expected {expected}, found {describe(node)}", node.place.line, node.place.column)
        return node.kind == kind

    def manifest(self) -> Manifest:
        """All of it. A file that depends on what it is itself says so, and does not count there."""
        own = {provided.package for provided in self._provides}
        itself = [one for one in self._dependencies if one.package in own and one.direct]
        for one in itself:
            self.problem(f"{one.package} depends on itself", one.line)
        if self._cut:
            text = f"{self._cut} dependencies more than {MAX_DEPENDENCIES}; they do not count"
            self._problems.append(Problem(text, list(self._dependencies)[-1].line))
        if self._more:
            self._problems.append(Problem(f"and {self._more} more problems in this file"))
        kept = tuple(one for one in self._dependencies if one.package not in own)
        return Manifest(kept, tuple(self._provides), tuple(self._problems))


def is_true(node: Node, key: str) -> bool:
    """Whether a mapping has a flag, and it is set."""
    value = node.get(key)
    return value is not None and value.text == "true"


def text_of(data: bytes) -> str | Problem:
    """The text of a file in UTF-8, with or without a byte order mark, or where it stops being that."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return Problem(f"the byte 0x{data[error.start]:02x} is not UTF-8", line, column)
