"""How complex the touched functions are before and after, worst first."""

from homebot.core.decision import Decision
from homebot.core.facts import FunctionComplexity, Snapshot
from homebot.core.render.escape import code
from homebot.core.render.markdown import count, cut, fold, paragraphs, table


def complexity(snapshot: Snapshot, decision: Decision, limit: int, more: str) -> str:
    """A table, folded unless complexity is what has to be mended; empty when no function was touched."""
    functions = sorted(snapshot.change.functions, key=lambda one: (-one.after, -_rise(one), one.path, one.line))
    if not functions:
        return ""
    failing = any(one.standard == "complexity" and one.outcome == "fail" for one in decision.judgements)
    rows = [(_where(one), "new" if one.before is None else str(one.before), _after(one)) for one in functions[:limit]]
    left = cut(functions, limit, lambda _: "", f"functions. {more}")[limit:]
    total = sum(_rise(one) for one in functions)
    summary = (
        f"Complexity: {count(len(functions), 'function')} touched, "
        f"the highest at {functions[0].after}, {total:+d} in all"
    )
    return fold(summary, paragraphs(table(("Function", "Before", "After"), rows), *left), unfolded=failing)


def _rise(function: FunctionComplexity) -> int:
    return function.after - (function.before or 0)


def _where(function: FunctionComplexity) -> str:
    return f"{code(function.name, 80)} in {code(f'{function.path}:{function.line}', 160)}"


def _after(function: FunctionComplexity) -> str:
    if function.before is None or function.after == function.before:
        return str(function.after)
    return f"{function.after} {'▲' if function.after > function.before else '▼'}"
