"""The analyser of patterns, in a child process: expressions and lines in, the numbers of the lines that match out.

A question is JSON: `{"most": n, "files": [[[expression, ...], [[number, text], ...]], ...]}`. The answer has for each
file and each of its expressions the first `most` numbers, and how many more lines match; or it is `{"error": "why"}`.
RE2 takes time in proportion to the text, and so much memory for an expression and no more.
"""

import json
import re
from functools import lru_cache
from typing import Any

import re2

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10

Found = tuple[list[int], int]
_ENDS = re.compile(r"\\[AzCQ]|\(\?[a-zA-Z]*-")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """The expression, ready to search."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


@lru_cache(maxsize=256)
def over_lines(pattern: str) -> Any:
    """The expression such that it finds something in a whole text wherever it does in one of its lines; `None` where
    it cannot be told, since it speaks of the ends of the text or turns its flags off itself."""
    return None if _ENDS.search(pattern) else compiled(f"(?m:{pattern})")


def prepare() -> None:
    """What is loaded with the first expression is loaded now."""
    compiled("x").search("x")


def answer(question: bytes) -> bytes:
    """The answer to one question."""
    asked = json.loads(question)
    try:
        found = [_found(patterns, lines, asked["most"]) for patterns, lines in asked["files"]]
    except re2.error as error:
        return json.dumps({"error": f"not an expression of RE2: {error}"[:300]}).encode()
    return json.dumps({"files": found}).encode()


def _found(patterns: list[str], lines: list[tuple[int, str]], most: int) -> list[Found]:
    text = "\n".join(line for _, line in lines)
    return [search(pattern, lines, text, most) for pattern in patterns]


def search(pattern: str, lines: list[tuple[int, str]], text: str, most: int) -> Found:
    """The lines that match. Most expressions match in few files: one look at the whole text spares a thousand at its
    lines."""
    whole = over_lines(pattern)
    if whole is not None and whole.search(text) is None:
        return [], 0
    find = compiled(pattern).search
    numbers = [number for number, line in lines if find(line) is not None]
    return numbers[:most], max(0, len(numbers) - most)
