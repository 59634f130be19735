"""Radon's maintainability index of a Python source; runs in the child process.

radon's own way to count lines takes time by the square of a file's length, because it tokenizes from the start of a
statement again with each of its lines. Here the source is tokenized once; each statement is then judged by radon.
"""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from radon.metrics import h_visit_ast, mi_compute
from radon.raw import _logical, is_single_token
from radon.visitors import ComplexityVisitor

from .scopes import coding, normal


@dataclass(slots=True)
class Lines:
    """What radon's formula needs to know of a source's lines."""

    logical: int = 0
    source: int = 0
    comments: int = 0
    in_strings: int = 0
    """Lines of strings that stand alone and are longer than one line: docstrings, mostly."""


def index(source: bytes) -> float:
    """The maintainability index, from 0 to 100, strings that stand alone counted as comments.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: what could not be done with the source.
    """
    text = normal(source).decode((coding(normal(source)) or "utf-8").lower().removesuffix("-unix"))
    tree = ast.parse(text)
    lines = count(text)
    comments = (lines.comments + lines.in_strings) / lines.source * 100 if lines.source else 0
    volume = h_visit_ast(tree).total.volume
    complexity = ComplexityVisitor.from_ast(tree).total_complexity
    return float(mi_compute(volume, complexity, lines.logical, comments))


def count(text: str) -> Lines:
    """The lines of a source that parses.

    Raises:
        SyntaxError: when it cannot be tokenized after all.
    """
    found = Lines()
    for tokens, lines in _statements([line.strip() for line in text.splitlines()]):
        found.comments += sum(token.type == tokenize.COMMENT for token in tokens)
        found.logical += _logical(tokens)
        if is_single_token(tokenize.STRING, tokens):
            if tokens[0].start[0] != tokens[0].end[0]:
                found.in_strings += sum(map(bool, lines))
        elif not is_single_token(tokenize.COMMENT, tokens):
            found.source += sum(map(bool, lines))
    return found


def _statements(lines: list[str]) -> Iterator[tuple[list[tokenize.TokenInfo], list[str]]]:
    """The tokens and lines of each statement, comment and empty line."""
    tokens: list[tokenize.TokenInfo] = []
    depth, first = 0, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
            if token.type == tokenize.ERRORTOKEN:
                raise SyntaxError("it cannot be tokenized", ("", token.start[0], 0, ""))
            tokens.append(token)
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            if token.type == tokenize.NEWLINE or (token.type == tokenize.NL and not depth):
                yield [*tokens, _END], lines[first : token.start[0]]
                tokens, first = [], token.start[0]
    except tokenize.TokenError as error:
        raise SyntaxError(f"it cannot be tokenized: {error.args[0]}", ("", 0, 0, "")) from error


_END = tokenize.TokenInfo(tokenize.ENDMARKER, "", (0, 0), (0, 0), "")
