"""The page of standards says what the standards say."""

from pathlib import Path

from homebot.core.standards import STANDARDS
from homebot.core.standards_page import HEADINGS, page

PAGE = Path(__file__).parents[2] / "docs" / "standards.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "write docs/standards.md anew from homebot.core.standards_page.page()"
    )


def test_every_standard_says_something_under_every_heading() -> None:
    text = page()
    for heading in HEADINGS:
        assert text.count(f"**{heading}.** ") == len(STANDARDS)
        assert f"**{heading}.** \n" not in text
