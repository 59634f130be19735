"""Where words stand in code: on the lines that a change adds, or anywhere in some files."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import msgspec

from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.analysis.words.languages import lexer_of
from homebot.adapters.git.added import AddedText, Additions
from homebot.adapters.git.blobs import Objects
from homebot.core.facts import FileChange
from homebot.core.found import AnalysisError

MAX_BYTES = 1 << 20
"""Of a file that is read."""
BUDGET_SECONDS = 30.0
"""For all that is asked about one merge or one commit."""
MOST_ERRORS = 100
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A word as a whole identifier on a line of code of the head."""

    word: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Places:
    """The first place of each word in each file, in the order of the files; and which files nobody could read."""

    found: tuple[Place, ...] = ()
    errors: tuple[AnalysisError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A file, the words that it holds somewhere, and the lines that are asked for (`None`: all)."""

    path: str
    text: bytes | int
    words: tuple[str, ...]
    lines: tuple[int, ...] | None


class _Answer(msgspec.Struct):
    found: list[tuple[str, int]]


def deadline_from_now(seconds: float = BUDGET_SECONDS) -> float:
    """The moment that ends a budget which begins now."""
    return time.monotonic() + seconds


def is_code(path: str) -> bool:
    """Whether a file of this path is code, written where it is."""
    return lexer_of(path) is not None


def added_words(
    objects: Objects,
    files: Sequence[FileChange],
    additions: Additions,
    words: Sequence[str],
    children: Children,
    deadline: float,
) -> Places:
    """Where a change adds one of the words on a line of code. Files that nobody wrote here are left out.

    `deadline` is a moment of `time.monotonic`, after which nothing more is asked.

    Raises:
        MirrorCorrupt: when a file of the head is missing.
    """
    written = {file.path: file for file in files if not file.generated and is_code(file.path)}
    texts = (text for text in additions.files if text.path in written)
    tasks = (_of_added(objects, written[text.path], text, words) for text in texts)
    left_out = (path for path in additions.left_out if path in written)
    beyond = [AnalysisError(path, "the change adds more text than is read") for path in left_out]
    return _asked(filter(None, tasks), children, deadline, beyond)


def words_in(
    files: Iterable[tuple[str, bytes | int]],
    words: Sequence[str],
    children: Children,
    deadline: float,
) -> Places:
    """Where the words stand in the code of whole files: (path, bytes, or the size of what is too large)."""
    return _asked((_Task(path, text, tuple(words), None) for path, text in files), children, deadline)


def _of_added(objects: Objects, file: FileChange, text: AddedText, words: Sequence[str]) -> _Task | None:
    """Nothing is asked of a file that adds none of the words: that is most of them."""
    whole = b"\n".join(line for _, line in text.lines)
    hits = {word: raw for word in words if (raw := word.encode("utf-8", "surrogateescape")) in whole}
    if not hits or file.after is None:
        return None
    lines = tuple(number for number, line in text.lines if any(raw in line for raw in hits.values()))
    return _Task(file.path, objects.read(file.after, MAX_BYTES), tuple(hits), lines)


def _asked(tasks: Iterable[_Task], children: Children, deadline: float, errors: Sequence[AnalysisError] = ()) -> Places:
    found: list[Place] = []
    failed = list(errors)
    with ThreadPoolExecutor(children.size) as threads:
        for some in _parts(tasks):
            answers = threads.map(lambda task: _answer(task, children, deadline), some)
            for task, answer in zip(some, answers, strict=True):
                if isinstance(answer, str):
                    failed.append(AnalysisError(task.path, answer))
                else:
                    found += (Place(word, task.path, line) for word, line in answer)
    return Places(tuple(found), tuple(failed[:MOST_ERRORS]))


def _parts(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    """A few at a time: what is read of them is in memory at once."""
    rest = iter(tasks)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _answer(task: _Task, children: Children, deadline: float) -> list[tuple[str, int]] | str:
    """Where the words stand in one file, or why nobody knows."""
    if isinstance(task.text, int):
        return f"it has {task.text:,} bytes; files up to {MAX_BYTES:,} are read"
    if time.monotonic() > deadline:
        return "there was no time left for it"
    # The line feed at the end: some lexers know no comment without one.
    text = task.text.replace(b"\r\n", b"\n").decode("utf-8", "replace") + "\n"
    question = {"name": task.path, "text": text, "lines": task.lines, "words": task.words}
    try:
        return msgspec.json.decode(children.ask(json.dumps(question).encode()), type=_Answer).found
    except Died as death:
        return str(death)
    except msgspec.MsgspecError:
        return "its reader answered nonsense"
