"""Credentials in the lines a change adds, searched for in limited children: where and of what kind, never what."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import msgspec

from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.git.added import Additions, Lines
from homebot.core.found import AnalysisError, SecretFound, Secrets

BUDGET_SECONDS = 60.0
"""For one change. What is not reached in this time is an error, so that a huge change ends."""
MOST_FOUND = 1000
_PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines of one file that are asked about at once; one that hurts costs only itself."""

    path: str
    lines: Lines
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    found: tuple[tuple[int, str], ...] = ()
    cut: bool = False
    error: str | None = None


def find_secrets(additions: Additions, children: Children, budget_seconds: float = BUDGET_SECONDS) -> Secrets:
    """Every added line that holds a credential, in the order of the files; generated files are no exception."""
    deadline = time.monotonic() + budget_seconds
    parts = list(_parts(additions))
    with ThreadPoolExecutor(children.size) as threads:
        answers = list(threads.map(lambda part: _ask(part, children, deadline), parts))
    found = [
        SecretFound(part.path, line, kind)
        for part, answer in zip(parts, answers, strict=True)
        for line, kind in answer.found
    ]
    errors = [
        AnalysisError(part.path, _place(part) + answer.error)
        for part, answer in zip(parts, answers, strict=True)
        if answer.error is not None
    ]
    errors += [AnalysisError(path, "the change is too large to search all of it") for path in additions.left_out]
    errors += [
        AnalysisError(path, f"more than {MOST_FOUND:,} credentials; the rest is not listed")
        for path in dict.fromkeys(
            [one.path for one in found[MOST_FOUND:]]
            + [part.path for part, answer in zip(parts, answers, strict=True) if answer.cut]
        )
    ]
    return Secrets(tuple(found[:MOST_FOUND]), tuple(errors))


def _parts(additions: Additions) -> Iterator[_Part]:
    for file in additions.files:
        taken, size, start = 0, 0, 0
        for taken, (_, line) in enumerate(file.lines, 1):
            size += len(line)
            if size >= _PART_BYTES:
                yield _Part(file.path, file.lines[start:taken], is_whole=start == 0 and taken == len(file.lines))
                start, size = taken, 0
        if start < taken:
            yield _Part(file.path, file.lines[start:], is_whole=start == 0)


def _ask(part: _Part, children: Children, deadline: float) -> _Answer:
    if time.monotonic() > deadline:
        return _Answer(error="the change is too large to search all of it in time")
    lines = [(number, line.decode("utf-8", "replace")) for number, line in part.lines]
    try:
        answer = children.ask(json.dumps({"name": part.path, "lines": lines}).encode())
        return msgspec.json.decode(answer, type=_Answer)
    except Died as death:
        return _Answer(error=str(death))
    except msgspec.MsgspecError:
        return _Answer(error="its analysis answered nonsense")


def _place(part: _Part) -> str:
    return "" if part.is_whole else f"from line {part.lines[0][0]} to {part.lines[-1][0]}: "
