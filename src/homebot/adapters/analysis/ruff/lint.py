"""What ruff newly says of added lines, under the configuration of the merge base.

The head's files are looked at beside the base's configuration; where there is something to say, so are the base's own
versions, and what stood there already is not charged: a finding is known by its rule and the text of its line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from homebot.adapters.analysis.ruff.look import Looked, look
from homebot.adapters.analysis.ruff.ruff import SECONDS, Budget, Ruff, RuffFinding
from homebot.adapters.analysis.ruff.tree import Refused, is_safe, read_skeleton
from homebot.adapters.git.added import Additions
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import FileChange
from homebot.core.found import AnalysisError, Lint, LintFound

MAX_BYTES = 1024 * 1024
"""Of one file."""
MOST_BYTES = 64 * 1024 * 1024
"""Of all files of a change."""
MOST_FOUND = 1000
_MESSAGE_LENGTH = 300
_REGULAR = frozenset({"100644", "100755"})
_PYTHON = (".py", ".pyi")
_NOT_OURS = frozenset({"RUF100"})
"""Whether a `noqa` is of use: none is looked at, so all of them seem useless."""

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_LITERAL = re.compile(r"(?<![A-Za-z])([\"'])[^\"'`]{8,}(?:\1)?")
"""A string that a message quotes from the source: it may be what `secrets` keeps from everybody's eyes."""
_TOO_MUCH = "the change is too large to look at all of it"

_Sign = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Source:
    """A file: for each row as Python counts them its text and its line as git counts them; and the added lines."""

    content: bytes
    rows: tuple[bytes, ...]
    lines: tuple[int, ...]
    added: frozenset[int]

    def touched(self, one: RuffFinding) -> list[int]:
        """The added lines that a finding reaches over, the first to the last."""
        lines = self.lines[one.row - 1 : one.end_row]
        return [line for line in dict.fromkeys(lines) if line in self.added]

    def sign(self, one: RuffFinding) -> _Sign:
        """By what a finding is known when its line moves."""
        rows = self.rows[one.row - 1 : one.row]
        return one.code, rows[0].strip() if rows else b""


