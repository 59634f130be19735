"""A register with one decision of each kind and state that matters, told by people of the builders' company."""

from datetime import datetime, timedelta

from homebot.core.register.entries import Entry, Evidence, Scope
from tests import build

PULL = "acme/ledgerd#7"
CONFIGURATION = "c" * 64


def on(days: float) -> datetime:
    """So many days after the builders' now."""
    return build.NOW + timedelta(days=days)


DEVIATION = (
    Entry(
        "501:3:claimed", 12, "deviation", "claimed", on(-3), "al", PULL,
        because="the parser is one table, see @vera and #4 | it reads better",
        team="checkout", home="payments",
        scope=Scope("ledgerd", "complexity", pull="", head=build.HEAD, paths=("ledger/parse.py", "ledger/`x`.py")),
        until=on(60), due=on(27), said=(("author", "alice"), ("title", "Settle in the shopper's currency")),
        configuration=CONFIGURATION,
    ),
    Entry(
        "502:1:evidenced", 12, "deviation", "evidenced", on(-1), "al", PULL, because="measured on both",
        evidence=Evidence("benchmark", "https://ci.example/7?a=(b)|c", "12 ms before, 4 ms after", "e" * 64, on(-1)),
        configuration=CONFIGURATION,
    ),
)  # fmt: skip
OVERDUE = (
    Entry("503:1:claimed", 13, "deviation", "claimed", on(-40), "vic", "acme/ledgerd#5", because="no time for tests",
          team="video", home="payments", scope=Scope("ledgerd", "tests"), until=on(100), due=on(-10)),
    Entry("D13:overdue:1", 13, "deviation", "overdue", on(-10), team="video"),
)  # fmt: skip
RAISED = (
    Entry(
        "raised:acme/ledgerd#7:architecture", 7, "bar-raiser", "raised", on(-2), "", PULL, team="checkout",
        home="payments", scope=Scope("ledgerd", kind="architecture", pull=PULL, head=build.HEAD),
        said=(("author", "alice"), ("title", "Settle in the shopper's currency"), ("door", "one-way")),
    ),
    Entry("B7:asked:1", 7, "bar-raiser", "asked", on(-2), due=on(2), people=("gina",)),
)  # fmt: skip
OVERRIDE = (
    Entry("504:1:overridden", 9, "override", "overridden", on(-8), "bob", "acme/ledgerd#6",
          because="the launch is on Monday, callers were told", team="checkout", home="payments",
          scope=Scope("ledgerd", kind="architecture", of=7, pull="acme/ledgerd#6", head=build.HEAD), due=on(-1),
          said=(("answer", "B7 against by gina"),)),
    Entry("O9:came-due:1", 9, "override", "came-due", on(-1), due=on(-1)),
)  # fmt: skip
AGREEMENT = (
    Entry("505:1:agreed", 4, "agreement", "agreed", on(-30), "bob", "acme/ledgerd#2", team="checkout", home="payments",
          scope=Scope("ledgerd"), said=(("goal", "exact refunds"), ("headline", "Refunds are right to the cent"))),
)  # fmt: skip
CLAIM = (
    Entry("506:1:claimed", 14, "claim", "claimed", on(-1), "bea", "acme/ledgerd#9", because="refunds fail since Friday",
          team="checkout", home="payments", scope=Scope("ledgerd", of=4), due=on(1),
          said=(("issue", "acme/ledgerd#9"), ("title", "Refunds fail"))),
)  # fmt: skip
ESCALATION = (
    Entry("507:1:escalated", 15, "escalation", "escalated", on(-5), "alice", "acme/player#3",
          because="media cannot wait for the next quarter", team="checkout", home="video", scope=Scope("player", of=6)),
)  # fmt: skip
DUPLICATION = (
    Entry("508:1:duplicated", 16, "duplication", "duplicated", on(-6), "vera", "acme/ledgerd#8",
          because="we need it in another language", team="video", home="payments", scope=Scope("ledgerd")),
)  # fmt: skip
REJECTED = (
    Entry("509:1:claimed", 17, "deviation", "claimed", on(-9), "al", PULL, because="it is only for a week",
          team="checkout", home="payments", scope=Scope("ledgerd", "size"), until=on(3), due=on(20)),
    Entry("510:1:rejected", 17, "deviation", "rejected", on(-8), "bob", PULL, because="split it, please, it is easy"),
)  # fmt: skip
DECISIONS = (DEVIATION, OVERDUE, RAISED, OVERRIDE, AGREEMENT, CLAIM, ESCALATION, DUPLICATION, REJECTED)
ENTRIES = tuple(entry for decision in DECISIONS for entry in decision)
