"""A function comes to be more than twice as complex as the service's `complexity` standard allows. One that was so
before and does not rise is old debt, and asks for nothing; a service without that standard neither."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.facts import FunctionComplexity
from homebot.core.languages import language_of
from homebot.core.render.escape import span
from homebot.core.standards.complexity import Options as Standard


@dataclass(frozen=True, slots=True)
class Options:
    """`times` what the standard allows, as a whole number."""

    enabled: bool = True
    kind: str = "architecture"
    times: int = 2


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One where a function is added or rises above the limit; it names the most complex."""
    standard = dict(part.options).get("complexity")
    if not isinstance(standard, Standard):
        return
    written = {file.path for file in part.files if not file.generated}
    found = [one for one in part.functions if one.path in written and _is_over(one, standard, options.times)]
    if found:
        worst = max(found, key=lambda one: (one.after, one.path, one.name))
        limit = options.times * _allowed(worst, standard)
        says = f"{span(worst.name)} in {span(worst.path)} is more complex than {limit}, {options.times} times the limit"
        paths = tuple(dict.fromkeys(one.path for one in found))
        yield Reason(options.kind, "complexity", part.standing.service, says, paths)


def _is_over(one: FunctionComplexity, standard: Standard, times: int) -> bool:
    return one.after > times * _allowed(one, standard) and (one.before is None or one.after > one.before)


def _allowed(one: FunctionComplexity, standard: Standard) -> int:
    return dict(standard.languages).get(language_of(one.path) or "python", standard.max)
