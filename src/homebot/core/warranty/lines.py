"""What a pull request's comment says of the warranty of the work it is part of."""

from homebot.core.decision import Decision
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.render.escape import code
from homebot.core.warranty.clock import open_claims
from homebot.core.warranty.words import moment


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """A line for each agreement that it belongs to and that is in warranty, and one for each open claim on it."""
    known = snapshot.decisions
    of_here = [one for one in known if one.kind == "agreement" and belongs(one, snapshot)]
    return [line for one in of_here if one.state == "warranty" for line in _of_agreement(one, known)]


def belongs(agreement: Record, snapshot: Snapshot) -> bool:
    """Whether the pull request was linked to the agreement."""
    return str(snapshot.pull) in (*agreement.fact("pulls").split(), *agreement.fact("merged").split())


def _of_agreement(agreement: Record, known: tuple[Record, ...]) -> list[str]:
    claims = open_claims(agreement, known)
    until = f" until {agreement.due.date()}" if agreement.due is not None else " until its claims are ended"
    longer = ", longer while a claim is open" if claims and agreement.due is not None else ""
    first = f"🛡️ {agreement.name}: in warranty{until}{longer}; {code(agreement.team)} answers for it"
    return [first, *(_of_claim(one) for one in claims)]


def _of_claim(claim: Record) -> str:
    due = f", to be acknowledged until {moment(claim.due)}" if claim.state == "open" and claim.due is not None else ""
    sign = "⏰" if claim.state == "late" else "🔧"
    return f"{sign} {claim.name}: a claim on it at {code(claim.fact('issue'))}, {claim.state}{due}"
