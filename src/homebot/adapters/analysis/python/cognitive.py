"""Cognitive complexity as complexipy counts it; runs in the child process.

Every function is handed over alone, so that what is nested in another one is counted too. No comment of the source is
obeyed: complexipy is told not to, and its name is written otherwise before it reads anything.
"""

import ast
import os
from collections.abc import Sequence
from typing import Any

# Its allocator would reserve a GiB of address space, most of what the child may have, before it is asked anything.
os.environ.setdefault("MIMALLOC_ARENA_RESERVE", "32768")

try:
    from complexipy._complexipy import code_complexity
except ImportError:  # It is built for one release of Python: an interpreter of another one does without.
    code_complexity = None  # type: ignore[assignment]

_Found = Sequence[tuple[int, int, str, int]]


def is_available() -> bool:
    """Whether complexipy runs in this interpreter."""
    return code_complexity is not None


def found(source: str, script: bool = False) -> _Found:
    """First line, last line, qualified name and complexity of the outermost functions of a source; with `script` the
    module's own code comes as `<module>`.

    Raises:
        ValueError: when complexipy cannot read it.
    """
    assert code_complexity is not None
    functions = code_complexity(source, script, True, False).functions
    return [(one.line_start, one.line_end, one.name.replace("::", "."), one.complexity) for one in functions]


def of_function(lines: Sequence[bytes]) -> int:
    """The cognitive complexity of a function, decorators and all.

    Raises:
        ValueError: when complexipy cannot read it.
    """
    indented = lines[0][:1] in (b" ", b"\t")
    text = b"\n".join([b"if 1:", *lines] if indented else lines)
    functions = found(_neutral(text.decode("utf-8", "replace")))
    return functions[0][3] if functions else 0


def of_scope(node: ast.Module | ast.ClassDef) -> int:
    """The cognitive complexity of what is in a module or class, but in none of its functions and classes.

    Raises:
        ValueError: when complexipy cannot read it.
    """
    body: Any = _Hollow().visit(ast.Module(body=list(node.body), type_ignores=[]))
    script = found(_neutral(ast.unparse(ast.fix_missing_locations(body))), script=True)
    return sum(complexity for *_, name, complexity in script if name == "<module>")


def _neutral(source: str) -> str:
    return source.replace("complexipy", "c_mplexipy")


class _Hollow(ast.NodeTransformer):
    """Puts `pass` where a definition was."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.Pass:
        return ast.copy_location(ast.Pass(), node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.Pass:
        return ast.copy_location(ast.Pass(), node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.Pass:
        return ast.copy_location(ast.Pass(), node)
