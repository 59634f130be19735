"""The page of the register says what the table of transitions says."""

import os
import re
from pathlib import Path
from typing import get_args

import pytest

from homebot.core.register.entries import Kind
from homebot.core.register.page import diagram, page
from homebot.core.register.table import TABLE, is_final, states

PAGE = Path(__file__).parents[3] / "docs" / "register.md"


def test_the_page_is_current() -> None:
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == page(), "HOMEBOT_REWRITE_GOLDEN=1 pytest tests/core/register/test_page.py"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_diagram_has_every_edge_of_the_table_and_no_other(kind: Kind) -> None:
    arrows = re.findall(r"^    (\S+) --> ([^\s:]+)(?:: (.*))?$", diagram(kind), re.MULTILINE)
    drawn = {(one, other, act) for one, other, acts in arrows if acts for act in acts.split(", ")}
    steps = [one for one in TABLE if one.kind == kind]
    moves = {
        (before or "[*]", step.after, step.act)
        for step in steps
        for before in step.before
        if step.after not in ("", before)
    }
    assert drawn == {(one.replace("-", "_"), other.replace("-", "_"), act) for one, other, act in moves}
    ends = {one for one, other, acts in arrows if other == "[*]" and not acts}
    assert ends == {state.replace("-", "_") for state in states(kind) if is_final(kind, state)}


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_state_can_be_come_to_and_left_unless_it_is_final(kind: Kind) -> None:
    reached = {""}
    for _ in TABLE:
        reached |= {one.after for one in TABLE if one.kind == kind and reached & set(one.before) and one.after}
    assert reached - {""} == set(states(kind))


def test_no_act_leads_from_one_state_to_two() -> None:
    pairs = [(one.kind, one.act, before) for one in TABLE for before in one.before]
    assert len(pairs) == len(set(pairs))


def test_every_line_says_who() -> None:
    assert [one for one in TABLE if not one.who] == []
