"""What CI finds is part of the verdict.

Checks:
    The check runs and commit statuses at the head whose names are set in `contexts`, named as in GitHub's own branch
    rules. Of several with one name the worst counts; `success`, `neutral` and `skipped` pass, as on GitHub.

Why:
    Tests that nobody has to wait for are not waited for. And whoever comes from another team should not have to mend
    what was broken before they came.

Passes:
    Every named context passes. One that is red on the merge base too is shown as `was so before` and not charged.

Fails:
    A named context is red at the head and was not red on the merge base. While one is still running, or has not said
    anything yet, nothing is judged: `homebot: standards` stays in progress, neither green nor red.

To fix:
    Read its log and mend what it says, or run it again if it failed by chance; homebot looks again when it has ended.
"""

from dataclasses import dataclass

from homebot.core.contexts import worst
from homebot.core.findings import Finding, Report
from homebot.core.found import Context, ContextState
from homebot.core.standards_view import View

OWN = "homebot: "
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Options:
    """`contexts` are the names of the check runs and commit statuses that must pass."""

    contexts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """homebot would wait for itself.

        Raises:
            ValueError: when one of homebot's own checks is named.
        """
        if own := [name for name in self.contexts if name.startswith(OWN)]:
            raise ValueError(f"{own[0]} is homebot's own check: it cannot wait for itself")


def check(view: View, options: Options) -> Report:
    """Compares the head with the merge base."""
    if not options.contexts or not view.files:
        return Report(applicable=False, summary="no check is required")
    talk = view.snapshot.conversation
    head, base = worst(talk.contexts), worst(view.snapshot.base_contexts)
    red = _those(options, head, "failed")
    before = set(_those(options, base, "failed"))
    open_ones = _those(options, head, "pending")
    findings = [_finding(head[name], name in before) for name in red]
    if open_ones and "checks" in talk.cut:
        findings.append(_unread())
    said = _summary(red, before, open_ones) or _all_pass(len(options.contexts))
    return Report(applicable=True, summary=said, findings=tuple(findings), waiting=bool(open_ones))


def _those(options: Options, contexts: dict[str, Context], state: ContextState) -> list[str]:
    """The required ones that stand so; one that nobody has heard of is still to come."""
    return [name for name in options.contexts if (contexts[name].state if name in contexts else "pending") == state]


def _finding(red: Context, before: bool) -> Finding:
    said = f"`{red.name}` is red ({red.said})"
    if before:
        return Finding(f"{said}; it is red on the merge base too", pre_existing=True)
    return Finding(said, "read its log and mend what it says; homebot looks again when it has run")


def _unread() -> Finding:
    return Finding("GitHub holds more checks of this commit than were read", "run fewer of them", error=True)


def _summary(red: list[str], before: set[str], open_ones: list[str]) -> str:
    parts = (
        ("red:", [name for name in red if name not in before]),
        ("red before already:", [name for name in red if name in before]),
        ("waiting for", open_ones),
    )
    return "; ".join(f"{what} {_series(names)}" for what, names in parts if names)


def _all_pass(number: int) -> str:
    return f"{number} required {'check passes' if number == 1 else 'checks pass'}"


def _series(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f"`{name}`" for name in names[:SHOWN]) + more
