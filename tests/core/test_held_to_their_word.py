"""What the home team is held to: a day for the first answer that everybody sees, and nothing old charged to a guest."""

import pytest

from homebot.core.directory import StandardSetting
from homebot.core.found import Context
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from tests import build

CI = StandardSetting("required-checks", options=(("contexts", ("test",)),))
DIRECTORY = build.directory(profiles={"default": (*build.profile(), CI)})
RED, GREEN = Context("test", "failed", "failure"), Context("test", "passed", "success")


@pytest.mark.parametrize(
    ("base", "head", "conclusion", "outcome"),
    [
        ((RED,), (RED,), "success", "pre-existing"),
        ((GREEN,), (RED,), "failure", "fail"),
        ((), (RED,), "failure", "fail"),
        ((RED,), (GREEN,), "success", "pass"),
    ],
)
def test_a_check_that_was_red_on_the_base_is_shown_and_not_charged(
    base: tuple[Context, ...], head: tuple[Context, ...], conclusion: str, outcome: str
) -> None:
    decision = decide(build.snapshot(contexts=head, base_contexts=base), DIRECTORY, "1")

    assert decision.standards_conclusion == conclusion
    assert [one.outcome for one in decision.judgements if one.standard == "required-checks"] == [outcome]


def test_the_comment_names_the_day_of_the_first_answer() -> None:
    snapshot = build.snapshot(contexts=(GREEN,))
    decision = decide(snapshot, DIRECTORY, "1")

    assert decision.answer_by is not None
    assert f"If there is no answer by {decision.answer_by:%Y-%m-%d}" in comment(snapshot, decision, DIRECTORY)
