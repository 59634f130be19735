"""The change claims one more deviation on a service that has three open already: whether the service still holds to its
standards is then a decision of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.bar_raisers.part import Part, Reason
from homebot.core.register.record import Record


@dataclass(frozen=True, slots=True)
class Options:
    """`most` open deviations that a service may have without a question."""

    enabled: bool = True
    kind: str = "architecture"
    most: int = 3


def reasons(part: Part, options: Options) -> Iterator[Reason]:
    """One where a deviation that was claimed on this pull request is beyond what a service may have."""
    found = [one for one in part.snapshot.decisions if _is_open(one, part.standing.service)]
    here = [one for one in found if str(part.snapshot.pull) in (one.place, one.scope.pull)]
    if here and len(found) > options.most:
        says = f"it claims a deviation where more than {options.most} are open"
        yield Reason(options.kind, "open-deviations", part.standing.service, says, part.paths)


def _is_open(one: Record, service: str) -> bool:
    return one.kind == "deviation" and not one.final and one.scope.service == service
