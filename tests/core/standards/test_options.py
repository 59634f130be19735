import pytest

from homebot.core.standards import options_of


def test_a_list_becomes_a_tuple_and_what_is_not_given_keeps_its_default() -> None:
    options = options_of("tests", [("source", ["lib/**"])])
    assert options.source == ("lib/**",)
    assert options.tests
    assert options_of("size", [("max_changed_lines", 3)]).max_changed_lines == 3


def test_what_a_standard_does_not_have_is_named() -> None:
    with pytest.raises(TypeError, match=r"^size has no option a, b$"):
        options_of("size", [("b", 1), ("a", 2), ("max_changed_lines", 3)])
    with pytest.raises(KeyError):
        options_of("sise", [])
