"""Entries of the books before they have their place."""

from datetime import UTC, datetime
from typing import Any

from homebot.core.credit.entries import Draft, Line

AT = datetime(2026, 7, 15, 4, 5, 6, 789, tzinfo=UTC)
HOSTILE = 'tëam"\\; \n-=1X_\ud800'


def settlement(consumer: str = "ads", home: str = "payments", amount: int = 1000, **changes: Any) -> Draft:
    """The consumer carries something of home's."""
    lines = (
        Line("minted", consumer, -amount, "carried", "sum"),
        Line("earned", home, amount, "carried", "R2 carried_pool"),
    )
    values: dict[str, Any] = {
        "key": f"2026Q2:{consumer}:{home}",
        "kind": "settlement",
        "quarter": "2026Q2",
        "at": AT,
        "lines": lines,
        "consumer": consumer,
        "home": home,
        "adoptions": ("carried ledgerd acme/ledgerd#7",),
        **changes,
    }
    return Draft(**values)


DRAFTS = (
    settlement(),
    settlement(HOSTILE, "=cmd|' /C calc'!A0"),
    Draft(
        key="reversal:2026Q3:ads:2026Q2:payments",
        kind="reversal",
        quarter="2026Q3",
        at=AT,
        lines=(
            Line("minted", "ads", 1000, "carried", "sum"),
            Line("earned", "payments", -1000, "carried", "2026Q2 settled anew: 0 and not 1000"),
        ),
        consumer="ads",
        home="payments",
        because="carried ledgerd acme/ledgerd#7: @everyone",
        adoptions=("carried ledgerd acme/ledgerd#7",),
        facts=(("settled", "2026Q2"),),
    ),
    Draft("close:2026Q3", "close", "2026Q3", AT, facts=(("events", "12"), ("tree", "{}"))),
)
