"""The analyser of Python sources, in a child process: a question of one letter and its sources in, JSON out.

`W`: a source, whole; the answer is `{"functions": [...]}` or `{"error": "why"}`.
`C`: both sides of changed files (of each the two lengths, in four bytes, then the old one, then the new one); the
answer lists the functions of both without those that are the same, or `null` when both have to be asked for whole.
`M`: a source; the answer is `{"index": 0.0}`, its maintainability index, or `{"error": "why"}`.
`S`: a source; the answer is what it exports and imports (see `exports`), or `{"error": "why"}`.
`w` and `c`: as `W` and `C`, with the cognitive complexity of each function.
"""

import ast
import gc
import json
import struct
import sys
from collections.abc import Callable, Iterator

from .cognitive import is_available
from .exports import surface
from .index import index
from .scopes import CODINGS, measure
from .slices import compare

MAX_BYTES = 1024 * 1024
MEMORY_BYTES = 1536 * 1024 * 1024
ANALYSER_VERSION = "2"
"""Another one as soon as anything that could change an answer is: it is part of what results are kept under."""


def prepare() -> None:
    """Codecs are loaded from files. A child that has grown is replaced, so nothing needs to look for garbage."""
    gc.disable()
    for coding in CODINGS:
        ast.parse(f"# coding: {coding}\n".encode())


def answer(question: bytes) -> bytes:
    """The answer to one question."""
    kind, rest = question[:1], question[1:]
    if kind.upper() == b"C":
        return json.dumps([compare(*both, kind == b"c") for both in _pairs(rest)]).encode()
    if kind == b"M":
        return json.dumps(_guarded(rest, lambda: {"index": index(rest)})).encode()
    if kind == b"S":
        return json.dumps(_guarded(rest, lambda: surface(rest))).encode()
    return json.dumps(_guarded(rest, lambda: _whole(rest, kind == b"w"))).encode()


def _pairs(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(rest):
        before, after = struct.unpack_from("!II", rest, at)
        middle, end = at + 8 + before, at + 8 + before + after
        yield rest[at + 8 : middle], rest[middle:end]
        at = end


def _whole(source: bytes, cognitive: bool) -> dict[str, object]:
    if cognitive and not is_available():
        raise ValueError("cognitive complexity is counted by complexipy, which this interpreter does not have")
    return {"functions": measure(source, cognitive)}


def _guarded(source: bytes, work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """What `work` answers of a source, or why it cannot."""
    version = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    if len(source) > MAX_BYTES:
        return {"error": f"larger than {MAX_BYTES} bytes"}
    try:
        return work()
    except SyntaxError as error:
        return {"error": f"not valid {version}: {error.msg[:200]} (line {error.lineno})"}
    except ValueError as error:
        return {"error": f"not readable as {version}: {str(error)[:200]}"}
    except RecursionError:
        return {"error": "nested too deeply to be analysed"}


def exhausted(question: bytes) -> bytes:
    """The answer when memory is not enough; Python's parser says the same of its own stack. Several files are asked
    about one by one then."""
    if question[:1].upper() == b"C":
        return b"[]"
    return json.dumps({"error": f"nested too deeply, or needs more than {MEMORY_BYTES >> 20} MiB of memory"}).encode()
