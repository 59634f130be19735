"""Functions stay simple enough to be understood by the team that will keep them.

Checks:
    The cyclomatic complexity, by radon's rules, of every Python function the change adds or touches. Branches outside
    of functions count too, as `<module>` and `Class.<body>`. Functions whose text is unchanged are not judged; a moved
    or renamed one is compared with what it was. With `cognitive_max` their cognitive complexity, as complexipy counts
    it, is held to a limit of its own in the same way.

Why:
    The Home Team maintains what an Away Team leaves. Complexity is what makes a stranger's code expensive to keep.

Passes:
    A function at or below `max` (default 10). With `ratchet` (default on) a function that was already above it may stay
    as it is or fall.

Fails:
    A new function above `max`, or an old one that rises above it, or rises further.

To fix:
    Give a branch a name: move it into a function of its own, return early, or replace a chain of conditions by a table.
"""

from dataclasses import dataclass

from homebot.core.facts import AnalysisError, FunctionComplexity
from homebot.core.findings import Finding, Report
from homebot.core.standards_view import View


@dataclass(frozen=True, slots=True)
class Options:
    """`max` is the highest complexity allowed, `cognitive_max` the highest cognitive complexity (none: any is);
    `ratchet` lets old functions above them stay or fall."""

    max: int = 10
    ratchet: bool = True
    cognitive_max: int | None = None


def check(view: View, options: Options) -> Report:
    """Judges every touched function; files that could not be analysed are errors."""
    written = {file.path for file in view.files if not file.generated}
    functions = [function for function in view.functions if function.path in written]
    errors = [_error(error) for error in view.errors if error.path in written]
    over = sorted((f for f in functions if _breaks(f, options)), key=lambda f: (-f.after, f.path, f.line))
    findings = (*errors, *(_finding(function, options) for function in over))
    if not functions and not errors:
        return Report(applicable=False, summary="no Python function is added or changed")
    return Report(applicable=True, summary=_summary(functions, over, errors, options), findings=findings)


def _error(error: AnalysisError) -> Finding:
    return Finding(
        message=f"{error.path} could not be analysed: {error.reason}",
        fix="make it a file that Python can read, or ask the Home Team to look at it",
        path=error.path,
        line=1,
        error=True,
    )


def _rises(before: int | None, after: int, limit: int, options: Options) -> bool:
    return after > limit and not (options.ratchet and before is not None and after <= before)


def _breaks(function: FunctionComplexity, options: Options) -> bool:
    return _rises(function.before, function.after, options.max, options) or _is_hard(function, options)


def _is_hard(function: FunctionComplexity, options: Options) -> bool:
    """Whether its cognitive complexity breaks the limit there is for it."""
    limit, after = options.cognitive_max, function.cognitive_after
    return limit is not None and after is not None and _rises(function.cognitive_before, after, limit, options)


def _finding(function: FunctionComplexity, options: Options) -> Finding:
    if _rises(function.before, function.after, options.max, options):
        kind, before, after, limit = "complexity", function.before, function.after, options.max
    else:
        kind, before, limit = "cognitive complexity", function.cognitive_before, options.cognitive_max or 0
        after = function.cognitive_after or 0
    was = "" if before is None else f" (it was {before})"
    old = before is not None and before > limit and options.ratchet
    return Finding(
        message=f"{function.name} has {kind} {after}{was}; the limit is {limit}",
        fix=f"bring it back to {before} or less" if old else f"split it, or bring it to {limit}",
        path=function.path,
        line=function.line,
        end_line=function.end_line,
    )


def _summary(
    functions: list[FunctionComplexity], over: list[FunctionComplexity], errors: list[Finding], options: Options
) -> str:
    parts = []
    if errors:
        parts.append(f"{len(errors)} {'file' if len(errors) == 1 else 'files'} could not be analysed")
    if over:
        parts.append(
            f"{len(over)} of {len(functions)} touched {_functions(len(functions))} above {_limits(over, options)}"
        )
    elif functions:
        highest = max(function.after for function in functions)
        old = sum(function.after > options.max for function in functions)
        parts.append(
            f"{old} above {options.max} already, none rises" if old else f"highest {highest}, limit {options.max}"
        )
    return "; ".join(parts)


def _functions(number: int) -> str:
    return "function" if number == 1 else "functions"


def _limits(over: list[FunctionComplexity], options: Options) -> str:
    """The limits that are broken."""
    plain = any(_rises(f.before, f.after, options.max, options) for f in over)
    hard = any(_is_hard(f, options) for f in over)
    return " or ".join([f"{options.max}"] * plain + [f"cognitive {options.cognitive_max}"] * hard)
