"""A `Dockerfile`'s base images. What the last stage is built on is there at run time; other stages' images, and those
that files are copied from, only build. A stage's own name and `scratch` are no image.

An image's version is its tag, else its digest. `ARG` counts with the default that it has before the first `FROM`; an
image that only the build's caller can name is a problem. Source: "Dockerfile reference".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found, text_of
from homebot.core.manifests.images import image
from homebot.core.manifests.manifest import Manifest, Problem, Scope
from homebot.core.wording import quoted

FILES = ("Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile")
KIND = "manifest"
MAX_LINE = 16 * 1024

_FROM = re.compile(r"FROM\s+(?:--\S{1,200}\s+)*(\S{1,1000})(?:\s+AS\s+(\S{1,200}))?\s*", re.IGNORECASE)
_ARG = re.compile(r"ARG\s+(\w{1,200})(?:=(.{0,1000}))?", re.IGNORECASE)
_COPY = re.compile(r"(?:COPY|ADD)\s(?:.{0,1000}\s)?--from=(\S{1,1000})\s", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{(\w{1,200})(?::?([-+])([^}]{0,500}))?\}|(\w{1,200}))")
_DIRECTIVE = re.compile(r"#\s*(syntax|escape|check)\s*=\s*(\S{1,200})", re.IGNORECASE)


@dataclass(slots=True)
class _Stages:
    """The stages so far: the image or the stage that each is built on (`below`: by number, an earlier one)."""

    arguments: dict[str, str] = field(default_factory=dict)
    bases: list[tuple[int, str]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    below: dict[int, int] = field(default_factory=dict)
    copied: list[tuple[int, str]] = field(default_factory=list)

    def begin(self, line: int, base: str, name: str) -> None:
        """A stage on an image, or on an earlier stage."""
        if (below := self.numbers.get(base.lower())) is not None:
            self.below[len(self.bases)] = below
        self.bases.append((line, base))
        self.numbers |= {name.lower(): len(self.bases) - 1} if name else {}

    def images(self) -> Iterator[tuple[int, str, Scope]]:
        """Line, name and scope of each image: at run time is the one that the last stage is built on in the end."""
        last = len(self.bases) - 1
        while last in self.below:
            last = self.below[last]
        for number, (line, name) in enumerate(self.bases):
            if number not in self.below:
                yield line, name, "runtime" if number == last else "build"
        for line, name in self.copied:
            if name.lower() not in self.numbers and not name.isdigit():
                yield line, name, "build"


def read(path: str, data: bytes) -> Manifest:
    """The images."""
    found = Found("docker")
    text = text_of(data)
    if isinstance(text, Problem):
        return found.take(text)
    stages = _Stages()
    for number, line in _instructions(text, found):
        _take(line, number, stages, found)
    if not stages.bases and text.strip():
        found.problem("it has no FROM", 1)
    for line_number, name, scope in stages.images():
        _needs(name, scope, line_number, found)
    return found.manifest()


def _take(line: str, number: int, stages: _Stages, found: Found) -> None:
    if (stage := _FROM.fullmatch(line)) is not None:
        stages.begin(number, _written_out(stage[1], stages.arguments), stage[2] or "")
    elif (argument := _ARG.fullmatch(line)) is not None:
        value = _written_out((argument[2] or "").strip().strip("\"'"), stages.arguments)
        stages.arguments |= {argument[1]: value} if not stages.bases else {}
    elif (copied := _COPY.match(line)) is not None:
        stages.copied.append((number, copied[1]))
    elif line[:5].upper() == "FROM ":
        found.problem(f"{quoted(line)} names no image", number)


def _needs(name: str, scope: Scope, line: int, found: Found) -> None:
    if name == "scratch":
        return
    if "$" in name or not name:
        found.problem(f"the image {quoted(name)} is named by an argument without a default", line)
        return
    path, version = image(name)
    found.needs(path, Bound(version), scope, line=line)


def _written_out(text: str, arguments: dict[str, str]) -> str:
    """`$A`, `${A}`, `${A:-default}` and `${A:+if-set}`; what is not known stays."""

    def value(match: re.Match[str]) -> str:
        known = arguments.get(match[1] or match[4], "")
        if match[2] == "+":
            return str(match[3]) if known else ""
        return known or match[3] or match[0]

    return _VARIABLE.sub(value, text)[:1_000]


def _instructions(text: str, found: Found) -> Iterator[tuple[int, str]]:
    """Instructions with the number of their first line; comments and continuations as Docker has it."""
    escape = _escape(text)
    start, size = 0, 0
    parts: list[str] = []
    for number, line in found.lines(text):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        start = start if parts else number
        size += len(stripped)
        parts.append(stripped.removesuffix(escape).strip() if size <= MAX_LINE else "")
        if not stripped.endswith(escape):
            yield start, " ".join(filter(None, parts))
            parts, size = [], 0
    yield start, " ".join(filter(None, parts))


def _escape(text: str) -> str:
    """What continues a line: a backslash, unless a directive at the beginning says a backtick."""
    for line in text[:1_000].split("\n"):
        directive = _DIRECTIVE.fullmatch(line.strip())
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return "`" if directive[2] == "`" else "\\"
    return "\\"
