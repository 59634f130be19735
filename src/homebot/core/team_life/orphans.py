"""Services that a repository's own files give to a team that is no more: nobody answers for them."""

from datetime import date

from homebot.core.directory import Directory, Place, Service
from homebot.core.ownership import Fault
from homebot.core.team_life.heirs import ended_on, heir
from homebot.core.wording import quoted


def orphan(directory: Directory, service: Service, place: Place, day: date) -> Fault | None:
    """The fault of a service whose owner ended and was not succeeded; a team that only such files describe has no
    end. It blocks nothing: time passed, and the catalogue is as it was."""
    owner = directory.owner_on(service, day)
    end = ended_on(directory, owner)
    if end is None or day <= end:
        return None
    stands = heir(directory, owner, service.name, day)
    fix = (
        f"name another owner{f', such as {stands.team}' if stands is not None else ''}, or add a succession to org.yaml"
    )
    return Fault(place, f"nobody owns {quoted(service.name)}: {owner} ended on {end}", fix)
