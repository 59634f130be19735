"""The names of a Python module that others may use, and the modules it imports; runs in the child process.

Names are those bound at its top level, inside `if`, `try` and `with` too, the last binding of each. Where the module
has an `__all__` that can be read without running it, that is the list; else those without an underscore at their start.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .classes import Classes
from .scopes import normal
from .signatures import facets, of_function

MAX_NAMES = 20_000
MAX_NAME = 500
"""Characters."""
MAX_PARAMETERS = 200_000
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")

Item = dict[str, Any]
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def surface(source: bytes) -> dict[str, object]:
    """`{"items": [...], "imports": [[module, level, line], ...]}`.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: what could not be done with the source.
    """
    tree = ast.parse(normal(source))
    module = _Module()
    for statement in _statements(tree.body):
        module.take(statement)
    return {"items": module.exported(), "imports": _imports(tree)}


def _statements(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """The statements at top level in their order, those of blocks after what opens the block."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _Function | ast.ClassDef):
            inner = [one for block in _BLOCKS for one in getattr(node, block, ()) if isinstance(one, ast.AST)]
            waiting += reversed(inner)


class _Module:
    """The names so far; a later binding replaces an earlier one."""

    def __init__(self) -> None:
        self.names: dict[str, Item] = {}
        self.classes = Classes()
        self.listed: list[tuple[str, int]] | None = None
        self.open = False

    def take(self, node: ast.AST) -> None:
        """What a statement binds."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.names[node.name] = _function(node)
            case ast.ClassDef():
                self.names[node.name] = _item(node.name, "class", node.lineno)
                self.classes.take(node)
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")), args=more)):
                self._list_more(more)
            case ast.Delete():
                for target in node.targets:
                    self.names.pop(getattr(target, "id", ""), None)
            case _ if node.__class__.__name__ == "TypeAlias":
                self._bind(getattr(node, "name", node), getattr(node, "lineno", 1))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        within = isinstance(node, ast.ImportFrom) and node.level > 0
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            kind = "re-export" if alias.asname == alias.name else "package import" if within else "import"
            if name != "*":
                self.names[name] = _item(name, kind, node.lineno)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and target.id == "__all__":
                self._list(node)
            else:
                self._bind(target, node.lineno)

    def _bind(self, target: ast.AST, line: int) -> None:
        waiting = [target]
        while waiting:
            one = waiting.pop()
            if isinstance(one, ast.Name):
                self.names[one.id] = _item(one.id, "value", line)
            elif isinstance(one, ast.Tuple | ast.List):
                waiting += one.elts
            elif isinstance(one, ast.Starred):
                waiting.append(one.value)

    def _list(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        if not isinstance(node, ast.AugAssign):
            self.listed, self.open = [], False
        if node.value is not None:
            self._list_more([node.value])

    def _list_more(self, values: Iterable[ast.AST]) -> None:
        """What is added to `__all__`; something else than texts leaves it open."""
        self.listed = self.listed if self.listed is not None else []
        waiting = list(values)
        while waiting:
            match waiting.pop():
                case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                    waiting += elements
                case ast.Constant(value=str(name)) as text:
                    self.listed.append((name, text.lineno))
                case ast.BinOp(left=left, op=ast.Add(), right=right):
                    waiting += [left, right]
                case _:
                    self.open = True

    def exported(self) -> list[Item]:
        """What others may use, classes with their members."""
        found: list[Item] = []
        for name, item in self._public().items():
            found += [item, *(self.classes.members(name) if item["kind"] == "class" else ())]
            if len(found) > MAX_NAMES:
                raise ValueError(f"more than {MAX_NAMES} public names")
        if any(len(one["name"]) > MAX_NAME for one in found):
            raise ValueError(f"a name of more than {MAX_NAME} characters")
        if sum(len(one.get("gives", ())) for one in found) > MAX_PARAMETERS:
            raise ValueError(f"more than {MAX_PARAMETERS} ways to pass a parameter")
        return found

    def _public(self) -> dict[str, Item]:
        """By name. What is listed is exported, wherever it comes from and whether or not its binding was seen."""
        found = {name: item for name, item in self.names.items() if self._is_public(name)}
        for name, line in self.listed or ():
            item = self.names.get(name) or _item(name, "value", line)
            is_import = item["kind"] in ("import", "package import")
            found[name] = item | {"kind": "re-export"} if is_import else item
        return found

    def _is_public(self, name: str) -> bool:
        return not name.startswith("_") and (self.listed is None or self.open)


def _item(name: str, kind: str, line: int) -> Item:
    return {"name": name, "kind": kind, "line": line}


def _function(node: _Function) -> Item:
    gives, needs, text = facets(node.name, of_function(node.args, bound=False))
    kind = "async function" if isinstance(node, ast.AsyncFunctionDef) else "function"
    return _item(node.name, kind, node.lineno) | {"gives": gives, "needs": needs, "text": text}


def _imports(tree: ast.Module) -> list[tuple[str, int, int]]:
    """Every module that is imported anywhere, by a statement or by name, where it is first."""
    found: dict[tuple[str, int], int] = {}
    for node in ast.walk(tree):
        for module, level in _imported(node):
            line = getattr(node, "lineno", 1)
            found[module, level] = min(line, found.get((module, level), line))
            if len(found) > MAX_NAMES:
                raise ValueError(f"more than {MAX_NAMES} imports")
    in_order = sorted(found.items(), key=lambda one: (one[0][1], one[1], one[0][0]))
    return [(module, level, line) for (module, level), line in in_order]


def _imported(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Import():
            yield from ((alias.name, 0) for alias in node.names)
        case ast.ImportFrom():
            yield from ((f"{node.module or ''}.{alias.name}".strip(".*"), node.level) for alias in node.names)
        case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]):
            if _name_of(called) in ("import_module", "__import__") and name.strip("."):
                yield name.lstrip("."), len(name) - len(name.lstrip("."))


def _name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
