"""The example of the contract (SPEC 10) as facts of 2026Q2, and the company it is about."""

from datetime import UTC, datetime, timedelta

from homebot.core.credit.events import (
    Attested,
    Carried,
    ContributionMerged,
    ContributionReleased,
    Event,
    Evidence,
    Part,
    Seconded,
    SurfaceUsed,
)
from homebot.core.directory import Entity
from tests import build

DIRECTORY = build.directory(
    teams=(
        build.team("payments", "bob", "bea"),
        build.team("checkout", "alice", "al"),
        build.team("video", "vera", "vic", entity="media"),
        build.team("ads", "ann", "abe", entity="media"),
        build.team("identity", "ida", "ivo", entity="platform"),
    ),
    services=(
        build.service("ledgerd", "payments", provides=("pkg:pypi/acme-ledgerd-client",)),
        build.service("shop", "checkout", "acme/shop"),
        build.service("player", "video", "acme/player"),
        build.service("banner", "ads", "acme/banner"),
        build.service("login", "identity", "acme/login"),
    ),
    entities={
        "company": Entity("company", managers=("ceo",)),
        "retail": Entity("retail", "company", ("dana",)),
        "media": Entity("media", "company"),
        "platform": Entity("platform", "company"),
    },
)
SERVICE_OF = {"checkout": "shop", "video": "player", "ads": "banner", "identity": "login"}
PACKAGE = "pkg:pypi/acme-ledgerd-client"
I9, I12, I15 = ("acme/ledgerd#9", "acme/ledgerd#12", "acme/ledgerd#15")
CLOSED_ON = datetime(2026, 7, 20, tzinfo=UTC)


def on(day: int) -> datetime:
    """So many days into the quarter."""
    return datetime(2026, 4, 1, 9, tzinfo=UTC) + timedelta(days=day)


def merged(of: str, away: str | None, word: str, day: int) -> tuple[Event, ...]:
    """A contribution to ledgerd and its release."""
    number = of.rpartition("#")[2]
    part = Part("ledgerd", "payments", away, home=away is None, complexity=3 if away else None)
    result = "away" if away else "home"
    title = f"Add {word} to @everyone's `ledger`"
    oid = f"{int(number):040x}"
    return (
        ContributionMerged(f"merged:{of}", of, title, result, (part,), on(day), oid, "a" * 40, (word,)),
        ContributionReleased(
            f"released:{of}", of, "ledgerd", PACKAGE, f"1.{number}.0", "tag", f"v1.{number}.0", oid, on(day + 1)
        ),
    )


def carried(of: str, consumer: str, day: int) -> Carried:
    """The consumer's service takes the release."""
    service = SERVICE_OF[consumer]
    version = f"1.{of.rpartition('#')[2]}.0"
    seen = Evidence(f"acme/{service}", "c" * 40, "requirements.txt", 7, PACKAGE, version)
    return Carried(f"carried:{service}:{of}", of, "ledgerd", consumer, service, on(day), seen)


def observed(of: str, consumer: str, word: str, day: int) -> tuple[Event, ...]:
    """It takes the release, and a line of code uses the word."""
    service = SERVICE_OF[consumer]
    seen = Evidence(f"acme/{service}", "e" * 40, "src/app [x].py", 31, word=word, pull=f"acme/{service}#4")
    used = SurfaceUsed(f"used:{service}:{of}", of, "ledgerd", consumer, service, on(day), seen)
    return carried(of, consumer, day), used


FACTS: tuple[Event, ...] = (
    *merged(I9, None, "settle_all", 2),
    *merged(I12, "checkout", "settle_batch", 3),
    *merged(I15, "video", "ledger_stream", 4),
    *observed(I12, "checkout", "settle_batch", 10),
    *observed(I12, "video", "settle_batch", 11),
    *observed(I9, "video", "settle_all", 11),
    *observed(I12, "ads", "settle_batch", 12),
    *observed(I15, "ads", "ledger_stream", 13),
    carried(I9, "ads", 20),
    Attested("attested:1", I12, "ledgerd", "identity", on(14), "the nightly *job* of @ida", "1:1"),
    Seconded("seconded:1", I12, "ledgerd", "identity", on(15), "2:1"),
)
"""payments 26500, checkout 10000, video 2500; minted 39000."""
