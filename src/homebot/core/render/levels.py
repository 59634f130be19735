"""How loud a judgement is, wherever it is shown beside a line."""

from homebot.core.decision import Judgement
from homebot.core.findings import Finding, Level
from homebot.core.ownership_edit import NAME as OWNERSHIP


def counts(judgement: Judgement) -> bool:
    """Whether something is to be mended or decided, in whatever mode; advice never counts."""
    return judgement.outcome in ("fail", "error", "decision-needed") and judgement.strength != "advice"


def level(judgement: Judgement, finding: Finding | None = None) -> Level:
    """As loud as it blocks; a finding that was so before the change is only noted. What an edit of ownership files
    brings in is worth a warning, though it never blocks."""
    if finding is not None and finding.pre_existing:
        return "notice"
    if judgement.blocks:
        return "failure"
    return "warning" if counts(judgement) or judgement.standard == OWNERSHIP else "notice"