@dataclass(slots=True)
class _Sources:
    """The files of one side that are looked at, and why others are not."""

    files: dict[str, _Source] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of the files together."""
        return sum(len(source.content) for source in self.files.values())

    @property
    def contents(self) -> dict[str, bytes]:
        return {path: source.content for path, source in self.files.items()}


def find_lint(
    mirror: Mirror,
    merge_base: str,
    files: Sequence[FileChange],
    additions: Additions,
    ruff: Ruff,
    seconds: float = SECONDS,
    scratch: Path | None = None,
) -> Lint:
    """New findings on the added lines of Python files, generated ones excepted.

    ruff runs for at most `seconds`, and one more for each MiB; files it did not get to are errors. `scratch` is where
    it finds them, by default a place of the system's.

    Raises:
        MirrorCorrupt: when objects are missing.
    """
    heads = _heads(mirror, files, additions)
    budget = Budget(seconds + (heads.size >> 20))
    if not heads.files:
        return _lint([], heads.errors)
    try:
        skeleton = read_skeleton(mirror, merge_base, _paths(files))
        looked = look(ruff, skeleton, heads.contents, budget, scratch)
        if not any(heads.files[one.path].touched(one) for one in looked.findings):
            return _lint([], {**heads.errors, **looked.errors})
        bases = _bases(mirror, files)
        budget.left += bases.size >> 20
        before = look(ruff, skeleton, bases.contents, budget, scratch)
    except Refused as refused:
        return Lint(refused=str(refused))
    known = Counter(bases.files[one.path].sign(one) for one in before.findings)
    looked.errors |= _unknown(files, {**bases.errors, **before.errors}, before)
    return _lint(_new(looked, known, heads), {**heads.errors, **looked.errors})


def _unknown(files: Iterable[FileChange], errors: dict[str, str], before: Looked) -> dict[str, str]:
    """Files of which nobody knows what ruff said at the base. One that was no Python had nothing to say."""
    told = {one.path for one in before.findings}
    return {
        file.path: f"its version at the base was not looked at: {errors[old]}"
        for file in files
        if (old := file.old_path or file.path) in errors and old not in told and _gains(file)
    }


def _paths(files: Iterable[FileChange]) -> set[str]:
    both = (path for file in files for path in (file.path, file.old_path or file.path))
    return {path for path in both if path.endswith(_PYTHON)}


def _heads(mirror: Mirror, files: Sequence[FileChange], additions: Additions) -> _Sources:
    gaining = [file for file in files if _gains(file)]
    added = {file.path: frozenset(number for number, _ in file.lines) for file in additions.files}
    heads = _read(mirror, ((file.path, file.after, added.get(file.path, frozenset())) for file in gaining))
    for file in gaining:
        if file.path not in added and file.path in heads.files:
            left_out = file.path in additions.left_out
            heads.errors[file.path] = _TOO_MUCH if left_out else "git takes it for binary"
            del heads.files[file.path]
    return heads


def _bases(mirror: Mirror, files: Sequence[FileChange]) -> _Sources:
    sides = ((file.old_path or file.path, file.before) for file in files if file.mode_before in _REGULAR)
    return _read(mirror, ((path, oid, frozenset()) for path, oid in sides if path.endswith(_PYTHON)))


def _gains(file: FileChange) -> bool:
    """Whether it is Python that somebody added lines to."""
    is_python = file.path.endswith(_PYTHON) and file.mode_after in _REGULAR and file.after is not None
    return is_python and not file.generated and file.added != 0


def _read(mirror: Mirror, wanted: Iterable[tuple[str, str | None, frozenset[int]]]) -> _Sources:
    sources = _Sources()
    left = MOST_BYTES
    for path, oid, added in wanted:
        content = mirror.objects.read(oid, MAX_BYTES) if oid is not None else b""
        if isinstance(content, int):
            sources.errors[path] = f"it has {content:,} bytes; files up to {MAX_BYTES:,} are looked at"
        elif not is_safe(path):
            sources.errors[path] = "its name is too long, or no name of a file"
        elif len(content) > left:
            sources.errors[path] = _TOO_MUCH
        else:
            left -= len(content)
            rows = tuple(_NEWLINE.split(content))
            sources.files[path] = _Source(content, rows, tuple(_lines(content)), added)
    return sources


def _lines(content: bytes) -> Iterator[int]:
    """git's line of each row. A lone carriage return ends a row and not a line: else it would shift findings away."""
    line = 1
    yield line
    for newline in _NEWLINE.finditer(content):
        line += newline[0] != b"\r"
        yield line


def _new(looked: Looked, known: Counter[_Sign], heads: _Sources) -> list[LintFound]:
    """Findings that touch added lines, less as many as the base had and unchanged lines have not kept."""
    touching: list[tuple[RuffFinding, list[int], _Sign]] = []
    for one in looked.findings:
        if one.path not in looked.errors and one.code not in _NOT_OURS:
            source = heads.files[one.path]
            touching.append((one, source.touched(one), source.sign(one)))
    left = known - Counter(sign for _, lines, sign in touching if not lines)
    new: list[LintFound] = []
    for one, lines, sign in touching:
        if lines and left[sign] > 0:
            left[sign] -= 1
        elif lines:
            new.append(LintFound(one.path, lines[0], lines[-1], one.code, _message(one.message)))
    return sorted(new, key=lambda one: (one.path, one.line, one.code))


def _message(text: str) -> str:
    return _LITERAL.sub(r"\1…\1", " ".join(text.split()))[:_MESSAGE_LENGTH]


def _lint(found: list[LintFound], errors: dict[str, str]) -> Lint:
    rest = f"more than {MOST_FOUND:,} findings; the rest is not listed"
    whole = {**errors, **{one.path: rest for one in found[MOST_FOUND:]}}
    return Lint(tuple(found[:MOST_FOUND]), tuple(AnalysisError(path, why) for path, why in sorted(whole.items())))
