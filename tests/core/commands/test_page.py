"""The page of commands says what the verbs say."""

import os
from pathlib import Path

from homebot.core.commands.page import page

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def test_the_page_is_current() -> None:
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert PAGE.read_text("utf-8") == page(), "HOMEBOT_REWRITE_GOLDEN=1 pytest tests/core/commands/test_page.py"
