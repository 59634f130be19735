"""Facts about one contribution: checkout's work in payments' ledgerd, adopted by others."""

from datetime import UTC, datetime, timedelta
from typing import Any

from homebot.core.credit.events import (
    Attested,
    BatchConfirmed,
    Carried,
    ContributionMerged,
    ContributionVoided,
    DisputeClosed,
    Disputed,
    Dropped,
    Evidence,
    Seconded,
    SurfaceGone,
    SurfaceUsed,
    Withdrawn,
)
from tests.core.credit import ledger

OF = "acme/ledgerd#7"
START = datetime(2026, 4, 1, tzinfo=UTC)
NOWHERE = Evidence("acme/player", "c" * 40, "requirements.txt", 3, "pkg:pypi/acme-ledgerd-client", "1.4.0")


def merged(number: int = 7, **changes: Any) -> ContributionMerged:
    """The contribution, merged on the day before all of this."""
    return ledger.merged(number, **{"on": "2026-03-31", **changes})


def day(number: int) -> datetime:
    """So many days after the first."""
    return START + timedelta(days=number)


def carried(at: int, service: str = "player", consumer: str = "video", of: str = OF) -> Carried:
    """From that day on a service carries it."""
    return Carried(f"carried:{service}:{of}@{at}", of, "ledgerd", consumer, service, day(at), NOWHERE)


def dropped(at: int, service: str = "player", consumer: str = "video", of: str = OF) -> Dropped:
    """From that day on it does not."""
    key = f"dropped:{service}:{of}@{at}"
    return Dropped(key, of, "ledgerd", consumer, service, day(at), "1.3.0 is older than 1.4.0", NOWHERE)


def used(at: int, service: str = "player", consumer: str = "video", of: str = OF) -> SurfaceUsed:
    """A line of code of that service uses it."""
    return SurfaceUsed(f"used:{service}:{of}@{at}", of, "ledgerd", consumer, service, day(at), NOWHERE)


def attested(at: int, consumer: str = "video", of: str = OF) -> Attested:
    """An owner says so."""
    return Attested(f"attested:{consumer}:{of}@{at}", of, "ledgerd", consumer, day(at), "the nightly job", f"{at}:1")


def seconded(at: int, consumer: str = "video", of: str = OF) -> Seconded:
    """Another person of the team does too."""
    return Seconded(f"seconded:{consumer}:{of}@{at}", of, "ledgerd", consumer, day(at), f"{at}:1")


def withdrawn(at: int, consumer: str = "video", of: str = OF) -> Withdrawn:
    """The consumer takes its use back."""
    return Withdrawn(f"withdrawn:{consumer}:{of}@{at}", of, consumer, day(at), "a mistake", f"{at}:1")


def disputed(at: int, consumer: str = "", of: str = OF) -> Disputed:
    """Home disputes it, of one consumer or of all."""
    return Disputed(f"disputed:{of}:{consumer}@{at}", of, consumer, "payments", day(at), "not so", f"{at}:1")


def closed(at: int, closes: str, of: str = OF) -> DisputeClosed:
    """The dispute of that key is closed."""
    return DisputeClosed(f"closed:{closes}@{at}", of, closes, "payments", day(at), "it stays", f"{at}:1")


def gone(at: int, of: str = OF) -> SurfaceGone:
    """Its surface is in the code no more."""
    return SurfaceGone(f"gone:{of}@{at}", of, "ledgerd", day(at), NOWHERE)


def voided(at: int, of: str = OF) -> ContributionVoided:
    """It was undone."""
    return ContributionVoided(f"voided:{of}@{at}", of, "acme/ledgerd#9", "its description says so", day(at))


def confirmed(at: int, batch: str) -> BatchConfirmed:
    """Somebody confirmed what a backfill found."""
    return BatchConfirmed(f"confirmed:{batch}", batch, day(at))
