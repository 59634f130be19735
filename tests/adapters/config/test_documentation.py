"""The page says what the reader does: its examples load, and no key is missing from it."""

import dataclasses
import re
from pathlib import Path

from homebot.adapters.config import bot, org, services, standards
from homebot.core.standards import STANDARDS
from homebot.core.standards.pattern import Rule
from tests.adapters.config.company import directory

PAGE = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()


def test_the_examples_that_are_whole_files_load() -> None:
    whole = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "version: 1" in block]

    assert len(whole) == 4
    assert len(directory(*whole[:2], standards=whole[3]).profiles["python-service"]) == 13
    found = directory(*whole[:2], standards=whole[2])

    assert found.services["ledgerd"].mode == "observe"
    assert set(found.profiles) == {"default", "python-service", "careful"}


def test_every_key_is_in_a_table_or_a_sentence() -> None:
    tables = (org.FILE, org.ENTITY, org.TEAM, org.TEMPORARY, org.SUCCESSION, services.FILE, services.SERVICE)
    keys = {key for table in (*tables, bot.FILE, bot.CREDIT, standards.FILE) for key in table}
    keys |= {f"review.{key}" for key in services.REVIEW}
    keys |= {key for standard in STANDARDS.values() for key in standards.option_fields(standard.Options)}
    keys |= {field.name for field in dataclasses.fields(Rule)}
    missing = {key for key in keys - {"version", "review"} if f"`{key}`" not in PAGE}

    assert missing == set()
