"""Random histories of facts, for properties of credit.

`histories()` draws the facts of a year or two in the order they were recorded, most of them on the day they happened,
some late. `kept_books` keeps the books along them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

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
)
from homebot.core.credit.rollup import Tree

START = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = ("payments", "checkout", "video", "ads", "identity")
HOMES = {"ledgerd": "payments", "invoices": "payments", "cart": "checkout", "player": "video"}
TREE = Tree(
    {"company": None, "retail": "company", "media": "company", "platform": "company"},
    {"payments": "retail", "checkout": "retail", "video": "media", "ads": "media", "identity": "platform"},
)


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
