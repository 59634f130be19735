"""Functions and their complexity in Python sources; runs in the child process.

Complexity is radon's: its own visitor counts. What radon leaves out is counted the same way: functions and
methods inside functions are functions of their own; code outside functions is `<module>` or `Class.<body>`
(told only when it branches); decorators, defaults and annotations belong to the scope that evaluates them;
`except*` counts as `except` does, and a match guard as an `if`.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from radon.visitors import CodeVisitor, ComplexityVisitor

from .cognitive import of_function, of_scope

MAX_FUNCTIONS = 20_000
CODINGS = ("utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso-latin-1", "utf-8-unix")
NAME_LENGTH = 300

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = dict[str, Any]
Range = tuple[int, int]
"""First and last line, one-based."""


_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Name: (),
    ast.Constant: (),
    ast.Load: (),
    ast.Store: (),
    ast.Pass: (),
    ast.arg: ("annotation",),
    ast.Assign: ("targets", "value"),
    ast.AnnAssign: ("target", "annotation", "value"),
    ast.Attribute: ("value",),
    ast.BinOp: ("left", "right"),
    ast.Call: ("func", "args", "keywords"),
    ast.Compare: ("left", "comparators"),
    ast.Dict: ("keys", "values"),
    ast.Expr: ("value",),
    ast.FormattedValue: ("value", "format_spec"),
    ast.JoinedStr: ("values",),
    ast.keyword: ("value",),
    ast.List: ("elts",),
    ast.Raise: ("exc", "cause"),
    ast.Return: ("value",),
    ast.Slice: ("lower", "upper", "step"),
    ast.Starred: ("value",),
    ast.Subscript: ("value", "slice"),
    ast.Tuple: ("elts",),
    ast.UnaryOp: ("operand",),
    ast.With: ("items", "body"),
    ast.withitem: ("context_expr", "optional_vars"),
}
"""What radon has no opinion on, and what there is inside: most of a source, walked past without asking radon."""


class _Waiting(CodeVisitor):  # type: ignore[misc]
    """Comes after radon's visitor in line: what it would follow next waits for its turn instead."""

    waiting: list[ast.AST]

    def generic_visit(self, node: ast.AST) -> None:
        self.waiting.extend(ast.iter_child_nodes(node))


