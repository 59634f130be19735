"""Profiles: options checked against each standard's own, and inheritance option by option."""

import json

import pytest

from homebot.adapters.config.standards import option_fields
from homebot.core.directory import StandardSetting
from homebot.core.option_types import Expression
from homebot.core.standards import STANDARDS, options_of
from homebot.core.standards.pattern import Rule
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
        '7:21: profiles.a.tests.source: expected a list of path patterns, found text "src"; write [src]',
        '8:14: profiles.a.extends: unknown profile "b"; known: a, default',
    ]


def test_limits_by_language() -> None:
    text = """\
  a: {complexity: {max: 8, languages: {go: 15, c: 20}}}
  b: {extends: a, complexity: {languages: {rust: 12}}}
"""
    assert profile(text, "a")["complexity"][1] == {"max": 8, "languages": (("c", 20), ("go", 15))}
    assert profile(text, "b")["complexity"][1] == {"max": 8, "languages": (("rust", 12),)}


def test_wrong_limits_by_language() -> None:
    assert wrong(
        "  a:\n"
        "    complexity: {languages: {jav: 15, c: [15], rust: -1, go: 5, go: 6}}\n"
        "  b:\n"
        "    complexity: {languages: [java]}\n"
    ) == [
        '4:30: profiles.a.complexity.languages: unknown key "jav"; did you mean "java"?',
        "4:42: profiles.a.complexity.languages.c: expected a whole number from 0 to 1000000000, found a list",
        "4:54: profiles.a.complexity.languages.rust: expected a whole number from 0 to 1000000000, found the number -1",
        '4:65: profiles.a.complexity.languages: the key "go" is there twice; '
        "the first is at config/standards.yaml:4:58",
        "6:29: profiles.b.complexity.languages: expected a mapping of keys to values, found a list",
    ]


def test_a_circle_of_profiles_is_told_once_for_each_in_it() -> None:
    assert wrong("  a: {extends: b}\n  b: {extends: a}\n  c: {extends: a}\n") == [
        "3:16: profiles.a: extends goes in a circle; a > b > a",
        "4:16: profiles.b: extends goes in a circle; b > a > b",
    ]


def test_a_long_line_of_profiles_is_refused() -> None:
    line = "  p0: {}\n" + "".join(f"  p{number}: {{extends: p{number - 1}}}\n" for number in range(1, 17))

    assert wrong(line) == ["19:18: profiles.p16: more than 16 profiles extend one another"]


@pytest.mark.parametrize(
    ("standard", "option"),
    [
        ("docs", "public"),
        ("docs", "docs"),
        ("docs", "changelog"),
        ("licence", "source"),
        ("licence", "exempt"),
        ("secrets", "allow"),
        ("tests", "source"),
        ("tests", "tests"),
        ("tests", "coverage_unmeasured"),
    ],
)
def test_a_pattern_of_paths_that_would_match_nothing_is_refused(standard: str, option: str) -> None:
    start = f"  a: {{{standard}: {{{option}: [fine, "
    long = f"3:{len(start) + 1}: profiles.a.{standard}.{option}: the pattern has 1025 characters, at most 1024 are read"
    assert wrong(f"{start}{'x' * 1025}]}}}}\n") == [f"{long}; name a folder above, or use a wildcard"]
    assert wrong(f"{start}{'x' * 1024}]}}}}\n") == []


@pytest.mark.parametrize("option", ["paths", "exempt"])
def test_so_is_one_of_a_rule(option: str) -> None:
    (told,) = wrong(f"  a: {{pattern: {{rules: [{{name: x, pattern: y, {option}: ['{'x' * 1025}']}}]}}}}\n")
    assert f"profiles.a.pattern.rules.{option}: the pattern has 1025 characters" in told


def test_every_standard_takes_its_own_defaults_back() -> None:
    assert STANDARDS
    for name, standard in STANDARDS.items():
        defaults = options_of(name, ())
        given = {key: getattr(defaults, key) for key in option_fields(standard.Options)}
        written = json.dumps({name: {key: value for key, value in given.items() if value not in (None, ())}})

        settings = directory(standards=f"{{version: 1, profiles: {{all: {written}}}}}").profiles["all"]

        assert options_of(name, settings[0].options) == defaults


