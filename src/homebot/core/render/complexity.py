"""How complex the touched functions are before and after, worst first."""

from homebot.core.decision import Decision
from homebot.core.facts import Change, FunctionComplexity, Snapshot
from homebot.core.render.escape import code
from homebot.core.render.markdown import count, cut, fold, paragraphs, table

STANDARD = "complexity"


def complexity(snapshot: Snapshot, decision: Decision, limit: int, more: str) -> str:
    """A table, folded unless complexity is what has to be mended; empty when no function was touched.

    What breaks the standard stands first, then what is most complex; generated files are left out, as nobody judges
    them. Over `limit` rows, a line says how many follow, and `more` where.
    """
    written = {file.path for file in snapshot.change.files if not file.generated}
    broken = _broken(decision)
    functions = sorted(
        (one for one in snapshot.change.functions if one.path in written),
        key=lambda one: ((one.path, one.line) not in broken, -one.after, -_rise(one), one.path, one.line),
    )
    if not functions:
        return ""
    rows = [
        (_where(one), "new" if one.before is None else str(one.before), _after(one, broken))
        for one in functions[:limit]
    ]
    noun = "function" if len(functions) == limit + 1 else "functions"
    left = cut(functions, limit, lambda _: "", f"{noun}. {more}")[limit:]
    text = paragraphs(table(("Function", "Before", "After"), rows), *left)
    return fold(_summary(functions, snapshot.change, written), text, unfolded=bool(broken))


def _broken(decision: Decision) -> frozenset[tuple[str | None, int | None]]:
    """Where the standard does not hold, by file and line."""
    failing = (one for one in decision.judgements if one.standard == STANDARD and one.outcome == "fail")
    return frozenset((one.path, one.line) for judgement in failing for one in judgement.findings if not one.error)


def _summary(functions: list[FunctionComplexity], change: Change, written: set[str]) -> str:
    gone = [one.complexity for one in change.removed if one.path in written]
    removed = f", {len(gone):,} removed" if gone else ""
    total = sum(_rise(one) for one in functions) - sum(gone)
    highest = max(one.after for one in functions)
    return (
        f"Complexity: {count(len(functions), 'function')} touched{removed}, the highest at {highest}, {total:+d} in all"
    )


def _rise(function: FunctionComplexity) -> int:
    return function.after - (function.before or 0)


def _where(function: FunctionComplexity) -> str:
    return f"{code(function.name, 80)} in {code(f'{function.path}:{function.line}', 160)}"


def _after(function: FunctionComplexity, broken: frozenset[tuple[str | None, int | None]]) -> str:
    rises = function.before is not None and function.after != function.before
    sign = "" if not rises else " ▲" if _rise(function) > 0 else " ▼"
    text = f"{function.after}{sign}"
    return f"**{text}**" if (function.path, function.line) in broken else text
