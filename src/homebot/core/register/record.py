"""One decision as its entries leave it: a fold over the table of transitions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from homebot.core.register.entries import Entry, Evidence, Kind, Scope
from homebot.core.register.names import name_of
from homebot.core.register.table import OUTLASTING, OWING, Transition, is_final, transition

REMINDED_BEFORE = timedelta(days=7)
_KEPT = ("scope", "team", "home", "until", "people")
"""What an entry that leaves it empty leaves as it was."""


class Impossible(ValueError):
    """An act that the table does not have for the decision's state."""


@dataclass(frozen=True, slots=True)
class Record:
    """A decision of the register as it stands. `people` are asked to act; `entries` are its history."""

    number: int
    kind: Kind
    state: str
    scope: Scope
    team: str
    home: str
    by: str
    place: str
    because: str
    at: datetime
    changed_at: datetime
    until: datetime | None = None
    due: datetime | None = None
    people: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    configuration: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def name(self) -> str:
        """As people write it: `D12`."""
        return name_of(self.kind, self.number)

    @property
    def final(self) -> bool:
        """Whether nothing can become of it any more."""
        return is_final(self.kind, self.state)

    @property
    def wakes_at(self) -> datetime | None:
        """When the passing of time alone may change it."""
        until = None if (self.kind, self.state) in OUTLASTING else self.until
        moments = [moment for moment in (self.reminded_at, self.due, until) if moment is not None]
        return None if self.final or not moments else min(moments)

    @property
    def reminded_at(self) -> datetime | None:
        """When somebody is reminded of the evidence that is due; `None` where they were, and of what was promised for
        sooner than that."""
        owes = self.kind == "deviation" and self.state in OWING and self.last("reminded") is None
        moment = self.due - REMINDED_BEFORE if owes and self.due is not None else self.at
        return moment if moment > self.at else None

    def fact(self, name: str) -> str:
        """What was said under a name, empty where nothing was."""
        return dict(self.said).get(name, "")

    def last(self, *acts: str) -> Entry | None:
        """The newest entry of one of these acts."""
        return next((entry for entry in reversed(self.entries) if entry.act in acts), None)


def fold(entries: Sequence[Entry]) -> Record:
    """The decision that its entries, in their order, tell of. Raises `Impossible`."""
    record: Record | None = None
    for entry in entries:
        record = after(record, entry)
    if record is None:
        raise Impossible("a decision has at least one entry")
    return record


def after(record: Record | None, entry: Entry) -> Record:
    """The decision with one more entry; `None` for one that begins. Raises `Impossible`."""
    if record is None:
        return _begun(entry, _step(entry, "").after)
    if (record.kind, record.number) != (entry.kind, entry.number):
        raise Impossible(f"{name_of(entry.kind, entry.number)} is {record.name}")
    step = _step(entry, record.state)
    if step.once and any(one.act == entry.act for one in record.entries):
        raise Impossible(f"{record.name} was {entry.act} before, and that can be once only")
    return _changed(record, entry, step.after or record.state)


def _step(entry: Entry, state: str) -> Transition:
    step = transition(entry.kind, state, entry.act)
    if step is None:
        raise Impossible(f"{name_of(entry.kind, entry.number)} cannot be {entry.act}: it is {state or 'not there'}")
    return step


def _begun(entry: Entry, state: str) -> Record:
    return Record(
        number=entry.number,
        kind=entry.kind,
        state=state,
        scope=entry.scope or Scope(),
        team=entry.team,
        home=entry.home,
        by=entry.by,
        place=entry.place,
        because=entry.because,
        at=entry.at,
        changed_at=entry.at,
        until=entry.until,
        due=entry.due,
        people=entry.people,
        evidence=(entry.evidence,) if entry.evidence is not None else (),
        said=entry.said,
        configuration=entry.configuration,
        entries=(entry,),
    )


def _changed(record: Record, entry: Entry, state: str) -> Record:
    given = {name: value for name in _KEPT if (value := getattr(entry, name))}
    return replace(
        record,
        **given,
        state=state,
        changed_at=entry.at,
        due=entry.due,
        evidence=(*record.evidence, *(one for one in (entry.evidence,) if one is not None)),
        said=tuple({**dict(record.said), **dict(entry.said)}.items()),
        entries=(*record.entries, entry),
    )
