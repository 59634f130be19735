"""What a Python function lets its callers count on and asks of them; runs in the child process."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

Facets = tuple[list[str], list[str], str]
"""What it gives, what it needs, and how it looks."""
LONGEST = 300


@dataclass(slots=True)
class Parameters:
    """Names with whether each may be left out; `only` are those that go by position alone."""

    only: list[tuple[str, bool]] = field(default_factory=list)
    plain: list[tuple[str, bool]] = field(default_factory=list)
    named: list[tuple[str, bool]] = field(default_factory=list)
    rest: bool = False
    others: bool = False


def of_function(arguments: ast.arguments, bound: bool) -> Parameters:
    """The parameters of a function, of a `bound` one without the first."""
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    all_ = [(one.arg, number >= required) for number, one in enumerate(positional)]
    only = len(arguments.posonlyargs)
    if bound and all_:
        all_, only = all_[1:], max(0, only - 1)
    named = [
        (one.arg, default is not None) for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    return Parameters(all_[:only], all_[only:], named, arguments.vararg is not None, arguments.kwarg is not None)


def facets(name: str, of: Parameters) -> Facets:
    """A call that was right stays right as long as nothing of the first list is lost and nothing is added to the
    second."""
    gives, needs = list[str](), list[str]()
    for number, (parameter, optional) in enumerate([*of.only, *of.plain], start=1):
        gives.append(f"position {number}")
        if number > len(of.only):
            gives += [f"{parameter} at position {number}", f"keyword {parameter}"]
        if not optional:
            needs.append(parameter if number > len(of.only) else f"position {number}")
    gives += [f"keyword {parameter}" for parameter, _ in of.named]
    needs += [parameter for parameter, optional in of.named if not optional]
    gives += ["any further position"] * of.rest + ["any further keyword"] * of.others
    return gives, needs, f"{name}({', '.join(_shown(of))})"[:LONGEST]


def _shown(of: Parameters) -> Iterable[str]:
    yield from _written(of.only)
    if of.only:
        yield "/"
    yield from _written(of.plain)
    if of.rest:
        yield "*..."
    elif of.named:
        yield "*"
    yield from _written(of.named)
    if of.others:
        yield "**..."


def _written(parameters: list[tuple[str, bool]]) -> Iterable[str]:
    return (f"{name}=..." if optional else name for name, optional in parameters)
