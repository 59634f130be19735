"""The debt of ledgerd: two functions above the limit, one of them a hotspot, three merges and a hostile name."""

from dataclasses import replace
from typing import Any

from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.limit import Limit
from homebot.core.debt.merge import MergeDebt
from homebot.core.debt.survey import Function, Survey
from homebot.core.debt.trend import trend
from tests import build

SETTLE = Function("ledger/close.py", "Ledger.settle", 12, 24, changes=9)
HOSTILE = Function("ledger/`@all` <!-- #1|.py", "f|`@bob`", 3, 14)
SMALL = Function("ledger/refund.py", "refund", 40, 6, changes=11)


def row(number: int, over: int, excess: int, complexity: int, unread: int = 0, limit: int = 10) -> MergeDebt:
    at = build.NOW.replace(day=number)
    return MergeDebt("ledgerd", f"acme/ledgerd#{number}", at, limit, over, excess, complexity, unread)


MERGES = (row(3, 1, 4, 9), row(9, 0, 0, 0), row(12, -1, -6, -2, unread=1))


def service_debt(service: str = "ledgerd", repository: str = "acme/ledgerd", **survey: Any) -> ServiceDebt:
    """It, with other figures where they are given."""
    found = Survey(
        commit="f" * 40,
        at=build.NOW,
        files=31,
        functions=1204,
        over=2,
        complexity=38,
        excess=18,
        worst=(SETTLE, HOSTILE),
        hotspots=(SETTLE, SMALL),
    )
    return ServiceDebt(service, repository, Limit(10), replace(found, **survey), trend(MERGES))
