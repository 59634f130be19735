"""The page of commands says what the verbs say."""

from pathlib import Path

from homebot.core.commands.page import page


def test_the_page_is_current() -> None:
    written = (Path(__file__).parents[3] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == page(), "write docs/commands.md anew from homebot.core.commands.page.page()"
