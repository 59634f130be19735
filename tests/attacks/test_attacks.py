"""What each attack on credit gains, through the doors that facts come in by, beside the honest course; and the page
that says so."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.analysis.children import Children
from homebot.app.recomputing import recompute
from homebot.app.verifying import check
from homebot.core.credit.amounts import credits_of
from homebot.store.engine import open_engine
from tests.app.books import close, drafts, feed
from tests.attacks import courses
from tests.attacks.course import Course, Facts
from tests.attacks.rows import ATTACKS, Attack

PAGE = Path(__file__).parents[2] / "docs" / "attacks.md"
THE_END = datetime(2027, 2, 1, tzinfo=UTC)
"""By then every quarter of the year is closed."""


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with analysers(1) as started:
        yield started.words


@pytest.fixture
def empty(sqlite_tables: Path, tmp_path: Path) -> "Tables":
    return Tables(sqlite_tables, tmp_path)


class Tables:
    """Empty ledgers, one after the other."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder, self._made = template, folder, 0

    def earned(self, facts: Facts) -> Counter[str]:
        """What everybody has earned at the end of the year; the books are sound, and can be made again."""
        self._made += 1
        path = shutil.copyfile(self._template, self._folder / f"{self._made}.sqlite")
        engine = open_engine(f"sqlite:///{path}")
        try:
            feed(engine, facts)
            close(engine, THE_END)
            _assert_sound(engine)
            return _sums(engine)
        finally:
            engine.dispose()


def _assert_sound(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert check(connection).problem == ""
        assert recompute(connection).first == ()


def _sums(engine: sa.Engine) -> Counter[str]:
    found: Counter[str] = Counter()
    for draft in drafts(engine):
        assert sum(line.amount for line in draft.lines) == 0
        for line in draft.lines:
            if line.account == "earned":
                found[line.team] += line.amount
    return found


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_what_an_attack_gains(attack: Attack, children: Children, empty: Tables) -> None:
    honest = empty.earned(attack.honest(children))
    tried = empty.earned(attack.attack(children))
    gain = sum(tried[team] - honest[team] for team in attack.gang)
    print(
        f"{attack.name}: {credits_of(gain)} credits more for {', '.join(attack.gang)} ({dict(honest)}, {dict(tried)})"
    )
    assert gain == attack.gain


WITHOUT_THE_TRICK = (
    (courses.once, 11_000),
    (courses.new_words, 11_000),
    (courses.refused(courses.OLD), 11_000),
    (courses.tagged, 1_000),
    (courses.only_carried, 1_000),
    (courses.for_others("Team: video"), 11_000),
)
"""What would have been earned by the same steps, had they been what they pretend to be."""


@pytest.mark.parametrize(("course", "total"), WITHOUT_THE_TRICK)
def test_the_same_without_the_trick_earns(course: Course, total: int, children: Children, empty: Tables) -> None:
    assert sum(empty.earned(course(children)).values()) == total


def test_the_page_says_what_the_attacks_gain() -> None:
    rows = [f"| {one.name} | {credits_of(one.gain)} | {one.why} |" for one in ATTACKS]
    table = "\n".join(("| attack | gains | why |", "| --- | --- | --- |", *rows)) + "\n"
    assert table in PAGE.read_text(), table
