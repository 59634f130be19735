"""What the comment's exceptions say of deviations."""

from datetime import datetime

from homebot.core.decision import Decision
from homebot.core.deviations.force import concerns, evidence_day, has_ended, is_overdue
from homebot.core.deviations.replies import covered_places, day_of
from homebot.core.deviations.terms import ACCEPTED_AS, OF_STANDARD, PULLS
from homebot.core.facts import Snapshot
from homebot.core.register.record import Record
from homebot.core.render.escape import code, plain


def lines(snapshot: Snapshot, decision: Decision) -> list[str]:
    """A line for each that was claimed here, or that touches a standard which does not hold here."""
    known = [one for one in snapshot.decisions if one.kind == "deviation"]
    return [_line(one, snapshot.at) for one in known if _is_told(one, snapshot, decision)]


def _is_told(record: Record, snapshot: Snapshot, decision: Decision) -> bool:
    if str(snapshot.pull) in (record.place, *record.fact(PULLS).split()):
        return True
    broken = {
        (one.standard, one.service) for one in decision.judgements if one.outcome in ("fail", "error", "deviated")
    }
    standing = next((one for one in decision.recognition.standings if one.service == record.scope.service), None)
    is_broken = (record.scope.standard, record.scope.service) in broken
    return is_broken and standing is not None and concerns(record, standing, decision.recognition)


def _line(record: Record, at: datetime) -> str:
    what = f"{code(record.scope.standard)} of {code(record.scope.service)} in {covered_places(record)}"
    first = f"**{record.name}** ({code(record.team)}): {what}, {_state(record, at)}"
    return f"{first}. {plain(record.because)} *{_evidence(record, at)}*"


def _state(record: Record, at: datetime) -> str:
    """How it stands, with the days that say so."""
    until = day_of(record.until)
    if record.state == "rejected":
        return f"rejected by {_by(record, 'rejected')}"
    if record.state == "withdrawn":
        return f"withdrawn by {_by(record, 'withdrawn')}"
    if record.state == "dropped":
        return "ended when its pull request was closed"
    if is_overdue(record, at):
        return "excuses nothing: its evidence is overdue"
    if has_ended(record, at):
        return f"ended on {until}"
    if record.state == "proposed":
        return f"proposed until {until}, and waits for an owner of the standard"
    if record.state == "accepted":
        owner = "an owner of the standard" if record.fact(ACCEPTED_AS) == OF_STANDARD else "an owner of the service"
        return f"accepted until {until} by {_by(record, 'accepted')}, {owner}"
    return f"deviated from until {until}, not accepted yet"


def _by(record: Record, act: str) -> str:
    entry = record.last(act)
    return code(entry.by) if entry is not None else "somebody"


def _evidence(record: Record, at: datetime) -> str:
    if record.evidence:
        newest = record.evidence[-1]
        read = "" if newest.digest else ", unread"
        return f"Evidence ({newest.kind}{read}): {plain(newest.says, 200)} {code(newest.url, 200)}"
    if is_overdue(record, at):
        return f"Evidence was due on {evidence_day(record)}."
    return f"Evidence is due by {evidence_day(record)}." if record.due is not None else "No evidence."
