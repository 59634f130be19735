"""Faults as they are found in a file: the first hundred are kept, the rest counted."""

from dataclasses import dataclass, field

from homebot.core.directory import Place
from homebot.core.ownership import Fault

MOST_FAULTS = 100


@dataclass(slots=True)
class Faults:
    """Collects the faults of one file."""

    found: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, place: Place, message: str, fix: str = "") -> None:
        self.take(Fault(place, message, fix))

    def take(self, fault: Fault) -> None:
        self.count += 1
        if self.count <= MOST_FAULTS:
            self.found.append(fault)

    @property
    def full(self) -> bool:
        """Whether another one would only be counted."""
        return self.count >= MOST_FAULTS

    def all(self) -> tuple[Fault, ...]:
        """By place. When some were left out, a last one says how many."""
        found = sorted(self.found, key=lambda fault: (fault.place.file, fault.place.line, fault.place.column))
        if self.count <= MOST_FAULTS:
            return tuple(found)
        more = self.count - MOST_FAULTS
        return (*found, Fault(found[-1].place, f"and {more} more faults in this file", "mend these first"))
