"""Events of the ledger: away teams and home itself change payments' ledgerd, which ads and till use."""

from datetime import UTC, datetime
from typing import Any

from homebot.core.credit.events import Beneficiary, ContributionMerged, ContributionVoided, Part
from tests import build

DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments", provides=("pkg:pypi/Acme_Ledgerd.Client",)),
        build.service("till", "checkout", "acme/till", consumes=("ledgerd",)),
        build.service("player", "video", "acme/player", consumes=("ledgerd", "till")),
        build.service("books", "payments", "acme/books", consumes=("ledgerd",)),
    )
)
PLAYER = Beneficiary("player", "video", "ledgerd", "declared", "consumes: ledgerd")
TILL = Beneficiary("till", "checkout", "ledgerd", "manifest", "acme/till:requirements.txt names pkg:pypi/ledgerd")


def merged(
    number: int = 7, away: str | None = "checkout", on: str = "2026-11-20", **changes: Any
) -> ContributionMerged:
    """A pull request merged to ledgerd; `away` is `None` for payments' own work."""
    values: dict[str, Any] = {
        "key": f"merged:acme/ledgerd#{number}",
        "pull": f"acme/ledgerd#{number}",
        "title": f"Change {number}",
        "result": "away" if away else "home",
        "parts": (Part("ledgerd", "payments", away, home=away is None),),
        "merged_at": datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC),
        "merge_oid": f"{number:040x}",
        "head_oid": "a" * 40,
        "complexity_delta": 2 if away else 0,
        "consumers": (PLAYER,),
        **changes,
    }
    return ContributionMerged(**values)


def undone(number: int = 7, by: int = 9) -> ContributionVoided:
    """Pull request `by` undid pull request `number`."""
    of, other = f"acme/ledgerd#{number}", f"acme/ledgerd#{by}"
    return ContributionVoided(f"voided:{of}:by:{other}", of, other, "its description says so", build.NOW)
