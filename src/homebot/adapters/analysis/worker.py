"""The analyser of Python sources, in a child process: a question of one letter and its sources in, JSON out.

`W`: a source, whole; the answer is `{"functions": [...]}` or `{"error": "why"}`.
`C`: both sides of a changed file (four bytes of length, then the old one, then the new one); the answer is the
functions of each without those that are the same on both, or `null` when both have to be asked for whole.
`M`: a source; the answer is `{"index": 0.0}`, its maintainability index, or `{"error": "why"}`.
`w` and `c`: as `W` and `C`, with the cognitive complexity of each function.
"""

import ast
import gc
import json
import struct
import sys
from collections.abc import Callable

from .cognitive import is_available
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
        (size,) = struct.unpack("!I", rest[:4])
        return json.dumps(compare(rest[4 : 4 + size], rest[4 + size :], kind == b"c")).encode()
    if kind == b"M":
        return json.dumps(_guarded(rest, lambda: {"index": index(rest)})).encode()
    return json.dumps(_guarded(rest, lambda: _whole(rest, kind == b"w"))).encode()


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
    """The answer when memory is not enough; Python's parser says the same of its own stack."""
    if question[:1].upper() == b"C":
        return b"null"
    return json.dumps({"error": f"nested too deeply, or needs more than {MEMORY_BYTES >> 20} MiB of memory"}).encode()
