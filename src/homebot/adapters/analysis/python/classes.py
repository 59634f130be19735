"""The public members of classes; runs in the child process.

Inherited ones are there too, as far as the base is in the same module. A member begins with no underscore, or is one of
Python's own (`__call__`). Attributes that only a method sets are not looked for. A dataclass is constructed with its
fields.
"""

import ast
from collections.abc import Iterator
from typing import Any

from .signatures import Parameters, facets, of_function

MAX_MEMBERS = 2_000
_IGNORED = frozenset(
    {"__slots__", "__doc__", "__module__", "__match_args__", "__annotations__", "__hash__", "__repr__"}
)
_PROPERTIES = frozenset({"property", "cached_property", "setter", "getter", "deleter"})
_KINDS = {"staticmethod": "static method", "classmethod": "class method"}

Item = dict[str, Any]


class Classes:
    """The classes of one module, by name."""

    def __init__(self) -> None:
        self._nodes: dict[str, ast.ClassDef] = {}

    def take(self, node: ast.ClassDef) -> None:
        """A class; a later one of the same name replaces it."""
        self._nodes[node.name] = node

    def members(self, name: str) -> list[Item]:
        """Its public members and what constructs it, as items of the class.

        Raises:
            ValueError: when it has too many.
        """
        found: dict[str, Item] = {}
        for node in reversed(self._line(name)):
            found |= {item["name"]: item for item in _own(name, node)}
        constructor = f"{name}.__init__"
        if constructor not in found and (fields := self._fields(name)) is not None:
            found[constructor] = _method(constructor, "method", self._nodes[name].lineno, fields)
        if len(found) > MAX_MEMBERS:
            raise ValueError(f"more than {MAX_MEMBERS} members of a class")
        return list(found.values())

    def _line(self, name: str) -> list[ast.ClassDef]:
        """The class and its bases in this module, the nearest first."""
        found: dict[str, ast.ClassDef] = {}
        waiting = [name]
        while waiting:
            node = self._nodes.get(waiting.pop(0))
            if node is not None and node.name not in found:
                found[node.name] = node
                waiting += [base.id for base in node.bases if isinstance(base, ast.Name)]
        return list(found.values())

    def _fields(self, name: str) -> Parameters | None:
        """What a dataclass is constructed with; `None` where it is none, or makes no constructor."""
        options = _dataclass(self._nodes[name])
        if options is None or options.get("init") is False:
            return None
        fields: dict[str, tuple[bool, bool]] = {}
        for node in reversed(self._line(name)):
            of = _dataclass(node)
            fields |= _annotated(node, bool(of.get("kw_only"))) if of is not None else {}
        plain = [(field, optional) for field, (optional, named) in fields.items() if not named]
        return Parameters([], plain, [(field, optional) for field, (optional, named) in fields.items() if named])


def _own(owner: str, node: ast.ClassDef) -> Iterator[Item]:
    waiting: list[ast.AST] = list(reversed(node.body))
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.If | ast.Try | ast.With):
            waiting += reversed([*statement.body, *getattr(statement, "orelse", ())])
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (_member(owner, statement),) if _is_public(statement.name) else ()
        else:
            names = filter(_is_public, _bound(statement))
            yield from (_attribute(owner, name, getattr(statement, "lineno", 1)) for name in names)


def _bound(statement: ast.AST) -> list[str]:
    """The names of attributes and classes that a statement of a class binds."""
    match statement:
        case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _is_public(name: str) -> bool:
    own = name.startswith("__") and name.endswith("__") and name not in _IGNORED
    return own or not name.startswith("_")


def _attribute(owner: str, name: str, line: int) -> Item:
    return {"name": f"{owner}.{name}", "kind": "attribute", "line": line}


def _member(owner: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Item:
    decorators = {_last_name(decorator) for decorator in node.decorator_list}
    if decorators & _PROPERTIES:
        return _attribute(owner, node.name, node.lineno)
    kind = next((kind for decorator, kind in _KINDS.items() if decorator in decorators), "method")
    bound = kind != "static method"
    kind = f"async {kind}" if isinstance(node, ast.AsyncFunctionDef) else kind
    return _method(f"{owner}.{node.name}", kind, node.lineno, of_function(node.args, bound))


def _method(name: str, kind: str, line: int, of: Parameters) -> Item:
    gives, needs, text = facets(name, of)
    return {"name": name, "kind": kind, "line": line, "gives": gives, "needs": needs, "text": text}


def _last_name(node: ast.AST) -> str:
    """`b` of `a.b(...)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _dataclass(node: ast.ClassDef) -> dict[str, object] | None:
    """The options of its decorator that are plain; those of a `NamedTuple` are none."""
    if any(_last_name(base) == "NamedTuple" for base in node.bases):
        return {}
    found = next((one for one in node.decorator_list if _last_name(one) == "dataclass"), None)
    return None if found is None else _plain(found)


def _plain(node: ast.AST | None) -> dict[str, object]:
    """The keywords of a call whose values are constants, any others as they are."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return {one.arg: getattr(one.value, "value", one.value) for one in keywords if one.arg is not None}


def _annotated(node: ast.ClassDef, named: bool) -> dict[str, tuple[bool, bool]]:
    """Fields in order: whether each may be left out, and whether it goes by name alone."""
    found: dict[str, tuple[bool, bool]] = {}
    for one in node.body:
        if not isinstance(one, ast.AnnAssign) or not isinstance(one.target, ast.Name):
            continue
        kind = _last_name(one.annotation.value if isinstance(one.annotation, ast.Subscript) else one.annotation)
        if kind == "KW_ONLY":
            named = True
        elif kind != "ClassVar" and (field := _field(one.value, named)) is not None:
            found[one.target.id] = field
    return found


def _field(value: ast.expr | None, named: bool) -> tuple[bool, bool] | None:
    """Whether a field may be left out and goes by name alone, by what is assigned to it; `None`: it is not passed."""
    if value is None or _last_name(value) != "field":
        return value is not None, named
    options = _plain(value)
    if options.get("init") is False:
        return None
    return bool(options.keys() & _DEFAULTS), bool(options.get("kw_only", named))


_DEFAULTS = {"default", "default_factory"}
