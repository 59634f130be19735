"""Bundler's lock file."""

import pytest

from tests.core.manifests.reading import problems, provided, read, rows

LOCK = """\
GIT
  remote: https://github.com/acme/ledgerd.git
  revision: 0123456789abcdef
  specs:
    ledgerd (1.4.0)
      faraday (>= 2)

PATH
  remote: .
  specs:
    shop (0.1.0)
      rails (~> 7.1)

PATH
  remote: engines/ads
  specs:
    ads (0.0.1)

GEM
  remote: https://gems.example/
  specs:
    faraday (2.9.0)
    nokogiri (1.16.2-x86_64-linux)
    nokogiri (1.16.2-arm64-darwin)
    rails (7.1.3)
      nokogiri (>= 1.8.5)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  ads!
  ledgerd (~> 1.4)!
  rails (~> 7.1)
  shop!

BUNDLED WITH
   2.5.6
"""


def test_a_lock_file() -> None:
    found = read("Gemfile.lock", LOCK)
    assert provided(found) == [("gem/shop", "0.1.0", 11)]
    assert [(row[0], row[1], *row[4:]) for row in rows(found)] == [
        ("gem/ledgerd", "1.4.0", True, 5),
        ("gem/ads", "0.0.1", True, 17),
        ("gem/faraday", "2.9.0", False, 22),
        ("gem/nokogiri", "1.16.2", False, 23),
        ("gem/nokogiri", "1.16.2", False, 24),
        ("gem/rails", "7.1.3", True, 25),
    ]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html>", (1, '"<html>" stands before any section of a Gemfile.lock')),
        ("GEM\n  specs:\n    a/b (1)", (3, '"a/b" is no name of a package')),
        ("GEM\n  specs:\n    a (<1>)", (3, '"<1>" is no version')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("Gemfile.lock", text)) == [problem]
