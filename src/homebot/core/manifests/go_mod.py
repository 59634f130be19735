"""`go.mod`: the module itself and what it requires. Go takes the lowest version that everybody admits, and since Go
1.17 the file lists them all, so a required version is the resolved one. Of a replaced module the replacement counts;
one that is replaced by a folder has no version.

Source: the Go Modules Reference, "go.mod files".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.manifest import Manifest, Problem
from homebot.core.wording import quoted

FILES = ("go.mod",)
KIND = "manifest"
MOST_WORDS = 8

_VERBS = frozenset(
    {"module", "go", "toolchain", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"}
)

_SHAPES: dict[str, Callable[[tuple[str, ...]], bool]] = {
    "module": lambda words: len(words) == 1,
    "require": lambda words: len(words) == 2,
    "replace": lambda words: "=>" in words[1:3] and words[-1] != "=>",
}
_INDIRECT = re.compile(r"\s*indirect\s*(?:;|$)")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    verb: str
    words: tuple[str, ...]
    comment: str

    @property
    def fits(self) -> bool:
        """Whether it has the words that its verb needs."""
        return self.verb not in _SHAPES or _SHAPES[self.verb](self.words)


@dataclass(slots=True)
class _Replaced:
    """By module and version ("" for all): the module and version that are taken."""

    by: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def of(self, name: str, version: str) -> tuple[str, str]:
        to = self.by.get((name, version)) or self.by.get((name, ""))
        if to is None:
            return name, version
        # A folder is the module itself, in no version that anybody knows.
        return (name, "") if to[0].startswith((".", "/")) or to[0][1:3] == ":\\" else to


def read(path: str, data: bytes) -> Manifest:
    """The module, and the modules it requires."""
    found = Found("golang")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    required: list[_Line] = []
    replaced = _Replaced()
    for line in _statements(text, found):
        if not line.fits:
            found.problem(f"{quoted(' '.join(line.words))} is no {line.verb} line", line.number)
        elif line.verb == "module":
            found.is_(line.words[0], line=line.number)
        elif line.verb == "replace":
            _replace(line, replaced)
        elif line.verb == "require":
            required.append(line)
    for line in required:
        name, version = replaced.of(line.words[0], line.words[1])
        found.needs(name, Bound(version), direct=not _INDIRECT.match(line.comment), line=line.number)
    return found.manifest()


def _replace(line: _Line, replaced: _Replaced) -> None:
    arrow = line.words.index("=>")
    old, new = line.words[:arrow], line.words[arrow + 1 :]
    replaced.by[old[0], old[1] if arrow == 2 else ""] = (new[0], new[1] if len(new) > 1 else "")


def _statements(text: str, found: Found) -> Iterator[_Line]:
    block = ""
    for number, line in found.lines(text):
        code, _, comment = line.partition("//")
        words = [word.strip('"`') for word in re.split(r"[ \t]+", code.strip())[:MOST_WORDS] if word]
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
                continue
            yield _Line(number, block, tuple(words), comment)
        elif words[0] not in _VERBS:
            found.problem(f"{quoted(words[0])} begins no line of a go.mod", number)
        elif words[1:] == ["("]:
            block = words[0]
        else:
            yield _Line(number, words[0], tuple(words[1:]), comment)
