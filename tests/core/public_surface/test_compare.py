from hypothesis import given
from hypothesis import strategies as st

from homebot.core.public_surface.compare import differences, exported
from homebot.core.public_surface.items import Exported

NAMES = st.sampled_from(["a", "a.b", "a.b.c", "a.d", "e"])
FACETS = st.lists(st.sampled_from(["x", "y", "z"]), unique=True).map(tuple)
KINDS = st.sampled_from(["class", "function", "re-export", "value", "message"])
ITEMS = st.builds(Exported, NAMES, KINDS, st.integers(1, 9), FACETS, FACETS)
SURFACES = st.lists(ITEMS, unique_by=lambda one: one.name)


def there(items: list[Exported]) -> dict[str, tuple[str, Exported]]:
    return {one.name: ("a.py", one) for one in items}


@given(SURFACES, SURFACES)
def test_what_is_added_breaks_nobody(before: list[Exported], more: list[Exported]) -> None:
    known = {one.name for one in before}
    assert list(differences("a.py", before, there([*before, *(one for one in more if one.name not in known)]))) == []


@given(SURFACES)
def test_where_all_is_gone_each_name_that_belongs_to_no_other_is_told_of(before: list[Exported]) -> None:
    found = list(differences("a.py", before, {}))
    assert all(one.how == "removed" and one.path == "a.py" for one in found)
    told = [one.name for one in found]
    assert len(set(told)) == len(told)
    assert {one.name for one in before} >= set(told)
    assert bool(told) is bool(before)


@given(SURFACES, SURFACES)
def test_whoever_loses_something_or_has_to_bring_more_is_told(before: list[Exported], after: list[Exported]) -> None:
    now = there(after)
    changed = {one.name for one in differences("a.py", before, now) if one.how == "changed"}
    for one in before:
        found = now[one.name][1] if one.name in now else None
        if found is not None and found.kind == one.kind and one.kind not in ("value", "re-export"):
            is_broken = not set(one.gives) <= set(found.gives) or not set(found.needs) <= set(one.needs)
            assert is_broken or one.name not in changed
            assert one.name in changed or not is_broken or "." in one.name


def test_long_lists_are_cut() -> None:
    before = Exported("GET /a", "operation", 1, tuple(f"response {number}" for number in range(200, 205)))
    (change,) = differences("a.yaml", [before], {"GET /a": ("b.yaml", Exported("GET /a", "operation", 7))})
    assert change.detail == "no longer: response 200, response 201, response 202 and 2 more"
    assert (change.path, change.line) == ("b.yaml", 7)


def test_only_a_package_exports_what_it_imports_from_within() -> None:
    items = [Exported(kind, kind, 1) for kind in ("import", "package import", "re-export", "function")]
    assert [one.kind for one in exported(items)] == ["re-export", "function"]
    assert [one.kind for one in exported(items, is_package=True)] == ["package import", "re-export", "function"]
