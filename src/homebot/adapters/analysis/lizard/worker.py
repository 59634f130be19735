"""The analyser of sources in other languages than Python, in a child process: a suffix, a NUL and a source in, JSON
out, either `{"functions": [...]}` or `{"error": "why"}`, as the analyser of Python answers.

Complexity is lizard's: its own readers find the functions and say which tokens count. What lizard leaves out is
counted too, so that no branch can hide: code in no function is `<module>`, a macro of C is `#define NAME` (both told
only when they branch), and a function that never ends goes on to the end of the file. No comment is obeyed: `#lizard
forgives` and `GENERATED CODE` are obeyed by a step of lizard's that is not taken here. What lizard would take for text
though it is code, `text.py` beside this mends beforehand.
"""

import bisect
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from . import script
from .text import decoded, plain

_PATH = list(sys.path)
import lizard  # noqa: E402
from lizard_languages.clike import CodeStateMachine, CppRValueRefStates  # noqa: E402

# It puts its own folder and ours first.
sys.path[:] = _PATH

MAX_BYTES = 1024 * 1024
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 5
MAX_FUNCTIONS = 20_000

_RECURSION = 1_500
"""Each token goes through a state for every level it stands in: deep nesting is refused before it takes minutes."""

_NAME_LENGTH = 300
_OUTSIDE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ts", "tsx", "jsx", "vue", "java", "cs"), frozenset("?")),
    **dict.fromkeys(("c", "h", "cc", "cpp", "cxx", "hh", "hpp", "m", "mm"), frozenset({"&&"})),
    "php": frozenset({"?", "case"}),
    "swift": frozenset({"?", "case"}),
    "scala": frozenset({"?", "case"}),
    "rs": frozenset({"?", "for", "where"}),
    "pl": frozenset(":"),
    "pm": frozenset(":"),
}
"""Tokens that are no branch where they stand in no function: they belong to a type or a declaration there."""

_ONLY_FUNCTIONS = frozenset({"erl", "hrl", "escript", "pks", "pkb", "pls", "plb", "pck"})
"""Languages whose other statements are declarations or queries."""

_DIRECTIVES = frozenset({"c", "h", "cc", "cpp", "cxx", "hh", "hpp", "m", "mm", "cs"})
_DEFINE = re.compile(r"#\s*define\s+(\w+)(.*)", re.S)
_BRANCH = re.compile(r"\b(?:if|for|while|case|catch)\b|&&|\|\||\?")
_NAMELESS = re.compile(r"^(?:.*\.)?(?:\(anonymous\)|<anonymous>|anonymous__\d+|)$")

Function = dict[str, str | int]


class _Builder(lizard.FileInfoBuilder):  # type: ignore[misc]
    """lizard's account of one file, in which no condition gets lost."""

    def __init__(self, suffix: str) -> None:
        super().__init__(f"a.{suffix}")
        self.suffix = suffix
        self.running: dict[int, Any] = {}
        self.macros: list[tuple[str, int, int, int]] = []
        self.spare = 0
        self.first_outside = 1
        self.braces = {"{": 0, "}": 0}
        self.raw_line = 1
        self.last = ""
        self.at_directive = False
        self.forgive: bool = False

    @property
    def inside(self) -> bool:
        return id(self.current_function) in self.running

    def try_new_function(self, name: str) -> None:
        self._let_go()
        super().try_new_function(name)

    def confirm_new_function(self) -> None:
        self._let_go()
        super().confirm_new_function()
        self.running[id(self.current_function)] = self.current_function
        if len(self.running) + len(self.fileinfo.function_list) > MAX_FUNCTIONS:
            raise ValueError(f"more than {MAX_FUNCTIONS} functions")

    def end_of_function(self) -> None:
        ended = self.current_function
        self.running.pop(id(ended), None)
        if self.forgive:
            self._let_go()
        # Only lizard itself forgives here: it took an expression for a function.
        self.forgive = self.forgive or ended is self.global_pseudo_function
        super().end_of_function()

    def add_condition(self, inc: int = 1) -> None:
        """As lizard does, but for directives outside of functions, for what it takes back there without having
        counted it, and for the empty `when {}` of Kotlin, worth -1 to it."""
        outside = not self.inside and (self.at_directive or (inc < 0 and self.suffix not in ("kt", "kts")))
        if outside or (inc < 0 and self.last == "{"):
            return
        if not self.inside and self.outside() == 1:
            self.first_outside = self.current_line
        super().add_condition(inc)

    def _let_go(self) -> None:
        """What was counted for a function that is none, or for its signature, counts for the file."""
        if self.current_function is not self.global_pseudo_function and not self.inside:
            self.spare += max(0, self.current_function.cyclomatic_complexity - 1)
            self.current_function.cyclomatic_complexity = 1

    def outside(self) -> int:
        """The complexity of what is in no function."""
        self._let_go()
        return int(max(0, self.global_pseudo_function.cyclomatic_complexity - 1) + self.spare + 1)


