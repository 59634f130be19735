"""The figures of the settlement (SPEC 10): pools and caps in milli-credits, spans in days."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Parameters:
    """One quarter's. `grace_days` after a quarter's end it is closed; until then facts of its days may still come."""

    carried_pool: int = 1000
    used_pool: int = 10_000
    attested_cap: int = 20_000
    consumer_cap: int = 50_000
    vesting_days: int = 30
    reversal_days: int = 180
    eligible_days: int = 90
    grace_days: int = 14

    def values(self) -> tuple[tuple[str, int], ...]:
        """All of them by name."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))


NAMES = tuple(field.name for field in fields(Parameters))


def parameters(values: Iterable[tuple[str, int]]) -> Parameters:
    """The parameters with these values, defaults for the rest; a name that is none is left out."""
    return Parameters(**{name: value for name, value in values if name in NAMES})
