"""The settlement of a quarter: rules R1 to R6 of SPEC 10, one pure function of vested adoptions and parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    a short text such as `R2 carried_pool` or `R3 1 of 2 buckets, R6 half`."""

    consumer: str
    home: str
    earner: str
    kind: PostingKind
    amount: int
    rule: str


def settle(uses: Iterable[Use], parameters: Parameters) -> tuple[Posting, ...]:
    """What everybody earns, sorted. Neither order nor repetition of `uses` matters."""
    raise NotImplementedError
