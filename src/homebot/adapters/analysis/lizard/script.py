"""The tokens of JavaScript and its like as lizard can follow them: part of the analyser beside it.

At three things lizard loses the function it is in, and takes the rest of a class for part of another function: a
subscript inside of a call (`f(a[i])`), the labels of a `switch`, and a getter `get [a]()`.
"""

from collections.abc import Iterable, Iterator

SUFFIXES = frozenset({"js", "cjs", "mjs", "jsx", "ts", "tsx", "vue"})
_NO_OPERANDS = frozenset({
    "const", "let", "var", "return", "throw", "yield", "await", "of", "in", "case", "typeof", "instanceof", "new",
    "delete", "void", "else", "do", "get", "set", "static", "async", "extends", "default", "export", "import",
    "readonly", "public", "private", "protected",
})  # fmt: skip


def followed(tokens: Iterable[str]) -> Iterator[str]:
    """The tokens with subscripts, labels and getters written otherwise; no condition and no line comes or goes."""
    return _plain_labels(_plain_subscripts(_plain_getters(tokens)))


def _plain_getters(tokens: Iterable[str]) -> Iterator[str]:
    """`get [a]() {}` as `[a]() {}`."""
    held = ""
    for word in tokens:
        if held and word != "[":
            yield held
        held = word if word in ("get", "set") else ""
        if not held:
            yield word
    if held:
        yield held


def _plain_subscripts(tokens: Iterable[str]) -> Iterator[str]:
    """`a[i]` as `a.i`, and `a[]` as `a`."""
    are_subscripts: list[bool] = []
    last = dot = ""
    for word in tokens:
        if dot and word != "]":
            yield dot
        dot = ""
        if word == "[":
            are_subscripts.append(_is_operand(last))
            dot = "." if are_subscripts[-1] else ""
        if not dot and not (word == "]" and are_subscripts and are_subscripts.pop()):
            yield word
        last = word


def _is_operand(word: str) -> bool:
    return word in (")", "]") or ((word[:1].isalnum() or word[:1] in ("_", "$", "#")) and word not in _NO_OPERANDS)


def _plain_labels(tokens: Iterable[str]) -> Iterator[str]:
    """The colon of `case a:` and of `default:` as a semicolon."""
    switches, label = _Switches(), _Label()
    last = ""
    for word in tokens:
        switches.see(word, last)
        if word in ("case", "default") and switches.inside:
            label.begin()
            yield word
        else:
            yield ";" if label.ends(word) else word
        last = last if word == "\n" else word


class _Label:
    """Where a label ends: at a colon that belongs to no `?`."""

    def __init__(self) -> None:
        self._open = False
        self._questions = 0

    def begin(self) -> None:
        self._open, self._questions = True, 0

    def ends(self, word: str) -> bool:
        if not self._open or word not in ("?", ":"):
            return False
        self._questions += 1 if word == "?" else -1
        self._open = self._questions >= 0
        return not self._open


class _Switches:
    """Whether the innermost braces are those of a `switch`."""

    def __init__(self) -> None:
        self._braces: list[bool] = []
        self._announced = False

    @property
    def inside(self) -> bool:
        return bool(self._braces) and self._braces[-1]

    def see(self, word: str, last: str) -> None:
        if word == "switch" and last != ".":
            self._announced = True
        elif word == "{":
            opens = self._announced and last == ")"
            self._braces.append(opens)
            self._announced = self._announced and not opens
        elif word == "}" and self._braces:
            self._braces.pop()
