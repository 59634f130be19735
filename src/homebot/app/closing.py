"""Quarters closed when they are due: each in one transaction, once, whoever does it and however often it is tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from homebot.adapters.github.client import GitHub
from homebot.adapters.github.outcomes import CallFailed
from homebot.app import anchoring, ledgering
from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.core.credit.clock import parameters_of
from homebot.core.credit.close import Closing, balance, is_taken_back, reversals, settled_quarter, settlements
from homebot.core.credit.closes import Close, close_draft, close_of, digest
from homebot.core.credit.due import Setting, due
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import ParametersSet
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.quarters import end_of
from homebot.core.credit.rollup import Tree, tree_of
from homebot.store import adoptions, books, json, ledger, settling

MOST_QUARTERS = 40
"""Closed in one go; the rest an hour later."""
AT_A_TIME = 500
"""Entries written at a time."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClosedQuarter:
    """What closing a quarter wrote: the number of its entries, the adoptions that settled and those taken back."""

    quarter: str
    entries: int
    settled: int
    taken_back: int


def regularly(outside: Outside, anchors: GitHub, steps: Steps, scheduled: datetime) -> None:
    """Notes the parameters in force, closes what is due, and anchors where the books end, as steps of the engine's
    scheduled workflow. The App itself may not write to the governance repository: without a token nothing is anchored.
    """
    steps.transaction("parameters", _note, outside)
    for _ in range(MOST_QUARTERS):
        if not steps.transaction("close", _close, outside):
            break
    if anchors.credentials.token is not None:
        steps.step("anchor", lambda: _anchor(outside, anchors))


def _note(connection: sa.Connection, outside: Outside) -> bool:
    configured = parameters(outside.configuration.current().settings.credit)
    return note_parameters(connection, configured, outside.clock())


def _close(connection: sa.Connection, outside: Outside) -> str:
    closed = close_due(connection, tree_of(outside.configuration.current()), outside.clock())
    if closed is None:
        return ""
    log.info("a quarter is closed", quarter=closed.quarter, entries=closed.entries, settled=closed.settled)
    return closed.quarter


def _anchor(outside: Outside, anchors: GitHub) -> bool:
    """Whether the books' end was anchored now. What cannot be done now is tried again an hour later."""
    repository = outside.configuration.current().governance_repository
    with outside.engine.connect() as connection:
        is_empty = books.head(connection).seq == 0
    if repository is None or is_empty:
        return False
    try:
        done = anchoring.anchor(outside.engine, anchors, repository)
    except CallFailed as failed:
        log.warning("the ledger cannot be anchored", repository=repository, reason=str(failed))
        return False
    for problem in done.problems:
        log.error("the anchors say otherwise than the ledger", repository=repository, problem=problem)
    return done.is_new


def note_parameters(connection: sa.Connection, configured: Parameters, now: datetime) -> bool:
    """Records the parameters in force where they are not those recorded last; whether they were new. They are never
    recorded as earlier than what is there already, whatever the clock says."""
    ledger.lock(connection)
    known = [_setting(event) for event in ledger.events(connection, "parameters.set")]
    if known and known[-1][1] == configured:
        return False
    at = max([now, *(at for at, _ in known), *(close.at for close in _closes(connection))])
    event = ParametersSet(f"parameters:{len(known) + 1}", at, configured.values())
    return ledgering.append(connection, event)


def close_due(connection: sa.Connection, tree: Tree, now: datetime) -> ClosedQuarter | None:
    """Closes the oldest open quarter if it is due; `None` when none is. One transaction: nobody adds facts meanwhile.

    Raises:
        ValueError: when the books were altered beyond reading; `homebot ledger verify` says where.
    """
    ledger.lock(connection)
    closes = _closes(connection)
    settings = [_setting(event) for event in ledger.events(connection, "parameters.set")]
    quarter = due([close.quarter for close in closes], settings, now)
    if quarter is None:
        return None
    known = {close.quarter: close.parameters for close in closes}
    at = max([now, *(close.at for close in closes)])
    closing = Closing(quarter, at, known | {quarter: parameters_of(quarter, settings)})
    return _Books(connection, closing).close(closes[-1].events if closes else 0, tree)


def _closes(connection: sa.Connection) -> list[Close]:
    return [close_of(draft) for draft in books.closes(connection)]


def _setting(event: ledger.LedgerEvent) -> Setting:
    told = json.decode(event.body, ParametersSet)
    return told.at, parameters(told.values)


class _Books:
    """One quarter's closing, consumer by consumer: no more than one consumer's adoptions, and some hundred entries that
    are not written yet, are held at a time."""

    def __init__(self, connection: sa.Connection, closing: Closing) -> None:
        self._connection = connection
        self._closing = closing
        self._entries = 0
        self._waiting: list[Draft] = []

    def close(self, since: int, tree: Tree) -> ClosedQuarter:
        """`since` is the last fact that the close before saw."""
        settled = self._settle()
        self._write()
        taken_back = self._take_back()
        last = settling.last_fact(self._connection)
        seen = digest(settling.bodies(self._connection, since, last))
        of_quarter = self._closing.parameters[self._closing.quarter]
        close = Close(self._closing.quarter, self._closing.at, last, seen, of_quarter, tree)
        self._append([close_draft(close)])
        self._write()
        return ClosedQuarter(self._closing.quarter, self._entries, settled, taken_back)

    def _settle(self) -> int:
        """How many adoptions settled."""
        quarter = self._closing.quarter
        until = end_of(quarter) - timedelta(days=self._closing.parameters[quarter].vesting_days)
        total = 0
        for consumer in settling.consumers(self._connection, until):
            drafts = tuple(settlements(self._closing, settling.to_settle(self._connection, consumer, until)))
            count = settling.mark_settled(self._connection, consumer, until, quarter)
            if count != sum(len(draft.adoptions) for draft in drafts):
                raise RuntimeError(f"{consumer}: the database settles {count} adoptions, the rules others")
            self._append(drafts)
            total += count
        return total

    def _take_back(self) -> int:
        """How many adoptions were taken back."""
        total = 0
        for consumer, quarter in self._reopened():
            kept = settling.settled(self._connection, consumer, quarter)
            posted = books.of_consumer(self._connection, consumer, quarter)
            before = balance(draft for draft in posted if settled_quarter(draft) == quarter)
            drafts = tuple(reversals(self._closing, quarter, kept, before))
            for draft in drafts:
                adoptions.mark_reversed(self._connection, consumer, draft.adoptions, self._closing.quarter)
                total += len(draft.adoptions)
            self._append(drafts)
        return total

    def _reopened(self) -> list[tuple[str, str]]:
        """The consumers of whom something is taken back, and of which settled quarters."""
        back = (one for one in settling.undone(self._connection) if is_taken_back(one, self._closing))
        return sorted({(one.adoption.consumer, one.settled_in or "") for one in back})

    def _append(self, drafts: Iterable[Draft]) -> None:
        self._waiting += drafts
        if len(self._waiting) >= AT_A_TIME:
            self._write()

    def _write(self) -> None:
        if len(books.append(self._connection, self._waiting)) != len(self._waiting):
            raise RuntimeError(f"entries of {self._closing.quarter} are in the books, and the quarter is not closed")
        self._entries += len(self._waiting)
        self._waiting = []
