"""Which parts of a contribution are undone: all of them, or those in some of the services that it changed."""

from collections.abc import Collection, Iterable

from homebot.core.credit.events import ContributionMerged, ContributionVoided, Event, Part


def undoes(event: ContributionVoided, service: str) -> bool:
    """Whether the part in a service was undone by it. Older events name no services, and mean all."""
    return not event.services or service in event.services


def parts_in(merged: ContributionMerged, services: Collection[str]) -> tuple[str, ...]:
    """The parts in these services, as `ContributionVoided` names them."""
    found = tuple(part.service for part in merged.parts if part.service in services)
    return () if len(found) == len(merged.parts) else found


def standing(merged: ContributionMerged, events: Iterable[Event]) -> tuple[Part, ...]:
    """The parts that nothing among `events` undoes."""
    voids = [event for event in events if isinstance(event, ContributionVoided) and event.of == merged.pull]
    return tuple(part for part in merged.parts if not any(undoes(event, part.service) for event in voids))