RULES = """\
  a:
    pattern:
      rules:
        - {name: no-print, pattern: 'print\\(', paths: [src/**], fix: call the log}
        - name: no-exe
          pattern: (?i)[.]exe$
          where: names
"""


def test_a_list_of_rules() -> None:
    (_, options) = profile(RULES, "a")["pattern"]
    assert options["rules"] == (
        Rule("no-print", Expression(r"print\("), paths=("src/**",), fix="call the log"),
        Rule("no-exe", Expression("(?i)[.]exe$"), where="names"),
    )


def test_a_profile_that_has_rules_replaces_those_it_extends() -> None:
    text = RULES + "  b: {extends: a, pattern: {rules: [{name: x, pattern: y}]}}\n"
    assert profile(text, "b")["pattern"][1]["rules"] == (Rule("x", Expression("y")),)


def test_wrong_rules_are_told_where_they_are() -> None:
    assert wrong(
        "  a:\n"
        "    pattern:\n"
        "      rules:\n"
        "        - {name: x, pattern: '(a'}\n"
        "        - {name: x, pattern: '(?=a)'}\n"
        '        - {name: x, pattern: "\\\\y"}\n'
        "        - {nam: x, pattern: a}\n"
        "        - {name: y, pattern: a, where: line}\n"
        "        - just text\n"
        "        - {name: z, pattern: [a]}\n"
        "    required-checks: {contexts: {a: b}}\n"
        "  b:\n"
        "    pattern: {rules: [{name: x, pattern: a}, {name: x, pattern: b}]}\n"
        "    required-checks: {contexts: ['homebot: review']}\n"
        "  c: {pattern: {rules: [{name: x, pattern: a}, {name: x, pattern: a}]}}\n"
    ) == [
        "6:30: profiles.a.pattern.rules.pattern: not a regular expression of RE2: missing ): (a",
        "7:30: profiles.a.pattern.rules.pattern: not a regular expression of RE2: invalid perl operator: (?=; "
        "RE2 has no look-around, so that every expression takes linear time",
        "8:30: profiles.a.pattern.rules.pattern: not a regular expression of RE2: invalid escape sequence: \\y; "
        "in YAML, write it in single quotes: they leave backslashes alone",
        '9:11: profiles.a.pattern.rules: the key "name" is missing; it is text',
        '9:12: profiles.a.pattern.rules: unknown key "nam"; did you mean "name"?',
        '10:40: profiles.a.pattern.rules.where: expected one of lines, names, found "line"; did you mean "lines"?',
        '11:11: profiles.a.pattern.rules: expected a mapping of keys to values, found text "just text"',
        "12:30: profiles.a.pattern.rules.pattern: expected a regular expression, found a list",
        "13:33: profiles.a.required-checks.contexts: expected a list of text, found a mapping",
        "15:5: profiles.b.pattern: two rules have the name x",
        "16:5: profiles.b.required-checks: homebot: review is homebot's own check: it cannot wait for itself",
        "17:48: profiles.c.pattern.rules: the same is listed twice",
    ]


def test_owners_of_a_standard_are_people_and_teams_and_are_inherited() -> None:
    text = """\
  base:
    secrets: {owners: [Ines, payments]}
    size: {owners: [dana]}
  child: {extends: base, secrets: {strength: floor}, size: {owners: []}}
"""
    profiles = directory(standards=f"version: 1\nprofiles:\n{text}").profiles
    assert {one.standard: one.owners for one in profiles["base"]} == {
        "secrets": ("ines", "payments"),
        "size": ("dana",),
    }
    assert {one.standard: one.owners for one in profiles["child"]} == {"secrets": ("ines", "payments"), "size": ()}
    assert all("owners" not in dict(one.options) for one in profiles["base"])


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        ("ines", "expected a list of teams or GitHub logins"),
        ('["@ines"]', "expected a GitHub login"),
        ("[acme/security]", "expected a GitHub login"),
        ("[ines, ines]", "is listed twice"),
    ],
)
def test_owners_that_are_none(owners: str, said: str) -> None:
    (found,) = wrong(f"  a:\n    secrets: {{owners: {owners}}}\n")
    assert said in found
