import pytest

from homebot.core.public_surface.imports import LONGEST, absolute, any_covers


@pytest.mark.parametrize(
    ("path", "module", "level", "expected"),
    [
        ("web/page.py", "store.tables", 0, "store.tables"),
        ("web/page.py", "tables", 1, "web.tables"),
        ("web/a/page.py", "store", 2, "web.store"),
        ("web/a/page.py", "store", 3, "store"),
        ("web/page.py", "store", 9, "store"),
        ("web/page.py", "", 1, "web"),
        ("page.py", "a", 1, "a"),
    ],
)
def test_what_a_file_means_by_a_module(path: str, module: str, level: int, expected: str) -> None:
    assert absolute(path, module, level) == expected


@pytest.mark.parametrize(
    ("pattern", "module", "from_root", "holds"),
    [
        ("store", "store", False, True),
        ("store", "store.tables", False, True),
        ("store", "stores", False, False),
        ("store", "acme.store", False, False),
        ("acme.store", "acme.store.tables.Row", False, True),
        ("acme.*.tables", "acme.store.tables.Row", False, True),
        ("acme.*", "acme", False, False),
        ("Store", "store", False, False),
        ("acme.store", "src.acme.store.tables", True, True),
        ("store", "src.acme.store", True, True),
        ("acme.store", "src.acme.stores", True, False),
    ],
)
def test_which_modules_a_pattern_means(pattern: str, module: str, from_root: bool, holds: bool) -> None:
    assert any_covers(("other.*", pattern), module, from_root) is holds


def test_no_pattern_means_nothing() -> None:
    assert not any_covers((), "store")
    assert not any_covers(("",), "store")


def test_endless_names_take_no_time() -> None:
    deep = "/".join("a" * 2_000) + "/x.py"
    assert len(absolute(deep, "store.b", 1)) == LONGEST
    assert any_covers(("store",), absolute(deep, "store.b", 1), from_root=True)
    assert not any_covers(("*x*y*z",), absolute("x.py", "x" * 1_000_000, 0))
    assert any_covers(("x*",), absolute("x.py", "x" * 1_000_000, 0))
