"""What became of a change since somebody approved it: facts from git, one per approved commit that is not the head."""

from dataclasses import dataclass
from typing import Literal

Obstacle = Literal["gone", "unrelated", "slow"]
"""Why a commit cannot be compared with the head: it is nowhere any more, shares no history with the base branch, or git
took too long."""


@dataclass(frozen=True, slots=True)
class Since:
    """The change as it was at `oid` against the change now.

    `differing` are the paths of either change whose content at the head is not what bringing the approved change onto
    the head's merge base makes of them by itself. They are sorted; `more` counts those beyond a limit.
    """

    oid: str
    differing: tuple[str, ...] = ()
    more: int = 0
    unmerged: int = 0
    """How many of all these were too many or too large to be merged on trial."""
    obstacle: Obstacle | None = None
