"""The page of languages says what the table of suffixes says."""

from pathlib import Path

import pytest

from homebot.core.languages import LANGUAGES, Language, language_of, suffixes

PAGE = (Path(__file__).parents[2] / "docs" / "languages.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_a_row_for_each(language: Language) -> None:
    listed = " ".join(f"`.{suffix}`" for suffix in suffixes(language))
    tool = "radon" if language == "python" else "lizard"
    assert f"| `{language}` | {listed} | {tool} |" in PAGE


def test_no_suffix_is_of_two_languages() -> None:
    every = [suffix for language in LANGUAGES for suffix in suffixes(language)]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.py", "python"),
        ("a/b.c/D.GO", "go"),
        ("a.tar.rb", "ruby"),
        (".c", "c"),
        ("a.pyi", None),
        ("a.py/b", None),
        ("py", None),
        ("a.", None),
        ("a.go ", None),
        ("", None),
    ],
)
def test_the_last_suffix_counts_and_case_does_not(path: str, language: Language | None) -> None:
    assert language_of(path) == language
