"""Whether an override stands against a bar raiser's decision as that is now."""

from homebot.core.overrides import terms
from homebot.core.register.record import Record


def stands_against(override: Record, decision: Record) -> bool:
    """Whether it has not fallen, and there still is what it went against: the `against`, or, where nobody had answered,
    that nobody has, though somebody may be asked once more."""
    if override.kind != "override" or override.scope.of != decision.number or override.state == "fallen":
        return False
    return decision.state in terms.STANDS_AGAINST.get(override.fact(terms.STATE), ("against",))
