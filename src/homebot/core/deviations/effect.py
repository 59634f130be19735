"""What the open deviations do to the judgements of a change."""

from homebot.core.decision import Judgement, Recognition
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot


def excused(
    judgements: tuple[Judgement, ...], snapshot: Snapshot, directory: Directory, recognition: Recognition
) -> tuple[Judgement, ...]:
    """The judgements, `deviated` where a deviation covers what fails."""
    return judgements
