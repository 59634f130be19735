"""GitHub's words for how a check run or a commit status stands, as one of three."""

from collections.abc import Iterable

from homebot.core.found import Context, ContextState

_PASSED = frozenset({"success", "neutral", "skipped"})
"""GitHub lets these three through where a check is required."""
_WORST: dict[ContextState, int] = {"passed": 0, "pending": 1, "failed": 2}


def of_run(name: str, status: str, conclusion: str | None) -> Context:
    """A check run; whatever it ended with besides a pass is a failure: `timed_out`, `cancelled`, `stale` and others."""
    word = (conclusion or "").lower() if status.lower() == "completed" else ""
    if not word:
        return Context(name, "pending", status.lower())
    return Context(name, "passed" if word in _PASSED else "failed", word)


def of_status(name: str, state: str) -> Context:
    """A commit status: `success`, `failure`, `error`, or one that is still to come."""
    word = state.lower()
    if word in ("failure", "error"):
        return Context(name, "failed", word)
    return Context(name, "passed" if word == "success" else "pending", word)


def worst(contexts: Iterable[Context]) -> dict[str, Context]:
    """One for each name: where several Apps or workflows use it, the one that is worst."""
    found: dict[str, Context] = {}
    for context in contexts:
        known = found.get(context.name)
        if known is None or _WORST[context.state] > _WORST[known.state]:
            found[context.name] = context
    return found
