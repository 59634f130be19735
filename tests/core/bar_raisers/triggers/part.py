"""One service's part of a change, for the tests of triggers."""

from collections.abc import Sequence
from typing import Any

from homebot.core.bar_raisers.part import Reason
from homebot.core.bar_raisers.reasons import found_by_rules
from homebot.core.bar_raisers.triggers import TRIGGERS
from homebot.core.decision import Judgement
from homebot.core.directory import BotSettings, Directory
from homebot.core.facts import Snapshot
from homebot.core.policy import judge
from homebot.core.recognise import recognise
from tests.core.bar_raisers.company import company, plain


def with_options(trigger: str, **options: Any) -> Directory:
    """The catalogue with a trigger's options."""
    chosen = TRIGGERS[trigger].Options(**options)
    return company(settings=BotSettings(triggers=((trigger, chosen),)))


def found(
    snapshot: Snapshot | None = None, directory: Directory | None = None, judgements: Sequence[Judgement] | None = None
) -> tuple[Reason, ...]:
    """What the rules find in a change."""
    snapshot, directory = snapshot or plain(), directory or company()
    recognition = recognise(snapshot, directory)
    judged = tuple(judgements) if judgements is not None else judge(snapshot, directory, recognition)
    return found_by_rules(snapshot, directory, recognition, judged)