class _References(CppRValueRefStates):  # type: ignore[misc]
    """lizard takes a `&&` back where `=` follows: right for `auto&& x =`, wrong for `a && (b = c)`."""

    @CodeStateMachine.read_until_then("=;{})")  # type: ignore[untyped-decorator]
    def _r_value_ref(self, end: str, between: list[str]) -> None:
        if end == "=" and (len(between) <= 1 or between[0] == "["):
            self.context.add_condition(-1)
        self.next(self._state_global)


def measure(source: bytes, suffix: str) -> list[Function]:
    """All functions of a source, in no particular order.

    Raises:
        ValueError, RecursionError, MemoryError: what could not be done with it.
    """
    text = decoded(source)
    builder = _read(plain(text, suffix), suffix)
    found = _all_of(builder, text.split("\n"))
    if not found and any(builder.braces.values()) and not all(builder.braces.values()):
        raise ValueError("none of its braces has a partner")
    if len(found) > MAX_FUNCTIONS:
        raise ValueError(f"more than {MAX_FUNCTIONS} functions")
    return found


def _all_of(builder: _Builder, lines: list[str]) -> list[Function]:
    """Functions, those without an end that branch, macros, and the rest of the file if it branches."""
    found = [_described(function, lines) for function in builder.fileinfo.function_list]
    for function in builder.running.values():
        function.end_line = len(lines)
        if function.cyclomatic_complexity > 1:
            found.append(_described(function, lines))
    for name, line, end_line, complexity in builder.macros:
        found.append(_function(f"#define {name}", name, line, end_line, complexity, lines[line - 1 : end_line]))
    outside = builder.outside()
    if outside > 1 and builder.suffix not in _ONLY_FUNCTIONS:
        found.append(_module(builder.first_outside, outside, found, lines))
    return found


def _read(text: str, suffix: str) -> _Builder:
    builder = _Builder(suffix)
    reader = lizard.get_reader_for(f"a.{suffix}")(builder)
    reader.parallel_states = [
        _References(builder) if type(state) is CppRValueRefStates else state for state in reader.parallel_states
    ]
    tokens = _raw(reader.generate_tokens(text), builder)
    tokens = _without_comments(lizard.preprocessing(tokens, reader), reader)
    if suffix in script.SUFFIXES:
        tokens = script.followed(tokens)
    tokens = _counted(lizard.line_counter(tokens, reader), reader, builder)
    for _ in reader(tokens, reader):
        pass
    return builder


def _raw(tokens: Iterator[str], builder: _Builder) -> Iterator[str]:
    """Tokens as they are written; macros are put aside."""
    directives = builder.suffix in _DIRECTIVES
    for token in tokens:
        builder.at_directive = directives and token.startswith("#")
        last = builder.raw_line + token.count("\n")
        if builder.at_directive and (define := _DEFINE.match(token)) and (branches := len(_BRANCH.findall(define[2]))):
            builder.macros.append((define[1], builder.raw_line, last, branches + 1))
        builder.raw_line = last
        yield token


