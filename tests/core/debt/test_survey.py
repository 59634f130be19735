import pytest

from homebot.core.debt.limit import Limit, limit_of
from homebot.core.debt.survey import MOST, Function, Survey, Tally
from homebot.core.found import AnalysisError
from tests import build


def survey(tally: Tally) -> Survey:
    return tally.survey("f" * 40, build.NOW, ())


def test_what_is_above_the_limit_is_counted_and_summed_up() -> None:
    tally = Tally(Limit(10), {})
    tally.add("a.py", [("at", 1, 10), ("above", 5, 11), ("low", 9, 1)])
    tally.add("b.py", [("far", 1, 40)])
    tally.add("empty.py", [])
    found = survey(tally)
    assert (found.files, found.functions, found.over, found.complexity, found.excess) == (3, 4, 2, 51, 31)
    assert [one.name for one in found.worst] == ["far", "above"]
    assert found.hotspots == ()


def test_a_hotspot_is_complex_and_often_changed() -> None:
    tally = Tally(Limit(10), {"busy.py": 20, "calm.py": 1, "gone.py": 50})
    tally.add("busy.py", [("small", 1, 4), ("tiny", 9, 1)])
    tally.add("calm.py", [("large", 1, 30)])
    tally.add("still.py", [("huge", 1, 90)])
    assert [(one.name, one.heat) for one in survey(tally).hotspots] == [("small", 80), ("large", 30), ("tiny", 20)]


@pytest.mark.parametrize("order", [1, -1])
def test_only_the_worst_are_kept_in_whatever_order_they_come(order: int) -> None:
    tally = Tally(Limit(10), {f"{number}.py": 1 for number in range(500)})
    for number in range(500)[::order]:
        tally.add(f"{number}.py", [("f", 1, number)])
    found = survey(tally)
    assert [one.complexity for one in found.worst] == list(range(499, 499 - MOST, -1))
    assert [one.complexity for one in found.hotspots] == list(range(499, 499 - MOST, -1))
    assert found.over == 489


@pytest.mark.parametrize("order", [1, -1])
def test_equal_functions_stand_in_a_fixed_order(order: int) -> None:
    tally = Tally(Limit(10), {"a.py": 2, "b.py": 2})
    for path in ("a.py", "b.py")[::order]:
        tally.add(path, [("f", 1, 20), ("g", 9, 20)])
    assert [(one.path, one.line) for one in survey(tally).worst] == [("b.py", 9), ("b.py", 1), ("a.py", 9), ("a.py", 1)]


def test_files_that_could_not_be_analysed_are_counted_and_some_are_named() -> None:
    tally = Tally(Limit(10), {})
    for number in range(MOST + 5):
        tally.miss(AnalysisError(f"{number}.py", "it is not Python"))
    found = survey(tally)
    assert (found.files, found.unread, len(found.errors)) == (MOST + 5, MOST + 5, MOST)


def test_the_limit_is_the_one_the_profile_holds_changes_to() -> None:
    directory = build.directory(profiles={"default": build.profile(complexity={"max": 5}), "free": ()})
    assert limit_of(directory, "default") == Limit(5)
    options = {"max": 5, "languages": (("go", 15),)}
    several = limit_of(build.directory(profiles={"default": build.profile(complexity=options)}), "default")
    assert [several.of(path) for path in ("a.py", "a.go", "a.c")] == [5, 15, 5]
    assert (str(several), str(Limit(5))) == ("5 (go 15)", "5")
    assert limit_of(directory, "free") == Limit(10, held=False)
    assert limit_of(directory, "nowhere") == Limit(10, held=False)


def test_heat_is_complexity_times_changes() -> None:
    assert Function("a.py", "f", 1, 12, 3).heat == 36
