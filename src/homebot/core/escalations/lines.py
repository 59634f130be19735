"""What a pull request's comment says of questions about the roadmap, and of services that are built again."""

from homebot.core.decision import Decision
from homebot.core.escalations.words import OUTCOMES, outcome_form
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """One line for each that was said on this pull request."""
    here = str(snapshot.pull)
    said = [one for one in snapshot.decisions if one.place == here]
    return [
        *(_escalation(one) for one in said if one.kind == "escalation"),
        *(_duplication(one) for one in said if one.kind == "duplication"),
    ]


def _escalation(record: Record) -> str:
    asked = f"{record.name}: a question about the roadmap of {code(record.home)}, asked by {code(record.team)}"
    if record.state in OUTCOMES:
        return f"{asked}: {code(record.state)}, {OUTCOMES[record.state]}"
    return f"{asked}, open since {record.at:%Y-%m-%d}: {code(outcome_form(record.name), 200)} ends it"


def _duplication(record: Record) -> str:
    return (
        f"{record.name}: {code(record.team)} builds again what {code(record.scope.service)} of {code(record.home)}"
        f" does, because: {plain(record.because)}. It blocks nothing."
    )
