"""An issue as GitHub has it. Its text is a stranger's."""

from dataclasses import dataclass
from datetime import datetime

from homebot.core.facts import PullId


@dataclass(frozen=True, slots=True)
class Issue:
    """Logins and labels are in lower case."""

    id: PullId
    title: str
    body: str
    author: str
    state: str
    created_at: datetime
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
