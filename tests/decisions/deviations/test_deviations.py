"""What people read of a deviation in each state, word for word: what was answered to whoever brought it there, what the
comment says of it, and both checks.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/decisions/deviations`, then read the difference."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from homebot.core.deviations.lines import lines
from tests.core.deviations.claims import CLAIM, DATA, Register, directory
from tests.core.render.reading import Page
from tests.decisions import cases
from tests.decisions.cases import Case
from tests.decisions.test_golden import shown

HERE = Path(__file__).parent
TANGLED = cases.passing(functions=cases.COMPLEX)
Life = tuple[Register, str]


def _life(*says: tuple[str, str], strength: str = "standard", days: float = 0) -> Life:
    """What was said by whom, the last reply, and time passing after it."""
    register = Register(directory(strength, services=cases.ROOMS))
    replies = [register.say(line, actor, TANGLED).reply for actor, line in says]
    register.sweep(days)
    return register, replies[-1]


def claimed() -> Life:
    return _life(("alice", CLAIM))


def evidenced() -> Life:
    return _life(("alice", CLAIM), ("al", f"/homebot evidence D1 {DATA} kind=benchmark"))


def accepted() -> Life:
    return _life(("alice", f"{CLAIM} {DATA}"), ("bob", "/homebot accept D1"))


def rejected() -> Life:
    return _life(("alice", CLAIM), ("bob", '/homebot reject D1 because="@alice: it is written by hand, see #4"'))


def overdue() -> Life:
    return _life(("alice", CLAIM), days=31)


def floor_proposed() -> Life:
    return _life(("alice", CLAIM), strength="floor")


def floor_approved() -> Life:
    return _life(("alice", CLAIM), ("gina", "/homebot accept D1"), strength="floor")


LIVES: dict[str, Callable[[], Life]] = {
    life.__name__: life
    for life in (claimed, evidenced, accepted, rejected, overdue, floor_proposed, floor_approved)
}  # fmt: skip


def seen(register: Register) -> str:
    """What the comment says of the deviation and of its standard, and both checks."""
    lines = shown(Case(register.known(TANGLED), register.directory)).splitlines()
    comment = lines[: next(number for number, line in enumerate(lines) if line.startswith("=== "))]
    told = [line for line in comment if "D1" in line or line.startswith(("**Your turn", "**Waiting", "| 🔶", "| ❌"))]
    return "\n".join([*told, *(line for line in lines if line.startswith("=== homebot"))]) + "\n"


@pytest.mark.parametrize("name", LIVES)
def test_a_deviation_reads_as_it_was_agreed(name: str) -> None:
    register, reply = LIVES[name]()
    text = f"{reply}\n\n=== the pull request\n{seen(register)}"
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")


@pytest.mark.parametrize("name", LIVES)
def test_nobody_is_mentioned_but_who_has_to_act(name: str) -> None:
    page = Page(LIVES[name]()[1])
    assert {word.strip(".,():") for word in page.prose.split() if "@" in word} <= (
        {"@gina"} if name == "floor_proposed" else set()
    )


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(LIVES)


def test_the_same_facts_read_the_same_a_day_later() -> None:
    register, _ = claimed()
    earlier = register.known(TANGLED)
    register.now += timedelta(days=1)
    later = register.known(TANGLED)
    assert lines(later, register.decided(TANGLED)) == lines(earlier, register.decided(TANGLED))
