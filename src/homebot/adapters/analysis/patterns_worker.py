"""The analyser of patterns, in a child process: expressions and lines in, the numbers of the lines that match out.

A question is JSON: `{"most": n, "files": [[[expression, ...], [[number, text], ...]], ...]}`. The answer has for each
file and each of its expressions the first `most` numbers, and how many more lines match; or it is `{"error": "why"}`.
RE2 takes time in proportion to the text, and so much memory for an expression and no more.
"""

import json
from functools import lru_cache
from typing import Any

import re2

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10

Found = tuple[list[int], int]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """The expression, ready to search."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def prepare() -> None:
    """What is loaded with the first expression is loaded now."""
    compiled("x").search("x")


def answer(question: bytes) -> bytes:
    """The answer to one question."""
    asked = json.loads(question)
    try:
        found = [[_found(pattern, lines, asked["most"]) for pattern in patterns] for patterns, lines in asked["files"]]
    except re2.error as error:
        return json.dumps({"error": f"not an expression of RE2: {error}"[:300]}).encode()
    return json.dumps({"files": found}).encode()


def _found(pattern: str, lines: list[tuple[int, str]], most: int) -> Found:
    search = compiled(pattern).search
    numbers = [number for number, text in lines if search(text) is not None]
    return numbers[:most], max(0, len(numbers) - most)
