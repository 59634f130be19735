"""The analyser of Python sources, in a child process: a source in, JSON out, either `{"functions": [...]}` or
`{"error": "why"}`.

Complexity is radon's: its own visitor counts. What radon leaves out is counted the same way: functions and
methods inside functions are functions of their own; code outside functions is `<module>` or `Class.<body>`
(told only when it branches); decorators, defaults and annotations belong to the scope that evaluates them;
`except*` counts as `except` does, and a match guard as an `if`.
"""

import ast
import hashlib
import json
import re
import sys

from radon.visitors import ComplexityVisitor

MAX_BYTES = 1024 * 1024
MEMORY_BYTES = 1536 * 1024 * 1024
MAX_FUNCTIONS = 20_000

_NAME_LENGTH = 300
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


def prepare() -> None:
    """Codecs are loaded from files."""
    for coding in _CODINGS:
        ast.parse(f"# coding: {coding}\n".encode())


def answer(source: bytes) -> bytes:
    """The answer to one source: its functions, or why not."""
    return json.dumps(_answered(source)).encode()


def _answered(source: bytes) -> dict[str, object]:
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
        return {"error": f"nested too deeply, or needs more than {MEMORY_BYTES >> 20} MiB of memory"}