class Scope(ComplexityVisitor, _Waiting):  # type: ignore[misc]
    """radon's count of one scope; the definitions inside it are put aside instead of followed."""

    def __init__(self, body: Iterable[ast.AST] = ()) -> None:
        super().__init__(off=True)
        self.inner: list[Definition] = []
        self.waiting: list[ast.AST] = list(body)
        self._walk()

    def _walk(self) -> None:
        waiting = self.waiting
        while waiting:
            node = waiting.pop()
            parts = _PARTS.get(node.__class__)
            if parts is None:
                self.visit(node)
                continue
            for part in parts:
                value = getattr(node, part)
                if value.__class__ is list:
                    waiting += [one for one in value if one is not None]
                elif value is not None:
                    waiting.append(value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:  # noqa: N802
        self.inner.append(node)
        self.waiting += [*node.decorator_list, node.args, *([] if node.returns is None else [node.returns])]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802
        self.inner.append(node)
        self.waiting += [*node.decorator_list, *node.bases, *node.keywords]

    def visit_TryStar(self, node: ast.Try) -> None:  # noqa: N802
        self.complexity += len(node.handlers) + bool(node.orelse)
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        self.complexity += node.guard is not None
        self.generic_visit(node)


def normal(source: bytes) -> bytes:
    """The source without a byte order mark, its lines ended by line feeds.

    Raises:
        ValueError: for an encoding that can hide code (utf-7 and the like).
    """
    source = source.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in source:
        source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    name = coding(source)
    if name is not None and name.lower().replace("_", "-") not in CODINGS:
        raise ValueError(f"its encoding {name[:40]!r} is not utf-8, ascii or latin-1")
    return source


def coding(source: bytes) -> str | None:
    """The encoding a source says it has, in its first two lines."""
    for line in source.split(b"\n", 2)[:2]:
        cookie = _COOKIE.match(line)
        if cookie:
            return cookie[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            return None
    return None


def measure(source: bytes, cognitive: bool = False) -> list[Function]:
    """All functions of a source, by line, on demand with their cognitive complexity.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: what the parser could not do with it.
    """
    source = normal(source)
    lines = source.split(b"\n")
    found: list[Function] = []
    for function in described(ast.parse(source), "", lines, cognitive):
        found.append(function)
        if len(found) > MAX_FUNCTIONS:
            raise ValueError(f"more than {MAX_FUNCTIONS} functions")
    return in_order(found)


def in_order(functions: list[Function]) -> list[Function]:
    """By line: of two that are alike the first is the older one."""
    return sorted(functions, key=lambda function: (function["line"], function["name"]))


def described(
    node: ast.Module | Definition, name: str, lines: Sequence[bytes], cognitive: bool = False
) -> Iterator[Function]:
    """The functions of a node and of all definitions inside it. `lines` are those its line numbers count."""
    waiting: list[tuple[str, ast.Module | Definition]] = [(name, node)]
    while waiting:
        prefix, node = waiting.pop()
        scope = Scope(node.body)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _described(prefix, node, scope.complexity, lines, cognitive)
        elif scope.complexity > 1:
            inner = [(start(definition), last(definition)) for definition in scope.inner]
            yield scope_described(prefix, node, scope.complexity, inner, lines, cognitive)
        waiting += [(qualified(prefix, inner), inner) for inner in scope.inner]


def qualified(prefix: str, definition: Definition) -> str:
    """The name of a definition inside what is called `prefix`."""
    return f"{prefix}.{definition.name}".lstrip(".")[:NAME_LENGTH]


def _described(
    name: str,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    complexity: int,
    lines: Sequence[bytes],
    cognitive: bool,
) -> Function:
    text = dedented(lines[start(node) - 1 : node.end_lineno])
    shape = text.replace(b"def " + node.name.encode(), b"def ", 1)
    counted = of_function(lines[start(node) - 1 : node.end_lineno]) if cognitive else None
    return _function((name, node.lineno, last(node)), complexity, counted, text, shape)


def scope_described(
    name: str,
    node: ast.Module | ast.ClassDef,
    complexity: int,
    inner: Iterable[Range],
    lines: Sequence[bytes],
    cognitive: bool = False,
) -> Function:
    """What is outside of functions in a module or class; `inner` are the lines of its definitions."""
    first, end = (node.lineno, last(node)) if isinstance(node, ast.ClassDef) else (1, len(lines))
    text = own_text(first, end, inner, lines)
    counted = of_scope(node) if cognitive else None
    return _function((f"{name}.<body>" if name else "<module>", first, first), complexity, counted, text, text)


def _function(
    place: tuple[str, int, int], complexity: int, cognitive: int | None, text: bytes, shape: bytes
) -> Function:
    name, line, end_line = place
    return {
        "name": name,
        "line": line,
        "end_line": end_line,
        "complexity": complexity,
        "text": hashlib.blake2b(text, digest_size=12).hexdigest(),
        "shape": hashlib.blake2b(shape, digest_size=12).hexdigest(),
        "cognitive": cognitive,
    }


def own_text(first: int, end: int, inner: Iterable[Range], lines: Sequence[bytes]) -> bytes:
    """The lines of a class or module that belong to none of its definitions and are more than a comment."""
    kept: list[bytes] = []
    at = first
    for begin, stop in sorted(inner):
        kept += lines[at - 1 : begin - 1]
        at = max(at, stop + 1)
    kept += lines[at - 1 : end]
    return dedented([line for line in kept if is_code(line)])


def is_code(line: bytes) -> bool:
    """Whether a line may be more than blank or a comment. What looks like one can end a string, and go on as code."""
    bare = line.lstrip()
    if not bare.startswith(b"#"):
        return bool(bare)
    return b'"' in bare or b"'" in bare or b"{" in bare


def start(node: Definition) -> int:
    """The line of its first decorator, or its own."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def last(node: Definition) -> int:
    """Its last line."""
    return node.end_lineno or node.lineno


def dedented(lines: Sequence[bytes]) -> bytes:
    """The lines without the first one's indentation, so that a function keeps its text when it moves."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else b""
    return b"\n".join(line.removeprefix(indent).rstrip() for line in lines)
