"""The child: reads Python sources from its standard input, answers their functions' complexity on its output.

Started as a script in isolated mode (it imports nothing of homebot), with the folder that holds radon as its
only argument. A message is four bytes of length, then that many bytes: a source in, JSON out, either
`{"functions": [...]}` or `{"error": "why"}`; `"spent": true` asks to be replaced.

Complexity is radon's: its own visitor counts. What radon leaves out is counted the same way: functions and
methods inside functions are functions of their own; code outside functions is `<module>` or `Class.<body>`
(told only when it branches); decorators, defaults and annotations belong to the scope that evaluates them;
`except*` counts as `except` does, and a match guard as an `if`.
"""

import ast
import ctypes
import hashlib
import json
import re
import resource
import struct
import sys
import threading
from typing import BinaryIO

if __name__ == "__main__":
    sys.path.append(sys.argv[1])

from radon.visitors import ComplexityVisitor

MAX_BYTES = 1024 * 1024
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 5
MAX_FUNCTIONS = 20_000

_STACK_BYTES = 256 * 1024 * 1024
_RECURSION = 20_000
_SPENT_KILOBYTES = 512 * 1024
_NAME_LENGTH = 300
_NEW_NETWORK_AND_USER = 0x40000000 | 0x10000000
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_CODINGS = ("utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso-latin-1", "utf-8-unix")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = dict[str, str | int]


class _Scope(ComplexityVisitor):  # type: ignore[misc]
    """radon's count of one scope; the definitions inside it are put aside instead of followed."""

    def __init__(self) -> None:
        super().__init__(off=True)
        self.inner: list[Definition] = []

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:  # noqa: N802
        self.inner.append(node)
        for part in (*node.decorator_list, node.args, node.returns):
            if part is not None:
                self.visit(part)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802
        self.inner.append(node)
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)

    def visit_TryStar(self, node: ast.Try) -> None:  # noqa: N802
        self.complexity += len(node.handlers) + bool(node.orelse)
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        self.complexity += node.guard is not None
        self.generic_visit(node)


def measure(source: bytes) -> list[Function]:
    """All functions of a source, in no particular order.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: what the parser could not do with it.
    """
    source = source.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    _check_coding(source)
    lines = source.split(b"\n")
    found: list[Function] = []
    waiting: list[tuple[str, ast.Module | Definition]] = [("", ast.parse(source))]
    while waiting:
        prefix, node = waiting.pop()
        scope = _Scope()
        for child in node.body:
            scope.visit(child)
        found += _described(prefix, node, scope, lines)
        if len(found) > MAX_FUNCTIONS:
            raise ValueError(f"more than {MAX_FUNCTIONS} functions")
        waiting += [(f"{prefix}.{inner.name}".lstrip(".")[:_NAME_LENGTH], inner) for inner in scope.inner]
    return found


def _described(name: str, node: ast.Module | Definition, scope: _Scope, lines: list[bytes]) -> list[Function]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        text = _dedented(lines[_start(node) - 1 : node.end_lineno])
        shape = text.replace(b"def " + node.name.encode(), b"def ", 1)
        return [_function(name, node.lineno, node.end_lineno or node.lineno, scope.complexity, text, shape)]
    if scope.complexity == 1:
        return []
    text = _own_text(node, scope.inner, lines)
    first = node.lineno if isinstance(node, ast.ClassDef) else 1
    body = f"{name}.<body>" if name else "<module>"
    return [_function(body, first, first, scope.complexity, text, text)]


def _function(name: str, line: int, end_line: int, complexity: int, text: bytes, shape: bytes) -> Function:
    return {
        "name": name,
        "line": line,
        "end_line": end_line,
        "complexity": complexity,
        "text": hashlib.blake2b(text, digest_size=12).hexdigest(),
        "shape": hashlib.blake2b(shape, digest_size=12).hexdigest(),
    }


def _own_text(node: ast.Module | ast.ClassDef, inner: list[Definition], lines: list[bytes]) -> bytes:
    """The lines of a class or module that belong to none of its definitions."""
    first, last = (node.lineno, node.end_lineno or node.lineno) if isinstance(node, ast.ClassDef) else (1, len(lines))
    kept: list[bytes] = []
    at = first
    for definition in sorted(inner, key=_start):
        kept += lines[at - 1 : _start(definition) - 1]
        at = max(at, (definition.end_lineno or definition.lineno) + 1)
    return _dedented([*kept, *lines[at - 1 : last]])


def _start(node: Definition) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _dedented(lines: list[bytes]) -> bytes:
    """The lines without the first one's indentation, so that a function keeps its text when it moves."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else b""
    return b"\n".join(line.removeprefix(indent).rstrip() for line in lines)


def _check_coding(source: bytes) -> None:
    """Refuse what the parser would decode by a codec that can hide code (utf-7 and the like)."""
    for line in source.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie:
            name = cookie[1].decode("ascii", "replace")
            if name.lower().replace("_", "-") not in _CODINGS:
                raise ValueError(f"its encoding {name[:40]!r} is not utf-8, ascii or latin-1")
            return
        if not _BLANK.match(line):
            return


def answer(source: bytes) -> dict[str, object]:
    """The answer to one source: its functions, or why not."""
    version = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    if len(source) > MAX_BYTES:
        return {"error": f"larger than {MAX_BYTES} bytes"}
    try:
        return {"functions": measure(source)}
    except SyntaxError as error:
        return {"error": f"not valid {version}: {error.msg[:200]} (line {error.lineno})"}
    except ValueError as error:
        return {"error": f"not readable as {version}: {str(error)[:200]}"}
    except RecursionError:
        return {"error": "nested too deeply to be analysed"}
    except MemoryError:
        # Python's parser says the same of its own stack.
        return {"error": f"nested too deeply, or needs more than {MEMORY_BYTES >> 20} MiB of memory", "spent": True}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the other side closes."""
    while len(header := requests.read(4)) == 4:
        source = requests.read(struct.unpack("!I", header)[0])
        usage = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + CPU_SECONDS, resource.RLIM_INFINITY)
        )
        reply = answer(source)
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _SPENT_KILOBYTES:
            reply["spent"] = True
        body = json.dumps(reply).encode()
        answers.write(struct.pack("!I", len(body)) + body)
        answers.flush()


def _limited() -> None:
    """Give up what parsing does not need; codecs are loaded before files can no longer be opened."""
    for coding in _CODINGS:
        ast.parse(f"# coding: {coding}\n".encode())
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    serve(sys.stdin.buffer, sys.stdout.buffer)


def main() -> None:
    """Run as the child process: a network of its own where the kernel lets us, limits, then serve in a deep stack."""
    # A bonus: refused inside most containers, and nothing here opens a connection.
    ctypes.CDLL(None).unshare(_NEW_NETWORK_AND_USER)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.setrecursionlimit(_RECURSION)
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=_limited)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
