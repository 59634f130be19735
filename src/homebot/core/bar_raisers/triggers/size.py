"""The change is so large that nobody can be expected to have read it: whether it goes in whole is a decision of its
own."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason

TIMES = 3
"""So many times what the service's own `size` standard allows."""
WITHOUT_STANDARD = 2_000
"""Lines, for a service that holds to no `size`."""


@dataclass(frozen=True, slots=True)
class Options:
    """`max_changed_lines` are changed lines, generated files left out; where it is not set, three times what the
    service's `size` standard allows, or 2,000 without one."""

    enabled: bool = True
    kind: str = "architecture"
    max_changed_lines: int | None = None


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One where more lines are changed."""
    lines = sum((file.added or 0) + (file.deleted or 0) for file in part.files if not file.generated)
    limit = _limit(part, options)
    if lines > limit:
        yield Reason(options.kind, "size", part.standing.service, f"more than {limit} lines are changed", part.paths)


def _limit(part: Part, options: Options) -> int:
    if options.max_changed_lines is not None:
        return options.max_changed_lines
    of_standard = getattr(dict(part.options).get("size"), "max_changed_lines", None)
    return TIMES * of_standard if isinstance(of_standard, int) else WITHOUT_STANDARD
