"""Whether a deviation is in force at a moment, and over what."""

from datetime import datetime

from homebot.core.decision import Judgement, Recognition, ServiceStanding
from homebot.core.deviations.terms import ACCEPTED_AS, EVIDENCE_BY, MOST_PATHS, OF_STANDARD, TEAMS
from homebot.core.directory import Strength
from homebot.core.findings import Finding
from homebot.core.register.record import Record


def in_force(record: Record, at: datetime, strength: Strength) -> bool:
    """Whether it excuses anything. From a floor it does only while an owner of the standard has accepted it."""
    if is_overdue(record, at) or has_ended(record, at):
        return False
    if strength == "floor":
        return record.state == "accepted" and record.fact(ACCEPTED_AS) == OF_STANDARD
    return record.state in ("open", "evidenced", "accepted")


def is_overdue(record: Record, at: datetime) -> bool:
    """Whether its evidence is owed, be it that nobody has written it down yet."""
    return record.state == "overdue" or (not record.final and record.due is not None and record.due < at)


def has_ended(record: Record, at: datetime) -> bool:
    """Whether its last day is over."""
    return record.final or (record.until is not None and record.until < at)


def evidence_day(record: Record) -> str:
    """The day by which evidence is due, or was: `2026-12-31`."""
    return f"{record.due:%Y-%m-%d}" if record.due is not None else record.fact(EVIDENCE_BY)


def team_of(standing: ServiceStanding, recognition: Recognition) -> str:
    """Whose change it is, as that service sees it; that of a bot or of somebody in no team is the Home Team's."""
    away = None if standing.home else recognition.away_team
    return away or standing.team


def concerns(record: Record, standing: ServiceStanding, recognition: Recognition) -> bool:
    """Whether it is about changes of this team: its own, or everybody's where the Home Team deviates itself."""
    team = team_of(standing, recognition)
    return record.team in (team, standing.team) or team in record.fact(TEAMS).split()


def covers(record: Record, finding: Finding) -> bool:
    """Whether a finding is in its place: one of its paths, or anywhere in the service where it names none."""
    return not record.scope.paths or finding.path in record.scope.paths


def charged(judgement: Judgement) -> tuple[Finding, ...]:
    """What is to be mended."""
    return tuple(finding for finding in judgement.findings if finding.charged)


def places(judgement: Judgement) -> tuple[str, ...]:
    """The paths of what is to be mended, sorted. None: the whole service, because something has no path, or because
    there are more than `MOST_PATHS`."""
    found = {finding.path for finding in charged(judgement)}
    paths = sorted(path for path in found if path is not None)
    return tuple(paths) if None not in found and len(paths) <= MOST_PATHS else ()
