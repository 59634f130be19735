"""Which decisions of bar raisers a change needs, and how they stand."""

from homebot.core.decision import Judgement, KeyDecision, Recognition, ReviewChoice
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot


def key_decisions(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, judgements: tuple[Judgement, ...]
) -> tuple[KeyDecision, ...]:
    """One for each kind that a rule or a person asks for."""
    return ()


def with_bar_raisers(choice: ReviewChoice, decisions: tuple[KeyDecision, ...], snapshot: Snapshot) -> ReviewChoice:
    """The choice of reviewers with the bar raisers who are to be asked."""
    return choice
