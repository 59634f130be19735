import pytest

from homebot.core.directory import StandardSetting
from tests import build
from tests.core.bar_raisers.company import company, plain
from tests.core.bar_raisers.triggers.part import found, with_options


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [(None, 21, 1), (None, 20, 0), (4, 21, 1), (22, 23, 1), (22, 22, 0), (30, 21, 0), (None, 11, 0)],
)
def test_twice_the_limit_and_only_what_rises(before: int | None, after: int, asks: int) -> None:
    assert len(found(plain(functions=(build.function(before=before, after=after),)))) == asks


def test_it_names_the_most_complex_and_covers_the_files_of_all() -> None:
    functions = (
        build.function("a", None, 25),
        build.function("b", None, 40, path="tests/test_close.py"),
        build.function("c", None, 3),
    )
    (reason,) = found(plain(functions=functions))
    assert reason.says == "`b` in `tests/test_close.py` is more complex than 20, 2 times the limit"
    assert set(reason.paths) == {"ledger/close.py", "tests/test_close.py"}


def test_the_service_s_own_limit_counts_by_language() -> None:
    options = {"max": 5, "languages": (("go", 30),)}
    strict = company(profiles={"default": (StandardSetting("complexity", options=tuple(options.items())),)})
    files = (build.file(), build.file("ledger/close.go"))
    functions = (build.function(before=None, after=11), build.function("F", None, 60, path="ledger/close.go"))
    (reason,) = found(plain(files=files, functions=functions), strict)
    assert "more complex than 10," in reason.says


def test_a_service_without_the_standard_asks_for_nothing() -> None:
    without = company(profiles={"default": (StandardSetting("description"),)})
    assert found(plain(functions=(build.function(before=None, after=99),)), without) == ()


def test_so_many_times_as_the_company_says() -> None:
    functions = (build.function(before=None, after=25),)
    assert found(plain(functions=functions), with_options("complexity", times=3)) == ()


def test_a_name_with_a_backtick_cannot_end_its_span() -> None:
    (reason,) = found(plain(functions=(build.function("a`@bob", None, 50),)))
    assert "a\\x60@bob" in reason.says
