"""What is removed or changed between two versions of a surface; what is added breaks nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from homebot.core.public_surface.items import Exported, SurfaceChange

IMPORTS = frozenset({"import", "package import", "re-export"})
"""Names that a Python module has from elsewhere. An `import` is for its own use; what a package imports from within
itself, and `import x as x`, are meant for others."""
SHOWN = 3
LONGEST = 100
"""Characters of one thing that is lost or needed."""
MOST_LEVELS = 80


def exported(items: Iterable[Exported], is_package: bool = False) -> list[Exported]:
    """Of all names of a module those that others are meant to use. `is_package`: it is an `__init__.py`."""
    return [one for one in items if one.kind != "import" and (one.kind != "package import" or is_package)]


def differences(
    path: str, before: Sequence[Exported], now: Mapping[str, tuple[str, Exported]]
) -> Iterator[SurfaceChange]:
    """Each name of `before`, at `path`, that is removed or changed, in order; `now` has every name that is there, with
    its file. The members of what is removed, has become something else, or comes from elsewhere now are not told of."""
    settled: set[str] = set()
    for one in before:
        if not settled.isdisjoint(owners(one.name)):
            continue
        if one.name not in now:
            settled.add(one.name)
            yield SurfaceChange(path, one.line, one.name, one.kind, "removed")
            continue
        where, found = now[one.name]
        if found.kind != one.kind:
            settled.add(one.name)
        if detail := _turned(one, found) if found.kind != one.kind else _detail(one, found):
            yield SurfaceChange(where, found.line, one.name, one.kind, "changed", detail)


def owners(name: str) -> Iterator[str]:
    """What a name belongs to, the nearest first: `a.b` and `a` of `a.b.c`."""
    for _ in range(MOST_LEVELS):
        name, dot, _ = name.rpartition(".")
        if not dot:
            return
        yield name


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _turned(before: Exported, after: Exported) -> str:
    """What became something else; of a plain value nobody knew what it was, nor of a name from elsewhere."""
    if before.kind == "value" or IMPORTS & {before.kind, after.kind}:
        return ""
    return f"it was {_a(before.kind)} and is {_a(after.kind)}"


def _detail(before: Exported, after: Exported) -> str:
    """What a user loses and what they have to bring; empty where nobody is broken."""
    lost = _without(before.gives, after.gives)
    more = _without(after.needs, before.needs)
    if (lost or more) and before.text != after.text:
        return f"{before.text} → {after.text}"
    parts = (_listed("no longer", lost), _listed("newly needed", more))
    return "; ".join(part for part in parts if part)


def _without(some: Sequence[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [one for one in some if one not in known]


def _listed(what: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{what}: {', '.join(name[:LONGEST] for name in names[:SHOWN])}{more}" if names else ""
