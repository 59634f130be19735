"""A result of `homebot check` made of given judgements."""

from typing import Any

from homebot.core.decision import Judgement, ServiceStanding
from homebot.core.findings import Finding, Outcome
from homebot.core.render.checked import Checked
from tests import build


def judgement(outcome: Outcome = "fail", *findings: Finding, **changes: Any) -> Judgement:
    """Of `size` in the enforced service `ledgerd`."""
    values = {"standard": "size", "strength": "standard", "mode": "enforce", "service": "ledgerd", **changes}
    return Judgement(outcome=outcome, summary="900 changed lines, limit 800", findings=findings, **values)


def checked(*judgements: Judgement, notes: tuple[str, ...] = (), **change: Any) -> Checked:
    """A change of ledgerd's with these judgements."""
    return Checked(
        repository="acme/ledgerd",
        base="origin/main",
        head="HEAD",
        change=build.change(**change),
        rules="config/ of origin/main",
        configuration="d" * 64,
        standings=(ServiceStanding("ledgerd", "payments", "enforce", "default", False, ("ledger/close.py",)),),
        judgements=judgements,
        unowned=(),
        notes=notes,
        version="1.2.3",
    )
