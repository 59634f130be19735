"""What every trigger has in common; each has a test file of its own besides."""

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from homebot.core.bar_raisers.triggers import TRIGGERS
from tests import build
from tests.core.bar_raisers.company import company, plain
from tests.core.bar_raisers.triggers.part import found, with_options


def test_an_ordinary_change_needs_no_decision() -> None:
    assert found() == ()
    assert found(build.snapshot(files=(), functions=())) == ()


def test_the_triggers_of_the_contract_are_there() -> None:
    assert set(TRIGGERS) == {
        "complexity", "data-migration", "decision-needed", "open-deviations", "security-path", "size",
    }  # fmt: skip


@pytest.mark.parametrize("name", TRIGGERS)
class TestEveryTrigger:
    def test_says_what_it_asks_for(self, name: str) -> None:
        assert len((TRIGGERS[name].__doc__ or "").split()) > 10

    def test_has_options_that_all_have_defaults(self, name: str) -> None:
        assert is_dataclass(TRIGGERS[name].Options)
        assert TRIGGERS[name].Options().enabled
        hash(TRIGGERS[name].Options())

    def test_has_a_kind_unless_standards_say_it(self, name: str) -> None:
        known = {field.name for field in fields(TRIGGERS[name].Options)}
        assert ("kind" in known) == (name != "decision-needed")

    def test_has_a_test_file_of_its_own(self, name: str) -> None:
        assert (Path(__file__).parent / f"test_{name.replace('-', '_')}.py").is_file()

    def test_asks_for_nothing_when_it_is_off(self, name: str) -> None:
        large = plain(files=(build.file("auth/migrations/1.sql", added=9_000),), functions=(build.function(after=99),))
        before = {one.asks for one in found(large)}
        assert {one.asks for one in found(large, with_options(name, enabled=False))} == before - {name}


def test_of_a_kind_that_nobody_is_listed_for_nothing_is_asked() -> None:
    large = plain(files=(build.file("auth/migrations/1.sql", added=9_000),))
    assert {one.asks for one in found(large)} == {"data-migration", "security-path", "size"}
    assert {one.asks for one in found(large, company(bar_raisers={"security": ("ines",)}))} == {"security-path"}


def test_a_change_that_cannot_be_read_tells_nothing() -> None:
    assert found(plain(files=(build.file("a.sql"),), unreadable="its head is gone")) == ()
