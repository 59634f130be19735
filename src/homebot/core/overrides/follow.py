"""What an evaluation itself says to the register of overrides: that one fell, and what was merged past the rules."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.overrides import bypass, terms
from homebot.core.overrides.standing import stands_against
from homebot.core.register.covered import is_known, what_changed
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.further import further
from homebot.core.register.names import name_of
from homebot.core.register.record import Record
from homebot.core.service_paths import Concern


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet; new decisions take their number from `numbers`."""
    if decision.silent:
        return ()
    entries: list[Entry] = []
    fallen: set[str] = set()
    for record in _standing(snapshot):
        if why := _why_fallen(record, snapshot, directory):
            entries.append(_fallen(record, why, snapshot, directory))
            fallen.add(record.name)
        elif snapshot.conversation.state == "merged" and record.last("merged") is None:
            entries.append(_merged(record, snapshot, directory))
    past = bypass.past(snapshot, decision, frozenset(fallen))
    if past:
        entries.append(_bypassed(snapshot, decision, directory, next(numbers), past))
    return tuple(entries)


def _standing(snapshot: Snapshot) -> list[Record]:
    """Overrides here that nothing has become of yet."""
    pull = str(snapshot.pull)
    found = [one for one in snapshot.decisions if one.kind == "override" and one.scope.of and one.scope.pull == pull]
    return [one for one in found if one.state in terms.OPEN]


def _why_fallen(record: Record, snapshot: Snapshot, directory: Directory) -> str:
    """Why an override holds no more, or nothing. Once what it covers is merged it stands for good."""
    is_merged = snapshot.conversation.state == "merged"
    if record.last("merged") is not None or (is_merged and not bypass.is_first_look(snapshot)):
        return ""
    return _changed(record, snapshot, directory) or ("" if is_merged else _answered(record, snapshot))


def _changed(record: Record, snapshot: Snapshot, directory: Directory) -> str:
    """What changed of what it covers; nothing where nobody knows yet."""
    if not is_known(snapshot, record.scope.head):
        return ""
    return what_changed(snapshot, record.scope.head, _covers(record, snapshot, directory), record.at) or ""


def _answered(record: Record, snapshot: Snapshot) -> str:
    """Why there is nothing to go against any more."""
    against = next((one for one in snapshot.decisions if one.number == record.scope.of), None)
    if against is None or stands_against(record, against):
        return ""
    return f"{name_of('bar-raiser', record.scope.of)} is {against.state} by now"


def _covers(record: Record, snapshot: Snapshot, directory: Directory) -> Callable[[str], bool]:
    """Whether a path is of one of the services that an override is for."""
    services = frozenset(record.fact(terms.SERVICES).split())
    concern = Concern(directory.services_of_repository(snapshot.pull.repository), snapshot.change)
    return lambda path: any(service.name in services for service in concern.of(path))


def _fallen(record: Record, why: str, snapshot: Snapshot, directory: Directory) -> Entry:
    return further(record, "fallen", snapshot.at, directory, place=str(snapshot.pull), because=why)


def _merged(record: Record, snapshot: Snapshot, directory: Directory) -> Entry:
    place, by = str(snapshot.pull), snapshot.conversation.merged_by or ""
    return further(record, "merged", snapshot.at, directory, place=place, by=by, due=record.due)


def _bypassed(
    snapshot: Snapshot, decision: Decision, directory: Directory, number: int, past: tuple[str, ...]
) -> Entry:
    """By whoever merged."""
    talk = snapshot.conversation
    service = next(iter(bypass.services(decision)), "")
    home = next((one.team for one in decision.recognition.standings if one.service == service), "")
    due = (talk.merged_at or snapshot.at) + timedelta(days=terms.BYPASS_DAYS)
    return Entry(
        key=f"bypassed:{snapshot.pull}",
        number=number,
        kind="override",
        act="bypassed",
        at=snapshot.at,
        place=str(snapshot.pull),
        by=talk.merged_by or "",
        because=f"nothing was said; merged without: {'; '.join(past)}"[:1_000],
        team=decision.recognition.away_team or "",
        home=home,
        scope=Scope(service=service, pull=str(snapshot.pull), head=talk.head_oid),
        due=due,
        said=(
            ("author", talk.author),
            ("title", talk.title[:200]),
            (terms.BYPASS, "\n".join(past)),
            (terms.FOLLOW_UP, f"{due:%Y-%m-%d}"),
            (terms.GOVERNANCE, directory.governance_repository or ""),
        ),
        configuration=directory.digest,
    )
