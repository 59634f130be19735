"""What a change does to the functions of one Python file, parsing no more of it than the change needs; runs in the
child process.

An outermost function whose text is the same on both sides is the same function, with all that is inside it: it is told
of neither side. The others are parsed alone. What lies between the functions is parsed, without them, when it is not
the same on both sides. What is told of a side is what `measure` tells of it, less the functions that are unchanged, in
the same order. Whenever that is in doubt the answer is `None`.
"""

import ast
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter

from .outline import Chunk, Outline, may_branch, outline
from .scopes import Function, Range, Scope, described, in_order, last, qualified, scope_described, start

Sides = tuple[list[Function], list[Function]]
Headers = dict[int, int]
"""How much decorators, defaults and annotations add to the scope around a function, by the function's first line."""
Classes = dict[tuple[bytes | int, ...], list[Range]]

_PLAIN = rb"""(?:[^()"'#\\]|"[^"\\\n]*"|'[^'\\\n]*')*"""
_BRACKETED = rb"\((?:%s\(%s\))*%s\)" % (_PLAIN, _PLAIN, _PLAIN)
_RESULT = rb"""(?: *-> *(?:[^:()"'#\\\n]|"[^"\\\n]*"|'[^'\\\n]*')+)?"""
_FIRST = attrgetter("first")
_SHORT_HEADER = re.compile(rb"(?: *@[\w.]+\n)* *(?:async )?def \w+\([^()\"'#\\]*\)(?: -> [^:()\"'#\\\n]+)?:")
_HEADER = re.compile(
    rb"(?: *@[\w.]+(?:%s)?\n)* *(?:async +)?def +\w+%s%s *:" % (_BRACKETED, _BRACKETED, _RESULT),
)


def compare(before: bytes, after: bytes, cognitive: bool = False) -> Sides | None:
    """The functions of both sides of a file, less those that are the same; `None` to have both measured whole."""
    try:
        new, old = outline(after), outline(before)
        return None if new is None or old is None else _compared(old, new, cognitive)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _compared(old: Outline, new: Outline, cognitive: bool) -> Sides:
    names = old.named()
    unchanged = {name for name, texts in new.named().items() if names.get(name) == texts}
    for chunk in new.chunks:
        if chunk.name in unchanged and new.doubts(chunk):
            _alone(chunk)
    before, old_headers = _functions(old, unchanged, cognitive)
    after, new_headers = _functions(new, unchanged, cognitive)
    if old.skeleton() != new.skeleton() or _suspected(new) or any((*old_headers.values(), *new_headers.values())):
        old_same, new_same = _same(_classes(old, old_headers), _classes(new, new_headers), new)
        before += _scopes(old, old_headers, old_same, cognitive)
        after += _scopes(new, new_headers, new_same, cognitive)
    return in_order(before), in_order(after)


def _functions(side: Outline, same: Collection[str], cognitive: bool) -> tuple[list[Function], Headers]:
    """The functions that are not the same, with those inside them."""
    found: list[Function] = []
    headers: Headers = {}
    for chunk in side.chunks:
        if chunk.name in same:
            continue
        node, lines = _alone(chunk)
        headers[chunk.first] = Scope([node]).complexity - 1
        ahead = chunk.last - len(lines)
        found += [
            {**function, "line": function["line"] + ahead, "end_line": function["end_line"] + ahead}
            for function in described(node, chunk.name, lines, cognitive)
        ]
    return found, headers


def _alone(chunk: Chunk) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, Sequence[bytes]]:
    """A function parsed without its surroundings, and the lines that its nodes count.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: when it is not what the outline took it for.
    """
    text = b"if 1:\n" + chunk.raw if chunk.indent else chunk.raw
    # As text: in bytes a comment could say that they are encoded otherwise.
    body = ast.parse(text.decode()).body
    if chunk.indent and len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        body = body[0].body
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef):
        raise ValueError("not one function")
    if body[0].name != chunk.name.rpartition(".")[2]:
        raise ValueError("not this function")
    return body[0], text.split(b"\n")