def _without_comments(tokens: Iterator[str], reader: Any) -> Iterator[str]:
    """Comments say nothing to us; only their lines are counted."""
    for token in tokens:
        if reader.get_comment_from_token(token) is None:
            yield token
        else:
            yield from "\n" * token.count("\n")


def _counted(tokens: Iterator[str], reader: Any, builder: _Builder) -> Iterator[str]:
    neutral = _OUTSIDE.get(builder.suffix, frozenset())
    for token in tokens:
        if token in reader.conditions and (builder.inside or token not in neutral):
            builder.add_condition()
        if token in builder.braces:
            builder.braces[token] += 1
        yield token
        builder.last = token


def _described(function: Any, lines: list[str]) -> Function:
    """A function of lizard's; what is one scope to it (`A::f`, `A.f`) is written with dots."""
    name = re.sub(r"\s+", " ", function.name.replace("::", ".")).strip()
    if _NAMELESS.match(name):
        name = f"{name.rpartition('.')[0]}.<anonymous>".lstrip(".")
    line = min(max(1, function.start_line), len(lines))
    end_line = min(max(line, function.end_line), len(lines))
    complexity = max(1, function.cyclomatic_complexity)
    return _function(name, name.rpartition(".")[2], line, end_line, complexity, lines[line - 1 : end_line])


def _function(name: str, bare: str, line: int, end_line: int, complexity: int, lines: list[str]) -> Function:
    """Complexity is part of the digests: lizard may end a function before its last line."""
    text = _dedented(lines)
    shape = re.sub(rf"(?<!\w){re.escape(bare)}(?!\w)", "", text, count=1) if bare else text
    return {
        "name": name[:_NAME_LENGTH],
        "line": line,
        "end_line": end_line,
        "complexity": complexity,
        "text": _digest(text, complexity),
        "shape": _digest(shape, complexity),
    }


def _digest(text: str, complexity: int) -> str:
    return hashlib.blake2b(f"{complexity} {text}".encode(), digest_size=12).hexdigest()


def _dedented(lines: list[str]) -> str:
    """The lines without the first one's indentation, so that a function keeps its text when it moves."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else ""
    return "\n".join(line.removeprefix(indent).rstrip() for line in lines)


def _module(line: int, complexity: int, found: list[Function], lines: list[str]) -> Function:
    """What is in no function, told at its first branch; its text is the lines that belong to none."""
    spans = sorted((int(function["line"]), int(function["end_line"])) for function in found)
    starts = [start for start, _ in spans]
    reach = [0]
    for _, end in spans:
        reach.append(max(reach[-1], end))
    left = [text for number, text in enumerate(lines, 1) if reach[bisect.bisect_right(starts, number)] < number]
    return _function("<module>", "", line, line, complexity, left)


def prepare() -> None:
    """Readers load modules and build tables when first used."""
    sys.setrecursionlimit(_RECURSION)
    for suffix in {suffix.lower() for reader in lizard.languages() for suffix in reader.ext}:
        measure(b"if x then y\n", suffix)


def answer(question: bytes) -> bytes:
    """The answer to one suffix and source: its functions, or why not."""
    suffix, _, source = question.partition(b"\0")
    return json.dumps(_answered(source, suffix.decode())).encode()


def _answered(source: bytes, suffix: str) -> dict[str, object]:
    if len(source) > MAX_BYTES:
        return {"error": f"larger than {MAX_BYTES} bytes"}
    try:
        return {"functions": measure(source, suffix)}
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return {"error": f"not UTF-8: byte {source[error.start]:#04x} on line {line}"}
    except ValueError as error:
        return {"error": str(error)[:200]}
    except RecursionError:
        return {"error": "nested too deeply to be analysed"}
    except MemoryError:
        raise
    except Exception as error:  # lizard's readers trust what they read: whatever they stumble over is an answer
        return {"error": f"lizard cannot read it ({type(error).__name__})"}


def exhausted(question: bytes) -> bytes:
    """The answer when memory is not enough."""
    return json.dumps({"error": f"needs more than {MEMORY_BYTES >> 20} MiB of memory"}).encode()
