import pytest

from homebot.core.directory import StandardSetting
from tests import build
from tests.core.bar_raisers.company import company, plain
from tests.core.bar_raisers.triggers.part import found, with_options


@pytest.mark.parametrize(("lines", "asks"), [(2_400, []), (2_401, ["size"])])
def test_three_times_what_the_standard_allows(lines: int, asks: list[str]) -> None:
    large = plain(files=(build.file(added=lines - 400, deleted=400),))
    assert [one.asks for one in found(large)] == asks


def test_the_service_s_own_limit_counts() -> None:
    small = company(profiles={"default": build.profile(size={"max_changed_lines": 10})})
    (reason,) = found(plain(files=(build.file(added=31, deleted=0),)), small)
    assert reason.says == "more than 30 lines are changed"


@pytest.mark.parametrize(("lines", "asks"), [(2_000, []), (2_001, ["size"])])
def test_without_the_standard_two_thousand(lines: int, asks: list[str]) -> None:
    without = company(profiles={"default": (StandardSetting("description"),)})
    assert [one.asks for one in found(plain(files=(build.file(added=lines, deleted=0),)), without)] == asks


def test_generated_files_do_not_count() -> None:
    assert found(plain(files=(build.file(added=9_000, generated=True), build.file("logo.png", added=None)))) == ()


def test_a_limit_of_the_company_s_own() -> None:
    chosen = with_options("size", max_changed_lines=11)
    assert [one.says for one in found(plain(files=(build.file(),)), chosen)] == ["more than 11 lines are changed"]
