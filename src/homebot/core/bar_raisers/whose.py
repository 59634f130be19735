"""Whose decision it is besides the bar raiser's: the services it is about, and whose owners may speak for them."""

from collections.abc import Sequence

from homebot.core.bar_raisers.reasons import found_by_rules, services_of
from homebot.core.decision import Decision, Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.writers import writers


def decided_on(snapshot: Snapshot, directory: Directory, decision: Decision, kind: str) -> tuple[ServiceStanding, ...]:
    """The services that a decision of this kind is about."""
    reasons = found_by_rules(snapshot, directory, decision.recognition, decision.judgements)
    return services_of([one for one in reasons if one.kind == kind], decision.recognition)


def speakers(decided: Sequence[ServiceStanding], recognition: Recognition) -> tuple[ServiceStanding, ...]:
    """The services one of whose owners may go against it, or lower its door: those decided on that the author is not
    home to, else others that they are not home to, else, at home everywhere, those decided on."""
    guests = (tuple(one for one in some if not one.home) for some in (decided, recognition.standings))
    return next((some for some in guests if some), tuple(decided))


def is_for_home(login: str, snapshot: Snapshot, directory: Directory, decision: Decision, kind: str) -> bool:
    """Whether somebody speaks for the home team of such a decision: an owner who did not write the change."""
    whose = speakers(decided_on(snapshot, directory, decision, kind), decision.recognition)
    return login not in writers(snapshot) and any(login in owners(one, directory) for one in whose)


def owners(standing: ServiceStanding, directory: Directory) -> tuple[str, ...]:
    """Who owns the team of a service; nobody where the catalogue does not know it any more."""
    return directory.teams[standing.team].owners if standing.team in directory.teams else ()
