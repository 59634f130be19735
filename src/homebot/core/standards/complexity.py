"""Functions stay simple enough to be understood by the team that will keep them.

Checks:
    The cyclomatic complexity, by radon's rules, of every Python function the change adds or touches. Branches outside
    of functions count too, as `<module>` and `Class.<body>`. Functions whose text is unchanged are not judged; a moved
    or renamed one is compared with what it was.

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
    """`max` is the highest complexity allowed; `ratchet` lets old functions above it stay or fall."""

    max: int = 10
    ratchet: bool = True


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


def _breaks(function: FunctionComplexity, options: Options) -> bool:
    if function.after <= options.max:
        return False
    return not (options.ratchet and function.before is not None and function.after <= function.before)


def _finding(function: FunctionComplexity, options: Options) -> Finding:
    was = "" if function.before is None else f" (it was {function.before})"
    old = function.before is not None and function.before > options.max and options.ratchet
    limit = f"the limit is {options.max}"
    goal = f"bring it back to {function.before} or less" if old else f"split it, or bring it to {options.max}"
    return Finding(
        message=f"{function.name} has complexity {function.after}{was}; {limit}",
        fix=goal,
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
        parts.append(f"{len(over)} of {len(functions)} touched {_functions(len(functions))} above {options.max}")
    elif functions:
        highest = max(function.after for function in functions)
        old = sum(function.after > options.max for function in functions)
        parts.append(
            f"{old} above {options.max} already, none rises" if old else f"highest {highest}, limit {options.max}"
        )
    return "; ".join(parts)


def _functions(number: int) -> str:
    return "function" if number == 1 else "functions"
