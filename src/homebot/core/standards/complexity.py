"""Functions stay simple enough to be understood by the team that will keep them.

Checks:
    The cyclomatic complexity of every function the change adds or touches: in Python by radon's rules, in
    [other languages](languages.md) by lizard's. Branches outside of functions count too, as `<module>` and
    `Class.<body>`. Functions whose text is unchanged are not judged; a moved or renamed one is compared with what it
    was. With `cognitive_max` the cognitive complexity of Python functions, as complexipy counts it, is held to a limit
    of its own in the same way.

Why:
    The Home Team maintains what an Away Team leaves. Complexity is what makes a stranger's code expensive to keep.

Passes:
    A function at or below `max` (default 10), or below what `languages` sets for its language. With `ratchet` (default
    on) a function that was already above it may stay as it is or fall.

Fails:
    A new function above its limit, or an old one that rises above it, or rises further.

To fix:
    Give a branch a name: move it into a function of its own, return early, or replace a chain of conditions by a table.
"""

from dataclasses import dataclass

from homebot.core.facts import FunctionComplexity
from homebot.core.findings import Finding, Report
from homebot.core.found import AnalysisError
from homebot.core.languages import Language, language_of
from homebot.core.standards_view import View


@dataclass(frozen=True, slots=True)
class Options:
    """`max` is the highest complexity allowed, `languages` that of single ones (tools count differently),
    `cognitive_max` the highest cognitive complexity (none: any is); `ratchet` lets old functions above them stay or
    fall."""

    max: int = 10
    ratchet: bool = True
    cognitive_max: int | None = None
    languages: tuple[tuple[Language, int], ...] = ()


def check(view: View, options: Options) -> Report:
    """Judges every touched function; files that could not be analysed are errors."""
    written = {file.path for file in view.files if not file.generated}
    functions = [function for function in view.functions if function.path in written]
    errors = [_error(error) for error in view.errors if error.path in written]
    over = sorted((f for f in functions if _breaks(f, options)), key=lambda f: (-f.after, f.path, f.line))
    findings = (*errors, *(_finding(function, options) for function in over))
    if not functions and not errors:
        return Report(applicable=False, summary="no function is added or changed")
    return Report(applicable=True, summary=_summary(functions, over, errors, options), findings=findings)


def _limit(function: FunctionComplexity, options: Options) -> int:
    """The highest complexity of a function in its language."""
    return dict(options.languages).get(language_of(function.path) or "python", options.max)


def _error(error: AnalysisError) -> Finding:
    language = language_of(error.path)
    reader = "Python" if language in ("python", None) else "lizard"
    return Finding(
        message=f"{error.path} could not be analysed: {error.reason}",
        fix=f"make it a file that {reader} can read, or ask the Home Team to look at it",
        path=error.path,
        line=1,
        error=True,
    )


def _rises(before: int | None, after: int, limit: int, options: Options) -> bool:
    return after > limit and not (options.ratchet and before is not None and after <= before)


def _breaks(function: FunctionComplexity, options: Options) -> bool:
    return _is_tangled(function, options) or _is_hard(function, options)


def _is_tangled(function: FunctionComplexity, options: Options) -> bool:
    return _rises(function.before, function.after, _limit(function, options), options)


def _is_hard(function: FunctionComplexity, options: Options) -> bool:
    """Whether its cognitive complexity breaks the limit there is for it."""
    limit, after = options.cognitive_max, function.cognitive_after
    return limit is not None and after is not None and _rises(function.cognitive_before, after, limit, options)


def _finding(function: FunctionComplexity, options: Options) -> Finding:
    by = "" if function.tool == "radon" else f" by {function.tool}"
    if _is_tangled(function, options):
        kind, before, after, limit = "complexity", function.before, function.after, _limit(function, options)
    else:
        kind, before, limit = "cognitive complexity", function.cognitive_before, options.cognitive_max or 0
        after = function.cognitive_after or 0
    was = "" if before is None else f" (it was {before})"
    old = before is not None and before > limit and options.ratchet
    return Finding(
        message=f"{function.name} has {kind} {after}{by}{was}; the limit is {limit}",
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
            f"{len(over)} of {len(functions)} touched {_functions(len(functions))} above {_broken(over, options)}"
        )
    elif functions:
        parts.append(_held(functions, options))
    return "; ".join(parts)


def _held(functions: list[FunctionComplexity], options: Options) -> str:
    old = [function for function in functions if function.after > _limit(function, options)]
    if old:
        return f"{len(old)} above {_limits(old, options)} already, none rises"
    return f"highest {max(function.after for function in functions)}, limit {_limits(functions, options)}"


def _limits(functions: list[FunctionComplexity], options: Options) -> str:
    """The limits that hold for some functions, each once: `10`, or `10 (python), 15 (go)` where they differ."""
    limits = {language_of(function.path) or "python": _limit(function, options) for function in functions}
    if len(set(limits.values())) == 1:
        return str(next(iter(limits.values())))
    return ", ".join(f"{limit} ({language})" for language, limit in sorted(limits.items()))


def _functions(number: int) -> str:
    return "function" if number == 1 else "functions"


def _broken(over: list[FunctionComplexity], options: Options) -> str:
    """The limits that are broken."""
    tangled = [function for function in over if _is_tangled(function, options)]
    hard = any(_is_hard(function, options) for function in over)
    return " or ".join([_limits(tangled, options)] * bool(tangled) + [f"cognitive {options.cognitive_max}"] * hard)
