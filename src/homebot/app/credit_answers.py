"""What a question about credit is answered from: read of the views and the books, as much as it asks for."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.app import credit_explained, credit_views
from homebot.app.consumers import why_ineligible
from homebot.app.credit_listed import listed
from homebot.app.credit_rolled import read_rollup
from homebot.app.debt_line import debt_line, debt_line_of
from homebot.app.funding import read_funding, read_reach
from homebot.core.credit.clock import parameters_of
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.entries import verify
from homebot.core.credit.events import Attested, ContributionMerged, Event, ParametersSet, Seconded
from homebot.core.credit.figures import (
    ClaimFigures,
    CreditFacts,
    Figures,
    StatementFigures,
    VerifyFigures,
)
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.period import Period
from homebot.core.credit.quarters import quarter_of
from homebot.core.credit.questions import (
    AskedAgreement,
    AskedClaim,
    AskedContribution,
    AskedEntry,
    AskedFunding,
    AskedRollup,
    AskedStatement,
    AskedVerify,
    Question,
)
from homebot.core.credit.subject import Subject
from homebot.core.credit.surface_gone import asked_team
from homebot.core.directory import Directory
from homebot.store import cache, commands, credit_figures, json, ledger, register

ALL_TIME = Period("all", None)
VERIFIED = "ledger:verified"
MOST_ENTRIES = 20_000
"""Entries of the chain that one question looks at; the command line looks at all."""
MOST_LISTED = 10

log = structlog.get_logger(__name__)


def read_credit(
    connection: sa.Connection, question: Question, directory: Directory, now: datetime
) -> CreditFacts | None:
    """What the question asks for, with the debt line that goes with every answer; `None` where the books were altered
    beyond reading: `homebot ledger verify` says where."""
    known = current_parameters(connection, directory, now)
    try:
        figures = _figures(connection, question, directory, now, known)
    except ValueError as error:
        log.error("the books cannot be read", reason=str(error))
        return None
    return CreditFacts(figures, _debt(connection, question, directory, now), known)


def current_parameters(connection: sa.Connection, directory: Directory, now: datetime) -> Parameters:
    """Those in force this quarter; the configured ones before any were recorded."""
    events = (credit_views.read(one) for one in ledger.events(connection, "parameters.set"))
    settings = [(one.at, parameters(one.values)) for one in events if isinstance(one, ParametersSet)]
    return parameters_of(quarter_of(now), settings) if settings else parameters(directory.settings.credit)


def _figures(
    connection: sa.Connection, question: Question, directory: Directory, now: datetime, known: Parameters
) -> Figures:
    match question:
        case AskedStatement():
            return _statement(connection, question, directory, now, known)
        case AskedFunding():
            return read_funding(connection, question, directory, now)
        case AskedContribution(of=of):
            return credit_explained.contribution(connection, of)
        case AskedEntry():
            return credit_explained.entry(connection, question)
        case AskedAgreement(number=number):
            return credit_explained.agreement(connection, number)
        case AskedRollup():
            return read_rollup(connection, question, directory, now)
        case AskedVerify():
            return _verify(connection, now)
        case AskedClaim():
            return _claim(connection, question, directory, now)


def _statement(
    connection: sa.Connection, asked: AskedStatement, directory: Directory, now: datetime, known: Parameters
) -> StatementFigures:
    subject, period = asked.subject, asked.period
    owner = ""
    teams = subject.teams
    if subject.kind == "service":
        owner = directory.owner_on(directory.services[subject.name], now.date())
        teams = frozenset({owner})
    newest = credit_figures.newest(connection, subject, period, now, MOST_LISTED)
    waiting = credit_figures.waiting(connection, subject, now - timedelta(days=known.vesting_days))
    rolled = None
    if subject.kind == "entity":
        rolled = read_rollup(connection, AskedRollup(subject.name, period), directory, now).rolled
    earned, taken_back = credit_figures.earned(connection, teams, period)
    return StatementFigures(
        earned=earned,
        taken_back=taken_back,
        waiting=waiting[: credit_figures.MOST_WAITING],
        cut=len(waiting) > credit_figures.MOST_WAITING,
        counts=credit_figures.counts(connection, subject, period),
        newest=listed(connection, newest),
        closed=credit_figures.newest_close(connection),
        rolled=rolled,
        owner=owner,
        reach=read_reach(connection, [subject.name], now)[0] if subject.kind == "service" else None,
    )


def _verify(connection: sa.Connection, now: datetime) -> VerifyFigures:
    """Follows the chain from where it was found sound last; from its beginning where that entry is another by now."""
    text = cache.get(connection, VERIFIED)
    seq, digest = json.decode(text, tuple[int, str]) if text is not None else (0, "")
    before = credit_figures.entry(connection, seq, "") if seq else None
    start = (before.seq, before.hash) if before is not None and before.hash == digest else ()
    found = verify(credit_figures.chain_after(connection, start[0] if start else 0, MOST_ENTRIES), *start)
    cache.put(connection, VERIFIED, json.encode((found.seq, found.hash)), now)
    fault = f"entry {found.broken.seq}: {found.broken.why}" if found.broken else ""
    return VerifyFigures(credit_figures.length(connection), found.seq, found.hash, fault, found.entries)


def _claim(connection: sa.Connection, asked: AskedClaim, directory: Directory, now: datetime) -> ClaimFigures:
    events: tuple[Event, ...] = tuple(map(credit_views.read, ledger.about(connection, asked.of)))
    said = [event.command for event in events if isinstance(event, Attested | Seconded)]
    figures = ClaimFigures(events, commands.actors(connection, said))
    if figures.merged is None:
        return figures
    day, parts = now.date(), figures.merged.parts
    eligible = ((team, _why_not(connection, team, figures.merged, directory, now)) for team in asked.teams)
    touched = (directory.services.get(part.service) for part in parts)
    releasing = frozenset(service.name for service in touched if service is not None and service.provides)
    answers = ((part.service, asked_team(directory, part.service, part.home_team, day)) for part in parts)
    return replace(figures, eligible=tuple(eligible), releasing=releasing, asked=tuple(answers))


def _why_not(
    connection: sa.Connection, team: str, merged: ContributionMerged, directory: Directory, now: datetime
) -> str:
    """Why none of a team's services can adopt; empty where one can."""
    day, repository = now.date(), merged.pull.rpartition("#")[0]
    mine = [service for service in directory.services.values() if directory.owner_on(service, day) == team]
    home = next((part.home_team for part in merged.parts if part.home_team != team), team)
    whys = [why_ineligible(connection, directory, service, home, repository, day) for service in mine]
    return min(whys, key=len) if whys else "it owns no service"


def _debt(connection: sa.Connection, question: Question, directory: Directory, now: datetime) -> DebtLine:
    """Of whom the question is about; of the whole company where it is about nobody."""
    subject, period = None, ALL_TIME
    if isinstance(question, AskedStatement | AskedFunding):
        subject, period = question.subject, question.period
    elif isinstance(question, AskedRollup):
        inside = (team.name for team in directory.teams.values() if question.entity in directory.ancestors(team.entity))
        subject, period = Subject("entity", question.entity, frozenset(inside)), question.period
    elif isinstance(question, AskedAgreement):
        agreement = register.find(connection, question.number)
        subject = Subject("service", agreement.scope.service) if agreement is not None else None
    elif isinstance(question, AskedContribution | AskedClaim):
        return debt_line_of(connection, question.of, now)
    return debt_line(connection, subject, period, now)
