"""What is known of a service's debt, as it is handed to whoever asks."""

from dataclasses import dataclass

from homebot.core.debt.limit import Limit
from homebot.core.debt.survey import Survey
from homebot.core.debt.trend import Trend


@dataclass(frozen=True, slots=True)
class ServiceDebt:
    """Its code as it stands, and what its merges did. Without a `survey`, `reason` says why there is none now."""

    service: str
    repository: str
    limit: Limit
    survey: Survey | None
    trend: Trend
    reason: str = ""