def _suspected(side: Outline, first: int = 1, last: int | None = None) -> bool:
    """Whether there may be something between the functions of some lines that the interpreter refuses."""
    return any(side.suspected(begin, end) for begin, end, _ in side.outside(first, last))


def _same(was: Classes, now: Classes, new: Outline) -> tuple[list[Range], list[Range]]:
    """The lines on both sides of the classes that are the same, and readable."""
    same = [what for what, ranges in now.items() if len(was.get(what, ())) == len(ranges)]
    same = [what for what in same if not any(_suspected(new, *lines) for lines in now[what])]
    return [lines for what in same for lines in was[what]], [lines for what in same for lines in now[what]]


def _classes(side: Outline, headers: Headers) -> Classes:
    """The lines of the classes that have nothing around their functions but themselves, by what that is."""
    found: Classes = {}
    touched = [first for first, added in headers.items() if added]
    for first, end in side.classes():
        if not any(first <= line <= end for line in touched):
            found.setdefault(tuple(side.skeleton(first, end)), []).append((first, end))
    return found


def _scopes(side: Outline, headers: Headers, left_out: Sequence[Range], cognitive: bool) -> Iterator[Function]:
    """The code of a module and its classes that is in no function, but for some classes."""
    chunks: Sequence[Chunk] = _left(side.chunks, left_out)
    waiting: list[tuple[str, ast.Module | ast.ClassDef, Sequence[Chunk]]] = [
        ("", _hollow(side, chunks, left_out), chunks)
    ]
    while waiting:
        name, node, chunks = waiting.pop()
        scope = Scope(node.body)
        taken = [] if name else list(left_out)
        for inner in scope.inner:
            if not isinstance(inner, ast.ClassDef):
                raise ValueError("a function that the outline does not have")
            first, end = start(inner), last(inner)
            taken.append((first, end))
            waiting.append((qualified(name, inner), inner, _between(chunks, first, end)))
        own = _left(chunks, taken)
        complexity = scope.complexity + sum(_header(one, headers) for one in own)
        if complexity > 1:
            ranges = [*taken, *((one.first, one.last) for one in own)]
            yield scope_described(name, node, complexity, ranges, side.lines, cognitive)


def _between(chunks: Sequence[Chunk], first: int, last: int) -> Sequence[Chunk]:
    return chunks[bisect_left(chunks, first, key=_FIRST) : bisect_left(chunks, last + 1, key=_FIRST)]


def _left(chunks: Sequence[Chunk], taken: Sequence[Range]) -> list[Chunk]:
    """The functions that are not in any of some ranges."""
    left: list[Chunk] = []
    at = 0
    for first, end in sorted(taken):
        begin = bisect_left(chunks, first, key=_FIRST)
        left += chunks[at:begin]
        at = max(at, bisect_left(chunks, end + 1, key=_FIRST))
    return [*left, *chunks[at:]]


def _hollow(side: Outline, chunks: Sequence[Chunk], left_out: Sequence[Range]) -> ast.Module:
    """The module without its functions and some classes, every other line where it was."""
    lines = list(side.lines)
    for first, end in left_out:
        lines[first - 1 : end] = [b""] * (end - first + 1)
    for chunk in chunks:
        lines[chunk.first - 1 : chunk.last] = [b""] * (chunk.last - chunk.first) + [b" " * chunk.indent + b"pass"]
    return ast.parse(b"\n".join(lines).decode())


def _header(chunk: Chunk, headers: Headers) -> int:
    known = headers.get(chunk.first)
    if known is not None:
        return known
    text = chunk.raw
    plain = _SHORT_HEADER.match(text) or _HEADER.match(text)
    if plain is None or may_branch(plain[0]):
        return int(Scope([_alone(chunk)[0]]).complexity) - 1
    return 0
