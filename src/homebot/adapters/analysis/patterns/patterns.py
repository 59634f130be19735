"""Where declared expressions match what a change adds: its lines, or the names of the files it brings in."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.git.added import Additions
from homebot.core.facts import FileChange
from homebot.core.found import MatchedIn, Matches
from homebot.core.standards.pattern import Options, Rule, concerns

BUDGET_SECONDS = 60.0
"""For one change; files that are not reached in this time are errors."""
BATCH_CHARACTERS = 2 << 20
MOST_FILES = 1000
MOST_ERRORS = 100
MOST_IN_FILE = 20
MOST_PLACES = 2000
"""Of one expression. Beyond, a file is told of by its first line alone."""

_Lines = Sequence[tuple[int, str]]
_Found = tuple[list[int], int]


@dataclass(frozen=True, slots=True)
class _Task:
    """A file, the expressions that are looked for in it, and its lines or why there are none."""

    path: str
    patterns: tuple[str, ...]
    lines: _Lines | str


class _Answer(msgspec.Struct):
    files: list[list[_Found]] = []
    error: str | None = None


@dataclass
class _Gathering:
    """What is known so far of one expression."""

    places: list[tuple[str, int]] = field(default_factory=list)
    files: int = 0
    more: int = 0
    cut: bool = False
    errors: list[tuple[str, str]] = field(default_factory=list)

    def take(self, path: str, found: _Found | str) -> None:
        """The lines of one file that match, or why nobody knows."""
        if isinstance(found, str):
            self.cut = self.cut or len(self.errors) == MOST_ERRORS
            self.errors += [(path, found)] if len(self.errors) < MOST_ERRORS else []
            return
        numbers, more = found
        self.files += bool(numbers)
        if self.files > MOST_FILES:
            self.cut = True
            return
        kept = numbers if len(self.places) < MOST_PLACES else numbers[:1]
        self.places += [(path, number) for number in kept]
        self.more += more + len(numbers) - len(kept)


def find_matches(
    files: Sequence[FileChange],
    settings: Sequence[Options],
    additions: Callable[[], Additions],
    children: Children,
    budget_seconds: float = BUDGET_SECONDS,
) -> tuple[Matches, ...]:
    """Each expression of the settings with its matches in the files that one of its rules covers. `additions` reads
    the added lines; it is called when some rule wants to know them."""
    rules = tuple(dict.fromkeys(rule for options in settings for rule in options.rules))
    deadline = time.monotonic() + budget_seconds
    named = [_Task(path, patterns, [(0, path)]) for path, patterns in _tasks(rules, "names", files)]
    lines = _tasks(rules, "lines", files)
    written = _with_lines(lines, additions()) if lines else []
    parts: tuple[tuple[MatchedIn, list[_Task]], ...] = (("names", named), ("lines", written))
    return tuple(one for where, tasks in parts for one in _matches(rules, where, tasks, children, deadline))


def _tasks(rules: Sequence[Rule], where: MatchedIn, files: Sequence[FileChange]) -> list[tuple[str, tuple[str, ...]]]:
    """The files that some rule covers, each with the expressions of these rules."""
    mine = [rule for rule in rules if rule.where == where]
    found = ((file.path, tuple(dict.fromkeys(r.pattern for r in mine if concerns(r, file)))) for file in files)
    return [(path, patterns) for path, patterns in found if patterns]


def _with_lines(wanted: Sequence[tuple[str, tuple[str, ...]]], additions: Additions) -> list[_Task]:
    texts = {text.path: text.lines for text in additions.files}
    too_much = set(additions.left_out)
    return [_Task(path, patterns, _lines(path, texts, too_much)) for path, patterns in wanted]


def _lines(path: str, texts: Mapping[str, Sequence[tuple[int, bytes]]], too_much: set[str]) -> _Lines | str:
    if path in texts:
        return [(number, line.decode("utf-8", "replace")) for number, line in texts[path]]
    return "the change adds more text than is read" if path in too_much else "it is too large, or not text"


def _matches(
    rules: Sequence[Rule], where: MatchedIn, tasks: Sequence[_Task], children: Children, deadline: float
) -> Iterator[Matches]:
    known: dict[str, _Gathering] = {rule.pattern: _Gathering() for rule in rules if rule.where == where}
    for batch in _batches(tasks):
        for task, answer in zip(batch, _answers(batch, children, deadline), strict=True):
            for place, pattern in enumerate(task.patterns):
                known[pattern].take(task.path, answer if isinstance(answer, str) else answer[place])
    for expression, one in known.items():
        yield Matches(expression, where, tuple(one.places), one.cut, tuple(one.errors), one.more)


def _batches(tasks: Sequence[_Task]) -> Iterator[list[_Task]]:
    """Many small files in one question; a file without lines is a question of its own, which nobody asks."""
    batch: list[_Task] = []
    size = 0
    for task in tasks:
        if isinstance(task.lines, str):
            yield [task]
            continue
        batch.append(task)
        size += sum(len(text) + 16 for _, text in task.lines)
        if size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _answers(batch: Sequence[_Task], children: Children, deadline: float) -> Sequence[list[_Found] | str]:
    """What was found in each file, or why nothing could be. No file suffers from its neighbours."""
    first = batch[0].lines
    if isinstance(first, str):
        return [first]
    if time.monotonic() > deadline:
        return ["there was no time left for it"] * len(batch)
    files = [[task.patterns, task.lines] for task in batch]
    try:
        answer = msgspec.json.decode(
            children.ask(json.dumps({"most": MOST_IN_FILE, "files": files}).encode()), type=_Answer
        )
    except Died as death:
        if len(batch) == 1:
            return [str(death)]
        return [found for task in batch for found in _answers([task], children, deadline)]
    return answer.files if answer.error is None else [answer.error] * len(batch)
