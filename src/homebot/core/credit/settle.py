"""The settlement of a quarter: rules R1 to R6 of SPEC 10, one pure function of vested adoptions and parameters.

What counts is who used whose work in whose services, never how often: a contribution, a package, a repository or a
release more changes nothing. Milli-credits are integers throughout, and what a division leaves over is given out or
dropped by a rule.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from homebot.core.credit.parameters import Parameters

Level = Literal["carried", "observed", "attested"]
PostingKind = Literal["carried", "used"]


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A vested adoption: the team `consumer` adopted `contribution` (`None`: whatever `service` released), the work of
    `away`, or of the home team itself (`None`), in a service of `home`."""

    consumer: str
    service: str
    home: str
    contribution: str | None
    away: str | None
    level: Level


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """`amount` milli-credits (at least 1) that `consumer` mints and `earner` earns in a service of `home`, by `rule`:
    a short text such as `R2 carried_pool` or `R3 1 of 2 buckets (video), R6 home's half`."""

    consumer: str
    home: str
    earner: str
    kind: PostingKind
    amount: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What is due to the work of one team in the services of one home team; `rule` says how it came to `amount`."""

    home: str
    team: str
    attested: bool
    amount: int
    rule: str


_Workers = dict[str, bool]
"""The teams whose work in a home team's services is used, and whether people's word is all that says so."""


def settle(uses: Iterable[Use], parameters: Parameters) -> tuple[Posting, ...]:
    """What everybody earns, sorted. Neither order nor repetition of `uses` matters.

    A home team does not adopt its own services: such uses are dropped. Of several levels of one adoption the strongest
    counts: observed over attested over carried.
    """
    found = (
        posting
        for consumer, homes in _by_consumer(uses).items()
        for posting in _of_consumer(consumer, homes, parameters)
        if posting.amount and posting.earner != consumer  # R1: a team's own share is not minted
    )
    return tuple(sorted(found))


def _by_consumer(uses: Iterable[Use]) -> dict[str, dict[str, _Workers]]:
    """By consumer and home team, whose work is used; nobody's where it is only carried."""
    consumers: dict[str, dict[str, _Workers]] = {}
    for use in uses:
        if use.consumer == use.home:
            continue
        workers = consumers.setdefault(use.consumer, {}).setdefault(use.home, {})
        if use.level != "carried":
            team = use.away or use.home
            workers[team] = workers.get(team, True) and use.level == "attested"
    return consumers


def _of_consumer(consumer: str, homes: Mapping[str, _Workers], parameters: Parameters) -> Iterator[Posting]:
    for home in homes:
        yield Posting(consumer, home, home, "carried", parameters.carried_pool, "R2 carried_pool")
    buckets = [bucket for home, workers in homes.items() for bucket in _divided(home, workers, parameters.used_pool)]
    attested = _capped([bucket for bucket in buckets if bucket.attested], parameters.attested_cap, "R4 attested_cap")
    others = [bucket for bucket in buckets if not bucket.attested]
    for bucket in _capped(others + attested, parameters.consumer_cap, "R5 consumer_cap"):
        yield from _split(consumer, bucket)


def _divided(home: str, workers: _Workers, pool: int) -> list[_Bucket]:
    """R3: the pool in equal parts; what is left over goes one by one to the first by name."""
    count = len(workers)
    part, left = divmod(pool, count) if count else (0, 0)
    return [
        _Bucket(
            home,
            team,
            workers[team],
            part + (place < left),
            f"R3 1 of {count} buckets ({team})" if count > 1 else f"R3 the only bucket ({team})",
        )
        for place, team in enumerate(sorted(workers))
    ]


def _capped(buckets: Sequence[_Bucket], cap: int, rule: str) -> list[_Bucket]:
    """R4 and R5: all of them together at most `cap`, each scaled down alike and rounded down."""
    total = sum(bucket.amount for bucket in buckets)
    if total <= cap:
        return list(buckets)
    return [
        replace(bucket, amount=bucket.amount * cap // total, rule=f"{bucket.rule}, {rule} {cap} of {total}")
        for bucket in buckets
    ]


def _split(consumer: str, bucket: _Bucket) -> Iterator[Posting]:
    """R6: the home team keeps the half, rounded up, of what another team's work in its services earns."""
    home, team, amount, rule = bucket.home, bucket.team, bucket.amount, bucket.rule
    if team == home:
        yield Posting(consumer, home, home, "used", amount, f"{rule}, R6 own work")
        return
    half = (amount + 1) // 2
    yield Posting(consumer, home, home, "used", half, f"{rule}, R6 home's half")
    yield Posting(consumer, home, team, "used", amount - half, f"{rule}, R6 away's half")
