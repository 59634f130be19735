"""Which parts of a contribution are undone: all of them, or those in some of the services that it changed."""

from collections.abc import Collection, Iterable

from homebot.core.credit.events import ContributionMerged, ContributionVoided, Event, Part


def undoes(event: ContributionVoided, merged: ContributionMerged, service: str) -> bool:
    """Whether the part in a service was undone by it. Older events name no services, and mean all. What a pull request
    says may be known before what it is about; and it undoes nothing that came after it, whatever it says."""
    in_time = not event.by or merged.merged_at <= event.at
    return in_time and (not event.services or service in event.services)


def parts_in(merged: ContributionMerged, services: Collection[str]) -> tuple[str, ...]:
    """The parts in these services, as `ContributionVoided` names them."""
    found = tuple(part.service for part in merged.parts if part.service in services)
    return () if len(found) == len(merged.parts) else found


def standing(merged: ContributionMerged, events: Iterable[Event]) -> tuple[Part, ...]:
    """The parts that nothing among `events` undoes."""
    voids = [event for event in events if isinstance(event, ContributionVoided) and event.of == merged.pull]
    return tuple(part for part in merged.parts if not any(undoes(event, merged, part.service) for event in voids))
