"""What docs/install.md has people register is what the stand-in for GitHub grants and homebot listens to."""

import re
from pathlib import Path

from homebot.core.events import HANDLERS
from homebot.sandbox.present_app import EVENTS, PERMISSIONS

PAGE = (Path(__file__).parent.parent / "docs" / "install.md").read_text("utf-8")
SENT_UNASKED = {"ping", "installation", "installation_repositories"}
OF_NO_USE = {"repository"}


def row(name: str) -> list[str]:
    found = re.search(rf"^\| {name} \| (.+) \|$", PAGE, re.MULTILINE)
    assert found is not None
    return found[1].split(" · ")


def test_the_events_are_those_homebot_listens_to() -> None:
    listed = {words.lower().replace(" ", "_") for words in row("Events")}
    assert listed == set(EVENTS) == set(HANDLERS) - SENT_UNASKED - OF_NO_USE


def test_the_permissions_are_those_the_app_has() -> None:
    said = (one.split(": ") for one in [*row("Repository permissions"), *row("Organisation permissions")])
    names = {"Commit statuses": "statuses"}
    listed = {names.get(name, name.lower().replace(" ", "_")): rights.split(" and ")[-1] for name, rights in said}
    assert listed == PERMISSIONS
