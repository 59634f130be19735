"""pip's requirements files, line by line. Nothing a line points to (`-r`, `-c`, `-e`, addresses, paths) is followed.

A file named for development or tests (`requirements-dev.txt`) is of that scope. What pip-compile or uv notes as needed
`# via` other packages only is not direct.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.manifests.pep508 import requirement
from homebot.core.wording import quoted

FILES = ("requirements*.txt", "requirements/*.txt")
KIND = "manifest"
MAX_LINE = 64 * 1024
"""Characters of a requirement with its continuations."""

_COMMENT = re.compile(r"(?:^|\s)#.*")
_DEVELOPMENT = re.compile(
    r"(?:^|[-_.])(?:dev|devel|develop|development|tests?|testing|lint|docs?|ci|typing)(?:[-_.]|$)", re.IGNORECASE
)
_NO_NAME = re.compile(r"-|\.{0,2}[/\\]|[^\s#]{0,500}(?:://|/|\\|\.whl\b|\.zip\b|\.tar\.)|[A-Za-z]:[/\\]|\.+$|\.\[")
"""How an option, a path or an address begins."""

MOST_NOTES = 1_000
"""Lines of comment below a requirement that are looked at."""


@dataclass(slots=True)
class _Line:
    """A requirement, where it begins, and the comments at its end and below it."""

    number: int
    text: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def direct(self) -> bool:
        """Whether no note says `via`, or one of those who need it is a file (`-r base.in`, `acme (pyproject.toml)`)."""
        words = " ".join(note.strip("# \t") for note in self.notes)
        _, via, who = words.partition("via")
        return not via or not who.strip() or "-r " in who or "(" in who


def read(path: str, data: bytes) -> Manifest:
    """The packages the file requires by name."""
    found = Found("pypi")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    scope: Scope = "development" if _DEVELOPMENT.search(path.rpartition("/")[2].removesuffix(".txt")) else "runtime"
    for line in _logical(found.lines(text), found):
        if not line.text or _NO_NAME.match(line.text):
            continue
        named = requirement(line.text)
        if named is None:
            found.problem(f"{quoted(line.text)} is no requirement", line.number)
        else:
            found.needs(named[0], named[1], scope, line.direct, line.number)
    return found.manifest()


def _logical(lines: Iterator[tuple[int, str]], found: Found) -> Iterator[_Line]:
    """Continuations joined, comments taken off, as pip does it; a comment belongs to the requirement above it."""
    last = _Line(0)
    parts: list[str] = []
    start, size = 0, 0
    for number, line in lines:
        start = start if parts else number
        is_comment = line.lstrip().startswith("#")
        if is_comment and not parts:
            if len(last.notes) < MOST_NOTES:
                last.notes.append(line)
            continue
        size += len(line)
        if size <= MAX_LINE:
            # A comment line ends a continuation, and is no part of it.
            parts.append("" if is_comment else line.removesuffix("\\"))
        if line.endswith("\\") and not is_comment:
            continue
        yield last
        last = _ended(start, parts, size, found)
        parts, size = [], 0
    yield last
    yield _ended(start, parts, size, found)


def _ended(start: int, parts: list[str], size: int, found: Found) -> _Line:
    if size > MAX_LINE:
        found.problem(f"a requirement of {size} characters is not read; at most {MAX_LINE} are", start)
        return _Line(start)
    text = "".join(parts)
    comment = _COMMENT.search(text)
    if comment is None:
        return _Line(start, text.strip())
    return _Line(start, text[: comment.start()].strip(), [comment[0].strip()])
