"""What one reading of the outside brought, as data."""

from dataclasses import dataclass, field

from homebot.core.commands.answer import OwnedPaths
from homebot.core.debt.known import ServiceDebt
from homebot.core.deviations.reading import Reading
from homebot.core.facts import Snapshot
from homebot.core.issues import Issue


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of a pull request, or why there are none.

    `later` is set, with seconds, when the outside cannot be used now; `gone` when the pull request is no more.
    `members` says of each person asked about whether GitHub counts them in the organisation; `debts` and `owned` are
    read when a command asks for them, and so is `issue`, and who speaks there is in which `teams`; `read` is what the
    data said that a command gives.
    """

    snapshot: Snapshot | None = None
    later: tuple[float, str] | None = None
    gone: str | None = None
    members: tuple[tuple[str, bool], ...] = ()
    debts: tuple[ServiceDebt, ...] = ()
    owned: OwnedPaths = field(default_factory=OwnedPaths)
    issue: Issue | None = None
    read: tuple[Reading, ...] = ()
    teams: tuple[tuple[str, tuple[str, ...]], ...] = ()
