"""Profiles: options checked against each standard's own, and inheritance option by option."""

import json

from homebot.adapters.config.standards import option_fields
from homebot.core.directory import StandardSetting
from homebot.core.standards import STANDARDS, options_of
from tests.adapters.config.company import directory, problems

Settings = dict[str, tuple[str, dict[str, object]]]


def profile(text: str, name: str) -> Settings:
    settings: tuple[StandardSetting, ...] = directory(standards=f"version: 1\nprofiles:\n{text}").profiles[name]
    return {setting.standard: (setting.strength, dict(setting.options)) for setting in settings}


def wrong(profiles: str) -> list[str]:
    found = problems(standards=f"version: 1\nprofiles:\n{profiles}")
    return [text.removeprefix("config/standards.yaml:") for text in found]


def test_a_profile_has_what_it_names_and_nothing_else() -> None:
    assert profile("  lean:\n    size: {max_changed_lines: 50, strength: advice}\n    tests:\n", "lean") == {
        "size": ("advice", {"max_changed_lines": 50}),
        "tests": ("standard", {}),
    }


def test_a_profile_extends_another_option_by_option() -> None:
    text = """\
  base:
    complexity: {max: 8, ratchet: false, strength: floor}
    size: {max_changed_lines: 100}
  child: {extends: base, complexity: {max: 6}}
  grandchild: {extends: child, complexity: {strength: advice}, tests: {source: [lib/]}}
"""
    assert profile(text, "grandchild") == {
        "complexity": ("advice", {"max": 6, "ratchet": False}),
        "size": ("standard", {"max_changed_lines": 100}),
        "tests": ("standard", {"source": ("lib/",)}),
    }


def test_the_built_in_default_can_be_extended_and_replaced() -> None:
    assert set(profile("  mine: {extends: default, size: {}}\n", "mine")) == {
        "complexity",
        "size",
        "tests",
        "description",
        "secrets",
    }
    assert set(profile("  default: {size: {}}\n", "default")) == {"size"}


def test_a_standard_is_held_as_strongly_as_it_says_itself_unless_a_profile_says_otherwise() -> None:
    assert profile("  plain: {secrets: {}}\n", "plain") == {"secrets": ("floor", {})}
    text = "  base: {secrets: {strength: advice}}\n  child: {extends: base, secrets: {allow: [certs/]}}\n"
    assert profile(text, "child") == {"secrets": ("advice", {"allow": ("certs/",)})}


def test_wrong_profiles() -> None:
    assert wrong(
        "  a:\n"
        "    complexty: {}\n"
        "    complexity: {max: ten, rachet: true}\n"
        "    size: {strength: flor}\n"
        "    tests: {source: src}\n"
        "    extends: b\n"
    ) == [
        '4:5: profiles.a.complexty: unknown standard "complexty"; did you mean "complexity"?',
        '5:23: profiles.a.complexity.max: expected a whole number from 0 to 1000000000, found text "ten"',
        '5:28: profiles.a.complexity: unknown key "rachet"; did you mean "ratchet"?',
        '6:22: profiles.a.size.strength: expected one of floor, standard, advice, found "flor"; did you mean "floor"?',
        '7:21: profiles.a.tests.source: expected a list of text, found text "src"; write [src]',
        '8:14: profiles.a.extends: unknown profile "b"; known: a, default',
    ]


def test_a_circle_of_profiles_is_told_once_for_each_in_it() -> None:
    assert wrong("  a: {extends: b}\n  b: {extends: a}\n  c: {extends: a}\n") == [
        "3:16: profiles.a: extends goes in a circle; a > b > a",
        "4:16: profiles.b: extends goes in a circle; b > a > b",
    ]


def test_a_long_line_of_profiles_is_refused() -> None:
    line = "  p0: {}\n" + "".join(f"  p{number}: {{extends: p{number - 1}}}\n" for number in range(1, 17))

    assert wrong(line) == ["19:18: profiles.p16: more than 16 profiles extend one another"]


def test_every_standard_takes_its_own_defaults_back() -> None:
    assert STANDARDS
    for name, standard in STANDARDS.items():
        defaults = options_of(name, ())
        given = {key: getattr(defaults, key) for key in option_fields(standard.Options)}
        written = json.dumps({name: {key: value for key, value in given.items() if value is not None}})

        settings = directory(standards=f"{{version: 1, profiles: {{all: {written}}}}}").profiles["all"]

        assert options_of(name, settings[0].options) == defaults
