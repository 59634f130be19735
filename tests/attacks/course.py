"""What people do, as facts: by the recognisers where these decide whether there is a fact at all. Video's player uses
what checkout did in payments' ledgerd, unless said otherwise."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.words.words import deadline_from_now, is_code, words_in
from homebot.adapters.versions import at_least
from homebot.core.credit import claims
from homebot.core.credit.awaited import Claimant
from homebot.core.credit.carried import Consumer, Named, PartRelease, changes
from homebot.core.credit.claims import Refused
from homebot.core.credit.events import (
    Carried,
    ContributionMerged,
    ContributionReleased,
    Dropped,
    Event,
    Evidence,
    Part,
    SurfaceUsed,
)
from homebot.core.credit.figures import ClaimFigures
from homebot.core.credit.observed import observed
from homebot.core.decision import Result
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Review
from homebot.core.found import SurfaceFound, Surfaces
from homebot.core.recognise import recognise
from homebot.core.speaker import Speaker
from tests import build
from tests.core.credit.example import DIRECTORY
from tests.core.credit.histories import START

WORD = "settle_batch"
PACKAGE = "pkg:pypi/acme-ledgerd-client"
SERVICE_OF = {"checkout": "shop", "video": "player", "ads": "banner", "identity": "login", "payments": "ledgerd"}
PEOPLE = {name: team.members for name, team in DIRECTORY.teams.items()}
NOWHERE = Evidence("acme/player", "c" * 40, "src/app.py", 7, PACKAGE, "1.1.0", WORD)
Facts = Sequence[Event]
Course = Callable[[Children], Facts]


def day(number: float) -> datetime:
    """So many days into 2026."""
    return START + timedelta(days=number)


def pull(number: int) -> str:
    """A pull request to ledgerd."""
    return f"acme/ledgerd#{number}"


def merged(
    number: int = 1, away: str | None = "checkout", at: float = 1, home: str = "payments", service: str = "ledgerd"
) -> tuple[Event, ...]:
    """A contribution and its release."""
    of, oid = pull(number), f"{number:040x}"
    part = Part(service, home, away, home=away is None, complexity=0)
    result: Result = "home" if away is None else "away"
    release = f"1.{number}.0"
    return (
        ContributionMerged(f"merged:{of}", of, "T", result, (part,), day(at), oid, "a" * 40, (WORD,)),
        ContributionReleased(f"released:{of}", of, service, PACKAGE, release, "tag", f"v{release}", oid, day(at)),
    )


def uses(
    number: int = 1, consumer: str = "video", at: float = 5, service: str = "ledgerd", by: str = ""
) -> tuple[Event, ...]:
    """It takes the release, and its code uses it: in the service `by`, else its own one."""
    of, by = pull(number), by or SERVICE_OF[consumer]
    return (
        Carried(f"carried:{of}:{service}:{by}:1", of, service, consumer, by, day(at), NOWHERE),
        SurfaceUsed(f"used:{of}:{service}:{consumer}:{by}", of, service, consumer, by, day(at), NOWHERE),
    )


def carries(
    version: str,
    numbers: Iterable[int] = (1,),
    consumer: str = "video",
    at: float = 5,
    refused: str = "",
    in_conflict: Collection[str] = (),
    release: str = "",
) -> tuple[Carried | Dropped, ...]:
    """What the recogniser says of a service that names the package at a version; `release` is the first that holds the
    contribution."""
    service = SERVICE_OF[consumer]
    named = Named(PACKAGE, version, f"acme/{service}", "c" * 40, "requirements.txt", 7)
    return changes(
        Consumer(service, consumer, (named,), f"acme/{service}", "c" * 40),
        [PartRelease(pull(number), "ledgerd", PACKAGE, release or f"1.{number}.0", "payments") for number in numbers],
        {},
        in_conflict,
        lambda home, team: refused,
        at_least,
        day(at),
    )


@dataclass(frozen=True)
class Merge:
    """A pull request of a consumer's that was merged: its author and who approved it, and what it adds."""

    consumer: str = "video"
    author: str = "vera"
    approved_by: str = "vic"
    path: str = "src/pay.py"
    text: str = f"def run(rows):\n    return {WORD}(rows)\n"
    bot: bool = False
    refused: str = ""
    directory: Directory = DIRECTORY

    def seen(self, children: Children, number: int = 1, at: float = 5) -> tuple[Event, ...]:
        """What the recognisers make of it: the words on lines of code, then the two people."""
        service = SERVICE_OF[self.consumer]
        found = _places(children, self.path, self.text)
        surfaces = tuple(
            SurfaceFound(pull(number), "ledgerd", "payments", "checkout", service, self.path, line, WORD)
            for line in found
        )
        reviews = (Review(self.approved_by, "APPROVED", day(at) - timedelta(hours=1), build.HEAD),)
        snapshot = build.snapshot(
            pull=PullId("acme", service, 3),
            author=self.author,
            author_is_bot=self.bot,
            state="merged",
            merged_at=day(at),
            merge_oid="e" * 40,
            files=(build.file(self.path),),
            reviews=reviews if self.approved_by else (),
            surfaces=Surfaces(found=surfaces),
        )
        no = {(service, pull(number)): self.refused} if self.refused else {}
        used, _ = observed(snapshot, recognise(snapshot, self.directory), self.directory, no)
        return used


def _places(children: Children, path: str, text: str) -> list[int]:
    if not is_code(path):
        return []
    found = words_in([(path, text.encode())], [WORD], children, deadline_from_now())
    return [place.line for place in found.found]


HONEST = Merge()


def speaker(login: str, command: str, at: float) -> Claimant:
    """Somebody of the company who gives a command."""
    teams = tuple(name for name, team in DIRECTORY.teams.items() if login in team.members)
    owned = tuple(name for name in teams if login in DIRECTORY.teams[name].owners)
    return Claimant(login, owned, teams, command, day(at))


def attested(facts: Facts, number: int, first: str, second: str, at: float = 5) -> tuple[Event, ...]:
    """What an owner's word and a second person's come to, by the rules of the commands; nothing where refused."""
    mine = tuple(fact for fact in facts if pull(number) in (getattr(fact, "of", ""), getattr(fact, "pull", "")))
    eligible = tuple((team, "") for team in DIRECTORY.teams)
    command = f"{number}:1"
    try:
        said = claims.attest(pull(number), None, "we do", ClaimFigures(mine, (), eligible), speaker(first, command, at))
        known = ClaimFigures((*mine, *said.facts), ((command, Speaker(first)),), eligible)
        also = claims.second(pull(number), None, known, speaker(second, f"{number}:2", at))
    except Refused:
        return ()
    return (*said.facts, *also.facts)


def later(facts: Facts, days: float) -> tuple[Event, ...]:
    """The same adoptions as if they were recorded on another day."""
    return tuple(
        replace(fact, at=fact.at + timedelta(days=days)) if isinstance(fact, Carried | SurfaceUsed) else fact
        for fact in facts
    )
