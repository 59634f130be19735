"""Random histories of facts, and books that are kept along them the plain way, for properties of credit.

`histories()` draws the facts of a year or two in the order they were recorded, most of them on the day they happened,
some late. `keep(history)` closes each quarter when its time has come and the quarters after the last fact too, folding
every fact anew each time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from homebot.core.credit.adoptions import Adoption, Kept, fold, in_its_place
from homebot.core.credit.clock import closes_at, parameters_of
from homebot.core.credit.close import Balance, Closing, balance, reversals, settled_quarter, settlements
from homebot.core.credit.closes import Close, close_draft, digest
from homebot.core.credit.entries import Draft
from homebot.core.credit.events import (
    Attested,
    BatchConfirmed,
    Carried,
    ContributionMerged,
    ContributionVoided,
    DisputeClosed,
    Disputed,
    Dropped,
    Event,
    Evidence,
    ParametersSet,
    Part,
    Seconded,
    SurfaceGone,
    SurfaceUsed,
    Withdrawn,
    concerns,
)
from homebot.core.credit.parameters import Parameters, parameters
from homebot.core.credit.quarters import after, quarter_of
from homebot.core.credit.rollup import Tree

START = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = ("payments", "checkout", "video", "ads", "identity")
HOMES = {"ledgerd": "payments", "invoices": "payments", "cart": "checkout", "player": "video"}
TREE = Tree(
    {"company": None, "retail": "company", "media": "company", "platform": "company"},
    {"payments": "retail", "checkout": "retail", "video": "media", "ads": "media", "identity": "platform"},
)
QUARTERS_AFTER = 3
"""Quarters that are closed after the last fact: by then nothing of it is younger than the days of vesting."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a fact is made of: what happened, to which contribution, by whose service, how many days after the step
    before, and how many days before it was recorded."""

    what: str
    contribution: int
    consumer: int
    place: int
    days: int
    late: int


@dataclass(slots=True)
class Books:
    """What was written: drafts in their order, each quarter's close, and the adoptions as they are kept at the end."""

    facts: list[tuple[int, Event]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    """By consumer and the adoption's name."""

    def posted(self, consumer: str, quarter: str) -> Balance:
        """What a consumer's adoptions settled in a quarter have come to."""
        mine = (draft for draft in self.drafts if draft.consumer == consumer and settled_quarter(draft) == quarter)
        return balance(mine)


def facts_of(steps: Iterable[Step]) -> tuple[Event, ...]:
    """The facts that the steps tell of, in the order they are recorded."""
    now, found = START, []
    for number, step in enumerate(steps):
        now += timedelta(days=step.days, minutes=1)  # Of two at one moment nobody could say the order.
        found.append(_MAKE[step.what](step, number, now - timedelta(days=step.late)))
    return tuple(found)


def histories(most: int = 60, contributions: int = 3) -> st.SearchStrategy[tuple[Event, ...]]:
    """At most so many facts about so many contributions. All of these are merged, one after the other."""
    step = st.builds(
        Step,
        what=st.sampled_from(_OFTEN),
        contribution=st.integers(0, contributions - 1),
        consumer=st.sampled_from((0, 1, 2, 3, 3, 3, 4)),
        place=st.sampled_from((0, 0, 0, 1)),
        days=st.sampled_from((0, 1, 5, 20, 20)),
        late=st.sampled_from((0, 0, 0, 0, 1, 40)),
    )
    merges = st.tuples(*(st.builds(_merge, st.just(number), st.integers(0, 9)) for number in range(contributions)))
    return st.builds(
        lambda first, rest: facts_of([*first, *rest]), merges, st.lists(step, min_size=most // 4, max_size=most)
    )


def keep(history: Sequence[Event], tree: Tree = TREE) -> Books:
    """The books along a history; time passes as facts are recorded. A fact of a key that is there already is none."""
    books, keys = Books(), set[str]()
    now, quarter = START, quarter_of(START)
    for event in history:
        now = max(now, event.at)
        while now >= closes_at(quarter, _parameters(books, quarter)):
            _close(books, quarter, now, tree)
            quarter = after(quarter)
        if event.key not in keys:
            keys.add(event.key)
            about = [known.at for _, known in books.facts if concerns(event)[1] and concerns(known) == concerns(event)]
            books.facts.append((len(books.facts) + 1, in_its_place(event, max(about, default=None))))
    for _ in range(QUARTERS_AFTER):
        now = max(now, closes_at(quarter, _parameters(books, quarter)))
        _close(books, quarter, now, tree)
        quarter = after(quarter)
    return books


def adoptions(events: Iterable[Event]) -> tuple[Adoption, ...]:
    """All adoptions that facts tell of."""
    known = list(events)
    found: list[Adoption] = []
    for merged in {event.pull: event for event in reversed(known) if isinstance(event, ContributionMerged)}.values():
        about = [event for event in known if concerns(event)[0] in ("", merged.pull)]
        for consumer in {concerns(event)[1] for event in about} - {""}:
            found += fold(merged, consumer, [event for event in about if concerns(event)[1] in ("", consumer)])
    return tuple(found)


def _parameters(books: Books, quarter: str) -> Parameters:
    sets = [event for _, event in books.facts if isinstance(event, ParametersSet)]
    return parameters_of(quarter, [(event.at, parameters(event.values)) for event in sets])


def _close(books: Books, quarter: str, now: datetime, tree: Tree) -> None:
    since = books.closes[-1].events if books.closes else 0
    close = Close(
        quarter=quarter,
        at=now,
        events=len(books.facts),
        events_sha256=digest(event.key for _, event in books.facts[since:]),
        parameters=_parameters(books, quarter),
        tree=tree,
    )
    books.closes.append(close)
    closing = Closing(quarter, now, {one.quarter: one.parameters for one in books.closes})
    for adoption in adoptions(event for _, event in books.facts):
        name = (adoption.consumer, adoption.name)
        books.kept[name] = replace(books.kept.get(name, Kept(adoption)), adoption=adoption)
    of_consumer: dict[str, list[Kept]] = defaultdict(list)
    for kept in books.kept.values():
        of_consumer[kept.adoption.consumer].append(kept)
    for consumer in sorted(of_consumer):
        _write(books, settlements(closing, of_consumer[consumer]), quarter)
    for consumer in sorted(of_consumer):
        for before in sorted(one.quarter for one in books.closes[:-1]):
            posted = books.posted(consumer, before)
            _write(books, reversals(closing, before, of_consumer[consumer], posted), quarter)
    books.drafts.append(close_draft(close))


def _write(books: Books, drafts: Iterable[Draft], quarter: str) -> None:
    for draft in drafts:
        books.drafts.append(draft)
        for name in draft.adoptions:
            before = books.kept[draft.consumer, name]
            settled = draft.kind == "settlement"
            mark = replace(before, settled_in=quarter) if settled else replace(before, reversed_in=quarter)
            books.kept[draft.consumer, name] = mark


def pull(contribution: int) -> str:
    """The pull request of that number."""
    return f"acme/{_service(contribution)}#{contribution}"


def _service(contribution: int) -> str:
    return tuple(HOMES)[contribution % len(HOMES)]


def _merge(number: int, who: int) -> Step:
    """Merged by one of the teams, for one of them perhaps as found in the history by a backfill."""
    return Step("merged", number, who % len(TEAMS), who // len(TEAMS), 1, 0)


def _merged(step: Step, number: int, at: datetime) -> Event:
    service, of = _service(step.contribution), pull(step.contribution)
    home, team = HOMES[service], TEAMS[step.consumer]
    away = None if team == home else team
    return ContributionMerged(
        key=f"merged:{of}",
        pull=of,
        title=f"Change {step.contribution}",
        result="away" if away else "home",
        parts=(Part(service, home, away, away is None),),
        merged_at=at,
        merge_oid="a" * 40,
        head_oid="b" * 40,
        surface=("exact_refund",),
        batch="history" if step.place and step.consumer == 0 else "",
    )


def _named(step: Step, number: int) -> tuple[str, str, str]:
    """The key, the contribution and the service of a fact."""
    of = pull(step.contribution)
    return f"{step.what}:{of}:{number}", of, _service(step.contribution)


def _where(step: Step) -> tuple[str, str, Evidence]:
    team = TEAMS[step.consumer]
    service = f"{team}-{step.place}"
    return team, service, Evidence(f"acme/{service}", "c" * 40, "requirements.txt", 3, "pkg:pypi/acme-client", "1.4.0")


def _carried(step: Step, number: int, at: datetime) -> Event:
    team, place, evidence = _where(step)
    return Carried(*_named(step, number), team, place, at, evidence)


def _dropped(step: Step, number: int, at: datetime) -> Event:
    team, place, evidence = _where(step)
    return Dropped(*_named(step, number), team, place, at, "1.3.0 is older than 1.4.0", evidence)


def _used(step: Step, number: int, at: datetime) -> Event:
    team, place, evidence = _where(step)
    return SurfaceUsed(*_named(step, number), team, place, at, evidence)


def _attested(step: Step, number: int, at: datetime) -> Event:
    return Attested(*_named(step, number), TEAMS[step.consumer], at, "the nightly job", f"{number}:1")


def _seconded(step: Step, number: int, at: datetime) -> Event:
    return Seconded(*_named(step, number), TEAMS[step.consumer], at, f"{number}:1")


def _withdrawn(step: Step, number: int, at: datetime) -> Event:
    key, of, _ = _named(step, number)
    return Withdrawn(key, of, TEAMS[step.consumer], at, "a mistake", f"{number}:1")


def _disputed(step: Step, number: int, at: datetime) -> Event:
    of = pull(step.contribution)
    consumer = TEAMS[step.consumer] if step.place else ""
    return Disputed(f"dispute:{of}:{consumer}", of, consumer, "payments", at, "not so", f"{number}:1")


def _closed(step: Step, number: int, at: datetime) -> Event:
    of = pull(step.contribution)
    closes = f"dispute:{of}:{TEAMS[step.consumer] if step.place else ''}"
    return DisputeClosed(f"closed:{number}", of, closes, "payments", at, "it stays", f"{number}:1")


def _answered(step: Step, number: int, at: datetime) -> Event:
    of = pull(step.contribution)
    return DisputeClosed(f"closed:{number}", of, f"gone:{of}", "payments", at, "it moved", f"{number}:1")


def _gone(step: Step, number: int, at: datetime) -> Event:
    of = pull(step.contribution)
    return SurfaceGone(f"gone:{of}", of, _service(step.contribution), at, _where(step)[2])


def _voided(step: Step, number: int, at: datetime) -> Event:
    key, of, _ = _named(step, number)
    return ContributionVoided(key, of, f"{of}0", "its description says so", at)


def _confirmed(step: Step, number: int, at: datetime) -> Event:
    return BatchConfirmed("confirmed:history", "history", at)


def _set(step: Step, number: int, at: datetime) -> Event:
    values = (
        ("carried_pool", 1000 * step.place),
        ("used_pool", 9001),
        ("attested_cap", 9000),
        ("consumer_cap", 20_001),
    )
    return ParametersSet(f"parameters:{number}", at, values)


_MAKE: dict[str, Callable[[Step, int, datetime], Event]] = {
    "merged": _merged,
    "carried": _carried,
    "dropped": _dropped,
    "used": _used,
    "attested": _attested,
    "seconded": _seconded,
    "withdrawn": _withdrawn,
    "disputed": _disputed,
    "closed": _closed,
    "answered": _answered,
    "gone": _gone,
    "voided": _voided,
    "confirmed": _confirmed,
    "set": _set,
}
_OFTEN = (
    *("carried", "carried", "carried", "carried", "used", "used", "used"),
    *("attested", "attested", "seconded", "seconded", "dropped", "dropped", "withdrawn", "disputed", "closed"),
    *("answered", "gone", "voided", "confirmed", "set"),
)
